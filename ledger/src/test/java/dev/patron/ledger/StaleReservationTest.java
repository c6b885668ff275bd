package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.patron.policy.Code;
import dev.patron.policy.Decision;
import dev.patron.policy.Limit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a reservation between the decision and the signature. */
class StaleReservationTest {
    @TempDir
    Path folder;

    private Bench bench;
    private String intent = "";

    @BeforeEach
    void open() {
        bench = Bench.fresh(folder);
        intent = bench.intent("shot-01");
    }

    @AfterEach
    void close() {
        bench.closeSound();
    }

    @Test
    void aReservationLivesLessThanAMinute() {
        bench.reserve(intent, "0.05");
        bench.clock.move(Duration.ofMillis(59_999));
        assertSigned();
    }

    @Test
    void aReservationOfAMinuteIsGivenBack() {
        bench.reserve(intent, "0.05");
        bench.clock.move(Duration.ofMinutes(1));
        assertVoided(Code.QUOTE_EXPIRED);
    }

    @Test
    void aFreezeBeforeTheSignatureHolds() {
        for (String scope : List.of("provider:xgen", "agent:painter", "everything")) {
            String shot = bench.intent("shot-" + scope.length());
            bench.reserve(shot, "0.05");
            bench.ledger().freeze(scope, "the operator said so");
            intent = shot;
            assertVoided(Code.FROZEN);
            ReserveOutcome again = bench.reserve(shot, "0.05");
            assertEquals(
                    Code.FROZEN,
                    assertInstanceOf(ReserveOutcome.Denied.class, again)
                            .denial()
                            .code());
            bench.ledger().thaw(scope);
        }
    }

    @Test
    void aTightenedPolicyIsAskedAgain() {
        bench.reserve(intent, "0.05");
        bench.policyIs(Bench.policy(Bench.most("0.049999")));
        assertVoided(Code.AGENT_DAILY_LIMIT);
    }

    @Test
    void aPolicyThatStillAllowsItChangesNothing() {
        bench.reserve(intent, "0.05");
        bench.policyIs(Bench.policy(Bench.most("0.05")));
        assertSigned();
    }

    @Test
    void aReservationIsNotAPaymentBesideItself() {
        bench.policyIs(Bench.policy(Limit.unlimited(), Bench.rated(1)));
        bench.reserve(intent, "0.05");
        bench.policyIs(Bench.policy(Bench.most("0.05"), Bench.rated(1)));
        assertSigned();
    }

    @Test
    void anotherPaymentOfTheSameMinuteStillCounts() {
        bench.reserve(bench.intent("shot-02"), "0.05");
        bench.reserve(intent, "0.05");
        bench.policyIs(Bench.policy(Limit.unlimited(), Bench.rated(1)));
        assertVoided(Code.PAYMENT_RATE_LIMIT, "0.000000 spent 0.050000 reserved");
    }

    @Test
    void aFailedSignatureGivesTheMoneyBack() {
        bench.reserve(intent, "0.05");
        AuthorizeOutcome outcome = bench.ledger().authorize(bench.command(intent, "0.05"), bench::policy, at -> {
            throw new IllegalStateException("no key");
        });
        assertEquals(
                Code.WALLET_ERROR,
                assertInstanceOf(AuthorizeOutcome.Voided.class, outcome).code());
        assertGivenBack("0.000000 spent 0.000000 reserved");
    }

    @Test
    void aClockThatFellBehindSignsNothing() {
        bench.reserve(intent, "0.05");
        bench.clock.move(Duration.ofMillis(-2_001));
        assertVoided(Code.CLOCK_BEHIND);
        String other = bench.intent("shot-02");
        assertEquals(
                Code.CLOCK_BEHIND,
                assertInstanceOf(ReserveOutcome.Denied.class, bench.reserve(other, "0.05"))
                        .denial()
                        .code());
        bench.clock.move(Duration.ofMillis(2_001));
        assertInstanceOf(ReserveOutcome.Reserved.class, bench.reserve(other, "0.05"));
    }

    @Test
    void aClockTwoSecondsBehindIsStillRead() {
        bench.reserve(intent, "0.05");
        bench.clock.move(Duration.ofSeconds(-2));
        assertSigned();
    }

    private void assertSigned() {
        assertInstanceOf(AuthorizeOutcome.Authorized.class, bench.authorize(intent, "0.05"));
        assertEquals(PaymentState.AUTHORIZED, bench.state(intent));
    }

    private void assertVoided(Code code) {
        assertVoided(code, "0.000000 spent 0.000000 reserved");
    }

    private void assertVoided(Code code, String day) {
        AuthorizeOutcome outcome = bench.authorize(intent, "0.05");
        assertEquals(
                code, assertInstanceOf(AuthorizeOutcome.Voided.class, outcome).code());
        assertGivenBack(day);
    }

    private void assertGivenBack(String day) {
        assertEquals(PaymentState.VOIDED, bench.state(intent));
        assertEquals("voided", bench.reader().reservation(intent).orElseThrow().state());
        assertEquals(Optional.empty(), bench.reader().signed(bench.record(intent)));
        assertEquals(day, bench.day());
    }

    /** No rule refers yet; the first that does must not slip through here. */
    @Test
    void anythingButAPermitIsGivenBack() {
        assertEquals(Optional.empty(), Authorizing.unlessPermitted(new Decision.Permit(List.of())));
        assertEquals(
                Optional.of(Code.RULE_ERROR),
                Authorizing.unlessPermitted(new Decision.Refer(List.of())).map(Authorizing.Step.GivenBack::code));
    }
}
