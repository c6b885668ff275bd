package dev.patron.ledger;

import dev.patron.policy.Code;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;

/** The transactions of one ledger, wired to one another. */
final class Acts {
    private final Budgets budgets;
    private final Runs runs;
    private final Reserving reserving;
    private final Accounts accounts;
    private final Authorizing authorizing;
    private final Settling settling;
    private final Freezing freezing;
    private final Claims claims;
    private final Incidents incidents;
    private final Fulfilling fulfilling;
    private final Wallets wallets;
    private final Refunds refunds;
    private final Recovering recovering;
    private final Invoicing invoicing;
    private final ShotInvoices shotInvoices;
    private final Events events;

    Acts(Database database, InstantSource clock, Vault vault, String ledger) {
        this.events = new Events(ledger);
        this.claims = new Claims(events);
        this.budgets = new Budgets(database, clock);
        this.runs = new Runs(events, vault);
        this.reserving = new Reserving(budgets, events);
        this.accounts = new Accounts(events, vault);
        this.authorizing = new Authorizing(budgets, events, reserving, vault, accounts);
        this.incidents = new Incidents(budgets, events);
        this.settling = new Settling(budgets, events, claims, incidents);
        this.freezing = new Freezing(budgets, events);
        this.fulfilling = new Fulfilling(events, claims);
        this.wallets = new Wallets(budgets, events, claims);
        this.refunds = new Refunds(events);
        this.invoicing = new Invoicing(ledger, new Invoicing.Hands(budgets, runs, reserving, authorizing, events));
        this.shotInvoices = new ShotInvoices(invoicing, vault);
        this.recovering = new Recovering(budgets, events, runs, accounts);
    }

    Budgets budgets() {
        return budgets;
    }

    Runs runs() {
        return runs;
    }

    Reserving reserving() {
        return reserving;
    }

    Authorizing authorizing() {
        return authorizing;
    }

    Accounts accounts() {
        return accounts;
    }

    Settling settling() {
        return settling;
    }

    Freezing freezing() {
        return freezing;
    }

    Claims claims() {
        return claims;
    }

    Incidents incidents() {
        return incidents;
    }

    Fulfilling fulfilling() {
        return fulfilling;
    }

    Wallets wallets() {
        return wallets;
    }

    Refunds refunds() {
        return refunds;
    }

    Recovering recovering() {
        return recovering;
    }

    Invoicing invoicing() {
        return invoicing;
    }

    ShotInvoices shotInvoices() {
        return shotInvoices;
    }

    Events events() {
        return events;
    }

    /** Why a demand was refused. */
    record Refusal(Code code, String message, String demandDigest) {}

    /** A demand that differs from the catalogue: quoted and denied in one step. */
    void refuse(Sql sql, String id, Refusal refusal, Instant at) throws SQLException {
        IntentRecord intent = Intents.get(sql, id);
        if (intent.payment() != PaymentState.QUOTED) {
            runs.unusable(sql, intent, refusal.demandDigest(), at);
        }
        IntentRecord quoted = Intents.get(sql, id);
        Intents.move(sql, quoted, PaymentState.DENIED);
        reserving
                .decisions()
                .refusal(sql, at, about(quoted), new Decisions.Refusal(refusal.code(), refusal.message(), "DENY"));
    }

    /** A seller that will not sell. */
    void abandon(Sql sql, String id, Code code, String message, Instant at) throws SQLException {
        IntentRecord intent = Intents.get(sql, id);
        runs.leave(sql, intent, PaymentState.ABANDONED, at);
        reserving.decisions().refusal(sql, at, about(intent), new Decisions.Refusal(code, message, "ABANDON"));
    }

    private static Decisions.About about(IntentRecord intent) {
        return new Decisions.About(Events.Subject.of(intent), intent.run(), intent.shot(), intent.round());
    }
}
