package dev.patron.sandbox;

/** Which part of the sandbox answers which path. */
record Routes(Seller seller, Jobs jobs, Rpc rpc, Control control) {
    private static final String GENERATIONS = "/v1/generations/";
    private static final String FILES = "/files/";

    /** A request that has been read. */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Asked(String method, String path, String origin, String payment, byte[] body) {}

    Answer answer(Asked asked) {
        for (Kind kind : Kind.values()) {
            if (asked.path().equals(kind.path())) {
                return asked.method().equals("POST")
                        ? seller.generate(new Seller.Request(kind, asked.origin(), asked.body(), asked.payment()))
                        : wrongMethod("POST");
            }
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

    static Answer wrongMethod(String right) {
        return Answer.error(405, "method_not_allowed", "use " + right).with("Allow", right);
    }
}
