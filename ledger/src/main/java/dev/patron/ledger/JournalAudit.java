package dev.patron.ledger;

import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Holds a journal's records against the events that name them by the digest of the sealed request. One thread. */
final class JournalAudit {
    static final String JOURNAL = "journal";

    /** What a torn end means. */
    static final String TORN =
            "the journal ends in a record that was never finished, and so never acted on: it is cut off";

    private final Findings findings;
    private final Map<String, String> journaled;
    private final Set<String> signed = new HashSet<>();
    private final Set<String> others = new HashSet<>();

    JournalAudit(Journal journal, Findings findings) {
        this.findings = findings;
        if (journal.isTorn()) {
            findings.repair(TORN);
        }
        this.journaled = requests(journal, problem -> findings.add(JOURNAL, problem));
    }

    /** The digest of each intent's sealed request, and by its hash of each transaction that was to take another's place. */
    static Map<String, String> requests(Journal journal, Consumer<String> problem) {
        Map<String, String> requests = new TreeMap<>();
        journal.each(record -> {
            try {
                Map<String, Object> fields = Json.readObject(record);
                if (Accounts.isOther(fields)) {
                    Map<String, Object> other = Recovering.part(fields, "transaction");
                    requests.put(
                            Accounts.journaledOf(fields),
                            Digests.sha256(Base64.getDecoder().decode(Recovering.text(other, "request"))));
                    return;
                }
                String request = Recovering.text(Recovering.part(fields, "signed"), "request");
                requests.put(
                        Recovering.text(Recovering.part(fields, "intent"), "id"),
                        Digests.sha256(Base64.getDecoder().decode(request)));
            } catch (IllegalArgumentException | LedgerException e) {
                problem.accept("a journal record cannot be read");
            }
        });
        return requests;
    }

    /** What it means that a signature is not in the journal and no answer was recorded. */
    static String unsent(String intent) {
        return "the signature of intent " + intent
                + " is not in the journal yet, so nothing was sent under it: it is added";
    }

    /** What it means that a transaction which was to take another's place is not in the journal. */
    static String unsentOther(String hash) {
        return "transaction " + hash + ", signed to take another's place, is not in the journal yet: it is added";
    }

    void take(EventAudit.Read event) {
        if (event.type().equals("account_signed") && !event.body().text("n").equals("1")) {
            String hash = event.body().text("transaction");
            others.add(hash);
            String known = journaled.get(hash);
            if (known != null && !known.equals(event.body().text("request"))) {
                findings.add(JOURNAL, event.said("the journal holds other bytes for transaction " + hash));
            }
        }
        boolean names = event.type().equals("authorized") || event.type().equals("signature_restored");
        Map<String, Object> body = event.body().members();
        if (names && body.get("intent") instanceof String intent) {
            signed.add(intent);
            String known = journaled.get(intent);
            if (known != null && !known.equals(body.get("request"))) {
                findings.add(JOURNAL, event.said("the journal holds other bytes for intent " + intent));
            }
        }
    }

    /**
     * There are no more events.
     *
     * @param states where the payment of each intent has come to
     */
    void end(Map<String, String> states) {
        for (String intent : signed.stream().sorted().toList()) {
            if (!journaled.containsKey(intent) && "AUTHORIZED".equals(states.get(intent))) {
                findings.repair(unsent(intent));
            } else if (!journaled.containsKey(intent)) {
                findings.add(JOURNAL, "the journal lacks the signature of intent " + intent);
            }
        }
        others.stream()
                .sorted()
                .filter(hash -> !journaled.containsKey(hash))
                .forEach(hash -> findings.repair(unsentOther(hash)));
        journaled.keySet().stream()
                .filter(intent -> !signed.contains(intent) && !others.contains(intent))
                .forEach(intent -> findings.repair(
                        "the signature of intent " + intent + " is in the journal and under no checkpoint yet"));
    }
}
