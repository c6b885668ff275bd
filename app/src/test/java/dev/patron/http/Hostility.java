package dev.patron.http;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Clients that mean harm, each in one way, until they are told that it is over. What they are answered is counted. */
final class Hostility {
    private static final int HUGE_BYTES = 200_000;
    private static final int TRICKLE_MILLIS = 150;
    private static final int AT_ONCE = 5;

    /** Slow enough that no key's requests are refused for their number. */
    private static final long PAYS_EVERY_MILLIS = 600;

    /** Nothing came, or the connection was broken. */
    static final String CUT_OFF = "cut off";

    /** What is right where several pay one quote. */
    static final String ONE_TRANSFER = "one transfer";

    /** What becomes of quotes that nobody means to pay. */
    static final String ALLOWED = "allowed";

    static final String DENIED = "AGENT_DAILY_LIMIT";

    /** A way to mean harm. */
    enum Way {
        SLOW,
        SILENT,
        HUGE,
        ENDLESS,
        MALFORMED,
        NO_HTTP,
        WRONG_KEY,
        REPLAY,
        STOCKPILE,
        PAY_AT_ONCE
    }

    /**
     * What they have got hold of.
     *
     * @param agent    a key of an agent
     * @param payers   keys of an agent that pays what it was quoted, several times at once
     * @param hoarder  a key of an agent with little money
     * @param provider a key of a provider that nobody owes anything
     * @param proof    an honest client's proof, and its invoice
     */
    record Loot(String agent, List<String> payers, String hoarder, String provider, String proof, String invoice) {}

    private final Caller caller;
    private final Loot loot;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger bought = new AtomicInteger();
    private final Map<Way, Map<String, LongAdder>> counted = new ConcurrentSkipListMap<>();

    Hostility(Caller caller, Loot loot) {
        this.caller = caller;
        this.loot = loot;
    }

    void stop() {
        over.set(true);
    }

    /** Invoices that those who pay at once had paid. */
    int bought() {
        return bought.get();
    }

    /** How often each way was answered how. */
    Map<Way, Map<String, Long>> counted() {
        Map<Way, Map<String, Long>> all = new TreeMap<>();
        counted.forEach((way, answers) -> {
            Map<String, Long> sums = new TreeMap<>();
            answers.forEach((answer, count) -> sums.put(answer, count.sum()));
            all.put(way, sums);
        });
        return all;
    }

    private void count(Way way, String answer) {
        counted.computeIfAbsent(way, _ -> new ConcurrentSkipListMap<>())
                .computeIfAbsent(answer, _ -> new LongAdder())
                .increment();
    }

    /** One of them, to its end. */
    void client(Way way, int number) {
        Random random = new Random(number);
        while (!over.get()) {
            try {
                act(way, number, random);
            } catch (IOException | IllegalStateException e) {
                count(way, CUT_OFF);
                Caller.pause(TRICKLE_MILLIS);
            }
        }
    }

    private void act(Way way, int client, Random random) throws IOException {
        int number = numbers.incrementAndGet();
        switch (way) {
            case SLOW -> slow("POST /api/gateway/quote HTTP/1.1\r\nHost: localhost\r\nX-Padding: ", way);
            case SILENT -> slow("", way);
            case HUGE -> raw(way, caller.request("quote", loot.agent(), " ".repeat(HUGE_BYTES)));
            case ENDLESS ->
                raw(
                        way,
                        ("POST /api/gateway/pay HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + loot.agent()
                                        + "\r\nContent-Length: 999999999999\r\n\r\n{")
                                .getBytes(StandardCharsets.US_ASCII));
            case MALFORMED -> raw(way, caller.request("quote", loot.agent(), garbage(random)));
            case NO_HTTP -> raw(way, garbage(random).getBytes(StandardCharsets.UTF_8));
            case WRONG_KEY -> raw(way, caller.request("pay", wrongKey(random), Caller.paying("quote_1")));
            case REPLAY -> replay(number);
            case STOCKPILE -> {
                Caller.Said quote =
                        caller.post("quote", loot.hoarder(), Caller.invoice("hoard.example.com", "h" + number));
                count(way, quote.body().path("allowed").asBoolean() ? ALLOWED : quote.text("reason"));
            }
            case PAY_AT_ONCE -> atOnce(loot.payers().get(client % loot.payers().size()), number);
        }
    }

    /** Holds a connection with next to nothing until it is cut off. */
    private void slow(String begun, Way way) throws IOException {
        try (Socket socket = caller.connect()) {
            socket.setSoTimeout(TRICKLE_MILLIS);
            socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
            while (!over.get()) {
                socket.getOutputStream().write('a');
                try {
                    count(way, socket.getInputStream().read() < 0 ? CUT_OFF : "answered");
                    return;
                } catch (SocketTimeoutException held) {
                    // Still held: another byte.
                }
            }
        }
    }

    private void raw(Way way, byte[] bytes) throws IOException {
        try (Socket socket = caller.connect()) {
            socket.getOutputStream().write(bytes);
            byte[] head = socket.getInputStream().readNBytes(12);
            count(way, head.length < 12 ? CUT_OFF : new String(head, 9, 3, StandardCharsets.US_ASCII));
        }
    }

    private static String garbage(Random random) {
        StringBuilder text = new StringBuilder("{\"invoiceId\":");
        random.ints(random.nextInt(400), 0, 0x2000).forEach(text::appendCodePoint);
        return text.append("\r\n\r\n").toString();
    }

    private String wrongKey(Random random) {
        StringBuilder key = new StringBuilder(loot.agent());
        key.setCharAt(key.length() - 1 - random.nextInt(30), (char) ('a' + random.nextInt(26)));
        return key.toString().equals(loot.agent()) ? loot.agent() + "x" : key.toString();
    }

    /** The same proof to somebody else, for another invoice, and altered. */
    private void replay(int number) throws IOException {
        String proof = loot.proof();
        char[] altered = proof.toCharArray();
        int place = proof.indexOf('.') + 5 + number % 40;
        altered[place] = altered[place] == 'A' ? 'B' : 'A';
        raw(Way.REPLAY, caller.request("verify", loot.provider(), Caller.proving(proof, loot.invoice())));
        raw(Way.REPLAY, caller.request("verify", loot.provider(), Caller.proving(proof, "inv_other")));
        raw(Way.REPLAY, caller.request("verify", loot.provider(), Caller.proving(new String(altered), loot.invoice())));
    }

    /** One quote, paid by several at once; they must hear of one transfer. */
    private void atOnce(String key, int number) {
        Caller.Said quote = caller.post("quote", key, Caller.invoice("once.example.com", "o" + number));
        if (quote.status() != 200 || !quote.body().path("allowed").asBoolean()) {
            count(Way.PAY_AT_ONCE, "denied");
            return;
        }
        Set<String> transfers = ConcurrentHashMap.newKeySet();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < AT_ONCE; i++) {
                threads.execute(() -> transfers.add(caller.post("pay", key, Caller.paying(quote.text("quoteId")))
                        .text("txHash")));
            }
        }
        count(Way.PAY_AT_ONCE, transfers.size() == 1 ? ONE_TRANSFER : transfers.size() + " transfers");
        bought.incrementAndGet();
        Caller.pause(PAYS_EVERY_MILLIS);
    }
}
