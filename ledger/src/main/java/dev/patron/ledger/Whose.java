package dev.patron.ledger;

/** What an event's envelope names besides the ledger. */
enum Whose {
    RUN("a run"),
    INTENT("a run and an intent"),
    RUN_OR_INTENT("a run, and an intent where there is one"),
    NOBODY("the whole ledger"),
    ANYBODY("a run and an intent where there are any");

    private final String words;

    Whose(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    boolean fits(boolean run, boolean intent) {
        return switch (this) {
            case RUN -> run && !intent;
            case INTENT -> run && intent;
            case RUN_OR_INTENT -> run;
            case NOBODY -> !run && !intent;
            case ANYBODY -> run == intent;
        };
    }
}
