package dev.patron.ledger;

import dev.patron.log.LogPoint;
import dev.patron.policy.Code;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Counts durable points and decisions, and tells whoever watches durability. */
final class LedgerMeters {
    private final MeterRegistry registry;
    private final Durability durability;

    LedgerMeters(MeterRegistry registry, Durability durability) {
        this.registry = registry;
        this.durability = durability;
    }

    void reached(DurablePoint point) {
        registry.counter("patron.purchase.states", "state", point.name().toLowerCase(Locale.ROOT))
                .increment();
        durability.reached(point);
    }

    void logged(LogPoint point) {
        durability.logged(point);
    }

    void decided(ReserveOutcome outcome) {
        switch (outcome) {
            case ReserveOutcome.Reserved _ -> {
                permitted();
                reached(DurablePoint.RESERVED);
            }
            case ReserveOutcome.Denied denied -> {
                decided(denied.denial().code());
                reached(DurablePoint.DENIED);
            }
        }
    }

    private void permitted() {
        registry.counter("patron.decisions", "outcome", "permit", "code", "none")
                .increment();
    }

    void decided(Code code) {
        registry.counter("patron.decisions", "outcome", "deny", "code", code.name())
                .increment();
    }
}
