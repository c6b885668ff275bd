package dev.patron.payment;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A request to a seller, exactly as it leaves: the same value presented twice is the same bytes twice.
 *
 * @param uri     the full address
 * @param headers names and values in order; a payment signature is among them once the request is paid
 * @param body    the body's bytes
 */
public record SellerRequest(URI uri, List<Header> headers, String body) {
    private static final int MOST_HEADERS = 32;

    public SellerRequest {
        headers = List.copyOf(headers);
        if (headers.size() > MOST_HEADERS) {
            throw new IllegalArgumentException("a request has at most " + MOST_HEADERS + " headers");
        }
    }

    /** One header line. */
    public record Header(String name, String value) {}

    /** The same request with one more header. */
    public SellerRequest with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new SellerRequest(uri, more, body);
    }

    /** The address only: a payment signature is as good as money until it is used, and a body holds a client's words. */
    @Override
    public String toString() {
        return "request to " + uri;
    }

    /** A self-contained form for the journal. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, uri.toString());
            out.writeInt(headers.size());
            for (Header header : headers) {
                write(out, header.name());
                write(out, header.value());
            }
            write(out, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws IllegalArgumentException when the bytes are something else
     */
    public static SellerRequest fromBytes(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            URI uri = URI.create(read(in));
            int count = in.readInt();
            if (count < 0 || count > MOST_HEADERS) {
                throw new IllegalArgumentException("a stored request names `" + count + "` headers");
            }
            List<Header> headers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                headers.add(new Header(read(in), read(in)));
            }
            return new SellerRequest(uri, headers, read(in));
        } catch (IOException e) {
            throw new IllegalArgumentException("a stored request is cut short", e);
        }
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private static String read(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IllegalArgumentException("a stored request is malformed");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
