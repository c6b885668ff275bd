package dev.patron.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.crash.Start;
import dev.patron.door.Question;
import dev.patron.door.RemoteAnswers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the JDK's server bounds by itself: connections, and how long a client may take; in a process with less patience. */
@Tag("slow")
class LimitsTest {
    private static final int MOST = 100;
    private static final int TRIES_MOST = 10_000;
    private static final int PATIENCE_MILLIS = 60_000;
    private static final InetAddress V4 = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress V6 = InetAddress.ofLiteral("::1");

    @TempDir
    static Path folder;

    private static Certificates own;
    private static Process process;
    private static int plain;
    private static int safe;
    private static int control;
    private static String key = "";

    @BeforeAll
    static void open() throws Exception {
        own = new Certificates(folder, "EC");
        ProcessBuilder limited = Start.java(
                List.of(),
                List.of(Limited.class.getName(), folder.toString(), own.certificates.toString(), own.key.toString()));
        process = limited.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String[] words = String.valueOf(out.readLine()).split(" ", -1);
        plain = Integer.parseInt(words[0]);
        safe = Integer.parseInt(words[1]);
        control = Integer.parseInt(words[2]);
        key = words[3];
    }

    @AfterAll
    static void close() {
        process.destroyForcibly().onExit().join();
    }

    private static Socket connect(InetAddress address, int port) throws IOException {
        Socket socket = new Socket(address, port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /** A connection on which one request was answered, and which stays open. */
    private static boolean isServed(Socket socket) throws IOException {
        try {
            socket.getOutputStream()
                    .write("GET /api/gateway/quote HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String status = in.readLine();
            if (status == null) {
                return false;
            }
            assertTrue(status.startsWith("HTTP/1.1 405 ") || status.startsWith("HTTP/1.1 429 "), status);
            int length = 0;
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                length = line.startsWith("Content-length: ") ? Integer.parseInt(line.substring(16)) : length;
            }
            assertEquals(length, in.skip(length));
            return true;
        } catch (SocketException reset) {
            return false;
        }
    }

    /** Whether the connection ends without an answer; a TLS alert is none. */
    private static boolean isCutOff(Socket socket) throws IOException {
        try {
            byte[] said = socket.getInputStream().readAllBytes();
            return !new String(said, StandardCharsets.ISO_8859_1).startsWith("HTTP");
        } catch (SocketException reset) {
            return true;
        }
    }

    /** AT-080: the hundred and first is closed unanswered, until one of the hundred goes; ::1 has a hundred of its own. */
    @Test
    void aHundredConnectionsAndNoMoreOfEachAddress() throws IOException {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < MOST; i++) {
                open.add(servedInTheEnd(() -> connect(V4, plain)));
            }
            try (Socket over = connect(V4, plain)) {
                assertFalse(isServed(over));
            }
            if (hasSix()) {
                servedInTheEnd(() -> connect(V6, plain)).close();
            }
            open.removeFirst().close();
            servedInTheEnd(() -> connect(V4, plain)).close();
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    private interface Connecting {
        Socket open() throws IOException;
    }

    /** The server notices a moment later that a connection is gone, and a machine that is busy may be late for one. */
    private static Socket servedInTheEnd(Connecting connecting) throws IOException {
        for (int tried = 0; tried < TRIES_MOST; tried++) {
            Socket next = connecting.open();
            next.setSoTimeout(PATIENCE_MILLIS);
            if (isServed(next)) {
                return next;
            }
            next.close();
        }
        throw new IOException("nobody was served");
    }

    private static boolean hasSix() {
        try (Socket socket = new Socket(V6, plain)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aSlowHeaderIsCutOff() throws IOException {
        try (Socket socket = connect(V4, plain)) {
            socket.getOutputStream()
                    .write("POST /api/gateway/quote HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));
            assertTrue(isCutOff(socket));
        }
        try (Socket silent = connect(V4, plain)) {
            assertTrue(isCutOff(silent));
        }
    }

    @Test
    void aSlowBodyIsCutOff() throws IOException {
        try (Socket socket = connect(V4, plain)) {
            socket.getOutputStream()
                    .write(("POST /api/gateway/quote HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key
                                    + "\r\nContent-Length: 100\r\n\r\n{\"invoice")
                            .getBytes(StandardCharsets.US_ASCII));
            assertTrue(isCutOff(socket));
        }
    }

    /** Handshakes that are never completed take every connection there is, and lose it again. */
    @Test
    void aHandshakeThatIsNotCompletedIsCutOff() throws Exception {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < MOST; i++) {
                open.add(connect(V4, safe));
                byte[] begun = {0x16, 3, 1, 0};
                open.getLast().getOutputStream().write(begun, 0, i % (begun.length + 1));
            }
            for (Socket socket : open) {
                assertTrue(isCutOff(socket));
            }
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
        SSLSocketFactory honest = own.trusting().getSocketFactory();
        servedInTheEnd(() -> honest.createSocket(V4, safe)).close();
    }

    /** Who asks and asks on one connection and never reads what is said. */
    @Test
    void aReaderThatDoesNotReadIsCutOff() throws Exception {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(1_024);
            socket.connect(new InetSocketAddress(V4, plain));
            assertTrue(TurnsTest.isCutOffUnread(socket, "GET /api/gateway/quote HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        }
        servedInTheEnd(() -> connect(V4, plain)).close();
    }

    /** What bounds the gateway's clients bounds no answer of the control door, which may take hours. */
    @Test
    void aLongAnswerOfTheControlDoorIsNotCutOff() {
        try (RemoteAnswers asker = new RemoteAnswers(control, Limited.TOKEN)) {
            assertEquals(
                    "{\"status\":\"sound\"}", asker.ask(Question.of("verify")).toString());
        }
    }
}
