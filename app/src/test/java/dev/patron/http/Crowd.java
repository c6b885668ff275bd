package dev.patron.http;

import dev.patron.http.Caller.Said;
import dev.patron.http.Hostility.Way;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Honest clients with so many invoices each, and hostile ones beside them for as long as that takes. */
final class Crowd {
    static final String PAYEE = "1ABC...xyz";
    private static final String HOST = "shop.example.com";

    /** Agents of whom one has little. */
    static final String POLICY =
            """
                version: 1
                zone: UTC
                workspace: {daily: unlimited, monthly: unlimited, total: unlimited, at_risk: unlimited}
                agents:
                """ + agent("honest", "unlimited") + agent("greedy", "unlimited") + agent("poor", "\"1.00\"");

    private final Served served;
    private final Caller caller;

    Crowd(Served served) {
        this.served = served;
        this.caller = new Caller(served::url);
    }

    private static String agent(String id, String daily) {
        return "  " + id + ": {enabled: true, per_request: unlimited, daily: " + daily
                + ", rolling_24h: unlimited, per_brief: \"0\", at_risk: unlimited, payments_per_minute: unlimited,"
                + " providers: any, kinds: [invoice], models: []}\n";
    }

    /**
     * How many there are.
     *
     * @param invoices what each honest client has paid
     */
    record Size(int honest, int hostile, int invoices) {}

    /**
     * What came of it.
     *
     * @param wrong    what an honest client was not given as it should
     * @param millis   how long each step took for honest clients, sorted, by its name
     * @param seconds  from the first to the last request of an honest client
     * @param again    how often somebody honest, or one who pays at once, came again after a refusal
     * @param paid     invoices that were paid, also those of hostile clients
     * @param answers  how each hostile way was answered
     */
    record Outcome(
            List<String> wrong,
            Map<String, long[]> millis,
            long seconds,
            long again,
            int paid,
            Map<Way, Map<String, Long>> answers) {}

    Outcome come(Size size) throws IOException, InterruptedException, ExecutionException {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < size.honest(); i++) {
            keys.add(served.agentKey("honest"));
        }
        String provider = served.providerKey(HOST, PAYEE);
        Hostility hostility = new Hostility(caller, loot(size));
        long begun = System.nanoTime();
        List<Honest> honest = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < size.hostile(); i++) {
                Way way = way(i);
                int number = i;
                threads.execute(() -> hostility.client(way, number));
            }
            List<Future<Honest>> running = new ArrayList<>();
            for (int i = 0; i < size.honest(); i++) {
                Honest client = new Honest(keys.get(i), provider, "c" + i);
                running.add(threads.submit(() -> client.shop(size.invoices())));
            }
            try {
                for (Future<Honest> one : running) {
                    honest.add(one.get());
                }
            } finally {
                hostility.stop();
            }
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
        return outcome(honest, hostility, new long[] {seconds, (long) size.honest() * size.invoices()});
    }

    /** The way of the nth hostile client: they take turns. */
    private static Way way(int number) {
        List<Way> ways = List.of(Way.values());
        return ways.get(number % ways.size());
    }

    private Hostility.Loot loot(Size size) throws IOException {
        String agent = served.agentKey("greedy");
        List<String> payers = new ArrayList<>();
        for (int i = 0; i < Math.max(1, size.hostile()); i++) {
            payers.add(way(i) == Way.PAY_AT_ONCE ? served.agentKey("greedy") : agent);
        }
        String quote =
                caller.post("quote", agent, Caller.invoice(HOST, "stolen")).text("quoteId");
        String proof = caller.post("pay", agent, Caller.paying(quote)).text("proof");
        return new Hostility.Loot(
                agent,
                payers,
                served.agentKey("poor"),
                served.providerKey("elsewhere.example.com", PAYEE),
                proof,
                "stolen");
    }

    private Outcome outcome(List<Honest> honest, Hostility hostility, long[] secondsAndInvoices) {
        List<String> wrong = new ArrayList<>();
        Map<String, List<Long>> taken = new TreeMap<>();
        for (Honest client : honest) {
            wrong.addAll(client.wrong);
            client.taken.forEach((step, all) ->
                    taken.computeIfAbsent(step, _ -> new ArrayList<>()).addAll(all));
        }
        Map<String, long[]> millis = new TreeMap<>();
        taken.forEach((step, all) -> millis.put(
                step, all.stream().mapToLong(Long::longValue).sorted().toArray()));
        Map<Way, Map<String, Long>> answers = hostility.counted();
        answers.getOrDefault(Way.PAY_AT_ONCE, Map.of()).keySet().stream()
                .filter(answer -> !answer.equals(Hostility.ONE_TRANSFER))
                .forEach(answer -> wrong.add("one quote paid at once came to " + answer));
        int paid = 1 + (int) secondsAndInvoices[1] + hostility.bought();
        return new Outcome(wrong, millis, secondsAndInvoices[0], caller.again(), paid, answers);
    }

    /** A quantile of sorted figures. */
    static long quantile(long[] sorted, int percent) {
        return sorted.length == 0 ? 0 : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    /** A client that is quoted, pays, pays again, and has its proof verified. */
    private final class Honest {
        private final String key;
        private final String provider;
        private final String name;
        private final List<String> wrong = new ArrayList<>();
        private final Map<String, List<Long>> taken = new TreeMap<>();

        Honest(String key, String provider, String name) {
            this.key = key;
            this.provider = provider;
            this.name = name;
        }

        Honest shop(int invoices) {
            for (int i = 0; i < invoices; i++) {
                String invoice = name + "_" + i;
                Said quote = ask("quote", key, Caller.invoice(HOST, invoice));
                must(quote.body().path("allowed").asBoolean(), quote);
                Said paid = ask("pay", key, Caller.paying(quote.text("quoteId")));
                must(paid.body().path("success").asBoolean(), paid);
                Said again = ask("pay again", key, Caller.paying(quote.text("quoteId")));
                must(again.body().equals(paid.body()), again);
                Said verified = ask("verify", provider, Caller.proving(paid.text("proof"), invoice));
                must(verified.body().path("verified").asBoolean(), verified);
            }
            return this;
        }

        private void must(boolean right, Said said) {
            if (!right) {
                wrong.add(name + ": " + said);
            }
        }

        private Said ask(String step, String with, String body) {
            long begun = System.nanoTime();
            Said said = caller.post(step.split(" ", -1)[0], with, body);
            taken.computeIfAbsent(step, _ -> new ArrayList<>())
                    .add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
            return said;
        }
    }
}
