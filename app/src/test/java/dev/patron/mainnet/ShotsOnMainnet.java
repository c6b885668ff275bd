package dev.patron.mainnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.invoice.Keyring;
import dev.patron.invoice.QuoteAnswer;
import dev.patron.invoice.QuoteRequest;
import dev.patron.ledger.PaymentState;
import dev.patron.payment.Answer;
import dev.patron.payment.Bought;
import dev.patron.policy.Code;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A {@link Studio} whose shots are bought from a bench's own account, for each test. */
abstract class ShotsOnMainnet extends OnMainnet {
    static final String SHOT = "shot-01";
    static final String OTHER = "shot-02";

    Studio studio;
    Shots shots;

    @BeforeEach
    void openStudio() throws IOException {
        studio = new Studio(MainnetBench.PAYEE);
        shots = new Shots(bench, studio, MainnetBench.PAYEE);
    }

    @AfterEach
    void closeStudio() {
        shots.close();
        studio.close();
    }

    void signed(String shot) {
        Bought.Presented presented = assertInstanceOf(Bought.Presented.class, shots.buy(shot));
        assertInstanceOf(Answer.Lost.class, presented.answer(), "nobody says what became of it");
        assertEquals(PaymentState.UNKNOWN, shots.state(shot));
    }

    Code refused(Bought bought) {
        return assertInstanceOf(Bought.Refused.class, bought).code();
    }

    void isServed(String shot) {
        Answer.Answered served = assertInstanceOf(Answer.Answered.class, shots.again(shot));
        assertTrue(served.handle().isPresent(), served::toString);
    }

    long handedOver() {
        return node().received.stream().distinct().count();
    }

    Optional<String> proof(String shot) {
        return bench.gateway.proof(shots.intent(shot).id());
    }

    /** What an agent asks at the door about an invoice of the studio's. */
    QuoteAnswer asked(String invoice) {
        return bench.gateway.quote(
                "default",
                new QuoteRequest(invoice, new BigDecimal("0.05"), MainnetBench.PAYEE, "mainnet", "", shots.host()));
    }

    void studioHasAKeyFor(String payTo) {
        bench.gateway.keys().forProvider(shots.host(), payTo, Keyring.LIFE);
    }
}
