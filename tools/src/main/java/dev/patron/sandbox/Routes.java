package dev.patron.sandbox;

/** Which part of the sandbox answers which path. */
record Routes(Seller seller, GatewaySeller invoiced, Jobs jobs, Rpc rpc, Control control) {
    private static final String GENERATIONS = "/v1/generations/";
    private static final String FILES = "/files/";

    /** A request that has been read. */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Asked(String method, String path, String origin, Paid paid, byte[] body) {}

    /** What a request shows for having paid; empty texts where it shows nothing. */
    record Paid(String signature, String proof) {}

    Answer answer(Asked asked) {
        for (Kind kind : Kind.values()) {
            if (asked.path().equals(kind.path())) {
                return asked.method().equals("POST")
                        ? seller.generate(new Seller.Request(
                                kind, asked.origin(), asked.body(), asked.paid().signature()))
                        : wrongMethod("POST");
            }
        }
        if (asked.path().startsWith(GatewaySeller.BASE + "/")) {
            return invoiced(asked);
        }
        if (asked.path().startsWith(GENERATIONS)) {
            return asked.method().equals("GET")
                    ? jobs.poll(asked.path().substring(GENERATIONS.length()), asked.origin())
                    : wrongMethod("GET");
        }
        if (asked.path().startsWith(FILES)) {
            return asked.method().equals("GET")
                    ? jobs.file(asked.path().substring(FILES.length()))
                    : wrongMethod("GET");
        }
        if (asked.path().equals("/rpc")) {
            return asked.method().equals("POST") ? Answer.json(200, rpc.answer(asked.body())) : wrongMethod("POST");
        }
        return control.answer(asked);
    }

    /** The same pictures and clips, and the same questions about them, for invoices that a gateway pays. */
    private Answer invoiced(Asked asked) {
        String path = asked.path().substring(GatewaySeller.BASE.length());
        for (Kind kind : Kind.values()) {
            if (path.equals(kind.path())) {
                return asked.method().equals("POST")
                        ? invoiced.generate(new Seller.Request(
                                kind, asked.origin(), asked.body(), asked.paid().proof()))
                        : wrongMethod("POST");
            }
        }
        if (!path.startsWith(GENERATIONS)) {
            return Answer.error(404, "not_found", "nothing is here; see GET /sandbox");
        }
        return asked.method().equals("GET")
                ? jobs.poll(path.substring(GENERATIONS.length()), asked.origin())
                : wrongMethod("GET");
    }

    static Answer wrongMethod(String right) {
        return Answer.error(405, "method_not_allowed", "use " + right).with("Allow", right);
    }
}
