package dev.patron.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A wire between buyer and seller that passes every byte on and keeps what the buyer sent, so that a test can count
 * requests and signatures without asking either side.
 */
public final class Relay implements AutoCloseable {
    private static final Pattern ORDER = Pattern.compile(
            "POST /v1/(images|videos)/generate HTTP/1\\.1\r\n(.*?)\r\n\r\n([^\r\n]*?\\})", Pattern.DOTALL);
    private static final Pattern SIGNATURE = Pattern.compile("(?im)^payment-signature: *([^\r\n]+)");

    private final ServerSocket door;
    private final int target;
    private final List<ByteArrayOutputStream> sent = Collections.synchronizedList(new ArrayList<>());
    private volatile Runnable before = () -> {};
    private final AtomicInteger losses = new AtomicInteger();
    private final List<Socket> open = Collections.synchronizedList(new ArrayList<>());

    /**
     * A request for a generation as it went over the wire.
     *
     * @param signature the payment, or empty where none was sent
     */
    public record Order(String kind, String signature, String body) {
        public boolean isPaid() {
            return !signature.isEmpty();
        }
    }

    private Relay(ServerSocket door, int target) {
        this.door = door;
        this.target = target;
    }

    static Relay to(URI seller) {
        try {
            ServerSocket door = new ServerSocket();
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
            Relay relay = new Relay(door, seller.getPort());
            Thread.ofVirtual().start(relay::listen);
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort());
    }

    /** Every request for a generation so far, demands and payments. */
    public List<Order> orders() {
        List<Order> orders = new ArrayList<>();
        for (ByteArrayOutputStream connection : List.copyOf(sent)) {
            String text;
            synchronized (connection) {
                text = connection.toString(StandardCharsets.ISO_8859_1);
            }
            Matcher matcher = ORDER.matcher(text);
            while (matcher.find()) {
                Matcher signature = SIGNATURE.matcher(matcher.group(2));
                orders.add(new Order(matcher.group(1), signature.find() ? signature.group(1) : "", matcher.group(3)));
            }
        }
        return orders;
    }

    /** Forgets what went over the wire. */
    public void forget() {
        sent.forEach(connection -> {
            synchronized (connection) {
                connection.reset();
            }
        });
    }

    /** Hangs up instead of passing on the seller's answers to the next paid requests. */
    public void loseAnswers(int times) {
        losses.set(times);
    }

    /** Does something before any part of the answer to a paid request is passed on, on the wire's own thread. */
    public void beforePaidAnswers(Runnable wanted) {
        before = wanted;
    }

    /** Whether the last request of a connection carried a payment, and its answer is to be lost. */
    private boolean loses(ByteArrayOutputStream asked) {
        return isPaid(asked) && losses.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    private static boolean isPaid(ByteArrayOutputStream asked) {
        String text;
        synchronized (asked) {
            text = asked.toString(StandardCharsets.ISO_8859_1);
        }
        return SIGNATURE
                .matcher(text.substring(Math.max(0, text.lastIndexOf(" HTTP/1.1\r\n"))))
                .find();
    }

    private void listen() {
        try {
            for (int taken = 0; taken < 100_000; taken++) {
                Socket buyer = door.accept();
                Socket seller = new Socket(InetAddress.getLoopbackAddress(), target);
                buyer.setTcpNoDelay(true);
                seller.setTcpNoDelay(true);
                open.add(buyer);
                open.add(seller);
                ByteArrayOutputStream kept = new ByteArrayOutputStream();
                sent.add(kept);
                Thread.ofVirtual().start(() -> ask(buyer, seller, kept));
                Thread.ofVirtual().start(() -> answer(seller, buyer, kept));
            }
        } catch (IOException _) {
            // Closed: the test is over.
        }
    }

    private static void ask(Socket buyer, Socket seller, ByteArrayOutputStream kept) {
        pass(buyer, seller, (bytes, length) -> {
            synchronized (kept) {
                kept.write(bytes, 0, length);
            }
            return true;
        });
    }

    private void answer(Socket seller, Socket buyer, ByteArrayOutputStream asked) {
        pass(seller, buyer, (_, _) -> {
            if (isPaid(asked)) {
                before.run();
            }
            return losses.get() == 0 || !loses(asked);
        });
    }

    /** Sees bytes on their way; false hangs up instead of passing them on. */
    private interface Eye {
        boolean sees(byte[] bytes, int length);
    }

    private static void pass(Socket from, Socket to, Eye eye) {
        byte[] some = new byte[1 << 16];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(some); read >= 0 && eye.sees(some, read); read = in.read(some)) {
                out.write(some, 0, read);
            }
        } catch (IOException _) {
            // One side hung up; the other is hung up too.
        }
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket socket : List.copyOf(open)) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
