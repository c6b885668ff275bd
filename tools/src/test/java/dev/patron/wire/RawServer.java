package dev.patron.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on loopback that answers with whatever bytes a test wants, well-formed or not. */
public final class RawServer implements AutoCloseable {
    /** Answers one connection; closing follows. */
    public interface Script {
        void answer(OutputStream out) throws IOException;
    }

    private final ServerSocket socket;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    public RawServer(Script script) throws IOException {
        this(InetAddress.ofLiteral("127.0.0.1"), 0, script);
    }

    public RawServer(InetAddress address, int port, Script script) throws IOException {
        socket = new ServerSocket(port, 50, address);
        Thread.ofVirtual().start(() -> {
            while (!socket.isClosed()) {
                try {
                    Socket connection = socket.accept();
                    Thread.ofVirtual().start(() -> serve(connection, script));
                } catch (IOException _) {
                    return;
                }
            }
        });
    }

    /** A server that always answers with this text. */
    public static RawServer saying(String answer) throws IOException {
        return new RawServer(out -> out.write(answer.getBytes(StandardCharsets.UTF_8)));
    }

    private void serve(Socket connection, Script script) {
        try (connection) {
            requests.add(request(connection.getInputStream()));
            script.answer(connection.getOutputStream());
            connection.getOutputStream().flush();
        } catch (IOException _) {
            // The other side hung up: that is what many of these tests are about.
        }
    }

    private static String request(InputStream in) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        int length = -1;
        while (length < 0 || read.size() < length) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            read.write(next);
            String text = read.toString(StandardCharsets.ISO_8859_1);
            if (length < 0 && text.endsWith("\r\n\r\n")) {
                length = read.size() + contentLength(text);
            }
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    private static int contentLength(String head) {
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
                .map(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
    }

    public int port() {
        return socket.getLocalPort();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /** What was received, head and body, one text per connection. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
