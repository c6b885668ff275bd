package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.policy.Code;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What receipts said, kept, and what becomes of one that was false. */
class IncidentsTest {
    private static final String TRANSACTION = "0x" + "7".repeat(64);
    private static final ReceiptClaim NAMED = new ReceiptClaim(TRANSACTION, Optional.empty());
    private static final ReceiptClaim MORE = new ReceiptClaim(TRANSACTION, Optional.of(BigInteger.TEN.pow(60)));

    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void open() {
        bench = Bench.fresh(folder);
    }

    @AfterEach
    void close() {
        bench.closeSound();
    }

    private String answered(ReceiptClaim... claims) {
        String intent = bench.intent("shot-01");
        bench.sign(intent, "0.05");
        bench.ledger().answered(intent, new AnswerFacts("accepted", 202, TRANSACTION));
        for (ReceiptClaim claim : claims) {
            bench.ledger().answered(intent, new AnswerFacts("accepted", 202, claim.transaction(), Optional.of(claim)));
        }
        return intent;
    }

    private List<String> kinds() {
        return bench.reader().events(0, 1000).stream()
                .map(EventRecord::type)
                .filter(List.of("incident", "frozen", "thawed")::contains)
                .toList();
    }

    @Test
    void receiptsOfSuccessAreKeptEachOnce() {
        String intent = answered(NAMED, MORE, NAMED, new ReceiptClaim("", Optional.empty()));
        assertEquals(
                List.of(NAMED, MORE, new ReceiptClaim("", Optional.empty())),
                bench.reader().receipts(intent));
        assertEquals(List.of(), bench.reader().receipts(bench.intent("shot-02")));
    }

    @Test
    void aFalseReceiptFreezesTheSellerOnce() {
        String intent = answered(NAMED, MORE);
        IncidentFacts lie = new IncidentFacts("the receipt is false", NAMED, "never used");
        bench.ledger().incident(intent, lie);
        bench.ledger().incident(intent, lie);
        assertEquals(List.of("frozen", "incident"), kinds());
        assertEquals(
                List.of("provider:xgen: the receipt is false (shot-01 of run " + Bench.RUN + ")"),
                bench.reader().frozen());
        assertEquals(
                Code.FROZEN,
                assertInstanceOf(ReserveOutcome.Denied.class, bench.reserve(bench.intent("shot-09"), "0.01"))
                        .denial()
                        .code());
        assertEquals("0.050000", bench.balance("reserved"), "it moves no money");

        bench.ledger().thaw("provider:xgen");
        bench.ledger().incident(intent, lie);
        assertEquals(List.of(), bench.reader().frozen(), "what was looked at is not held against the seller again");
        bench.ledger().incident(intent, new IncidentFacts("the receipt is false", MORE, "never used"));
        assertEquals(List.of("frozen", "incident", "thawed", "frozen", "incident"), kinds(), "another lie is");
    }

    @Test
    void aTransactionThatWasSeenPayingIsRemembered() {
        String intent = answered(NAMED);
        ChainProof proof = bench.moved("0.05", Bench.PAYEE);
        assertFalse(bench.reader().sawPaying(intent, proof.transaction()));
        bench.ledger().settle(intent, proof);
        bench.ledger().reverse(intent, proof);
        assertTrue(bench.reader().sawPaying(intent, proof.transaction()), "its block vanished, and yet it stood");
        assertFalse(bench.reader().sawPaying(intent, "0x" + "8".repeat(64)));
    }
}
