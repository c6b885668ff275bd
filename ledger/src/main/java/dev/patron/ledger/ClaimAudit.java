package dev.patron.ledger;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The part of following the money that is about wallets and claims. One thread. */
final class ClaimAudit {
    private final BookAudit books;
    private final Map<String, Claim> claims = new HashMap<>();
    private final Map<String, String> byIntent = new HashMap<>();
    private final Map<String, String> withdrawn = new HashMap<>();

    ClaimAudit(BookAudit books) {
        this.books = books;
    }

    /**
     * @param stood the account that it stands in while it is open
     * @param loss  the account that it ends in when it is not paid back
     */
    private record Claim(String token, BigInteger units, String stood, String loss, String state) {
        Claim in(String now) {
            return new Claim(token, units, stood, loss, now);
        }
    }

    /** Books an event; what is wrong with it, empty when nothing is. */
    Optional<String> take(Fields event) {
        return switch (event.text("type")) {
            case "wallet_adopted" -> post(event, Books.OPENING, Books.TREASURY, "balance");
            case "wallet_reversed" -> post(event, Books.TREASURY, Books.FUNDING, "units");
            case "wallet_moved" -> {
                if (!event.has("claim")) {
                    yield post(event, Books.FUNDING, Books.TREASURY, "units");
                }
                open(event, Books.SUSPENSE, Books.LOSSES);
                yield post(event, Books.TREASURY, Books.SUSPENSE, "units");
            }
            case "claim_opened" -> {
                String provider = event.text("provider");
                byIntent.put(event.text("intent"), event.text("claim"));
                open(event, Books.claims(provider), Books.expense(provider));
                yield post(event, Books.expense(provider), Books.claims(provider), "units");
            }
            default -> close(event);
        };
    }

    private void open(Fields event, String stood, String loss) {
        claims.put(event.text("claim"), new Claim(event.text("asset"), event.units("units"), stood, loss, "OPEN"));
    }

    private Optional<String> post(Fields event, String source, String destination, String units) {
        return books.post(source, destination, event.text("asset"), event.units(units));
    }

    private Optional<String> close(Fields event) {
        String intent = event.maybeText("intent").orElse("");
        String number = event.maybeText("claim")
                .or(() -> event.maybeText("refunded_claim"))
                .or(() -> Optional.ofNullable(byIntent.get(intent)))
                .orElse("");
        Claim claim = claims.get(number);
        String state = event.text("state");
        if (claim == null || (!claim.state().equals("OPEN") && !state.equals("WITHDRAWN"))) {
            return Optional.of("it closes a claim that is not open");
        }
        claims.put(number, claim.in(state));
        if (state.equals("WITHDRAWN")) {
            withdrawn.put(
                    intent,
                    switch (claim.state()) {
                        case "OPEN" -> claim.stood();
                        case "REFUNDED" -> Books.FUNDING;
                        default -> claim.loss();
                    });
            return Optional.empty();
        }
        String to = state.equals("REFUNDED") ? Books.FUNDING : claim.loss();
        return books.post(claim.stood(), to, claim.token(), claim.units());
    }

    /** Where the money of an intent's claim stood that was just taken back. */
    Optional<String> withdrawn(String intent) {
        return Optional.ofNullable(withdrawn.remove(intent));
    }
}
