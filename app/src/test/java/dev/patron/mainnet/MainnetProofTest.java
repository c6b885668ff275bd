package dev.patron.mainnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.app.SecondVerifier;
import dev.patron.door.Bundle;
import dev.patron.door.LocalAnswers;
import dev.patron.door.Question;
import dev.patron.ledger.StepWatcher;
import dev.patron.store.FileAssetStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Hash;

/** A payment of an account is proven by the transactions that were signed for it, once none of them is money any more. */
class MainnetProofTest extends OnMainnet {
    private ObjectNode ask(String question, String subject) {
        LocalAnswers answers = new LocalAnswers(
                bench.ledger,
                new LocalAnswers.Sources(
                        () -> {
                            throw new IllegalStateException("nothing is decided");
                        },
                        _ -> {
                            throw new IllegalStateException("nothing is bought");
                        },
                        "none",
                        InstantSource.system(),
                        _ -> {},
                        new FileAssetStore(folder.resolve("assets")),
                        new SecureRandom()));
        return answers.ask(Question.about(question, subject), StepWatcher.unobserved());
    }

    private List<String> problems(ObjectNode bundle) throws IOException {
        Path file = Files.writeString(folder.resolve("bundle.json"), bundle.toString());
        List<String> problems = Bundle.check(bundle.toString().getBytes(StandardCharsets.UTF_8), Optional.empty())
                .problems();
        if (SecondVerifier.isHere()) {
            SecondVerifier.Said said = SecondVerifier.ask(file);
            assertEquals(problems.isEmpty() ? 0 : 5, said.exit(), problems + ", the second verifier: " + said.text());
        }
        return problems;
    }

    /** A reorganisation gives a settlement's transaction back to whoever holds its bytes. */
    @Test
    void nothingSignedIsInABundleBeforeTheSettlementIsFinal() throws IOException {
        String quote = bench.quote("inv_1");
        pending(quote);
        bench.mine(2);
        String transaction = paid(quote).txHash();
        ObjectNode early = ask("prove", transaction);
        assertEquals(List.of(), problems(early));
        assertFalse(early.path("standing").path("final").asBoolean());
        assertEquals(0, early.path("transactions").size());
        bench.mine(DEEP);
        ObjectNode late = ask("prove", transaction);
        assertEquals(List.of(), problems(late));
        assertTrue(late.path("standing").path("final").asBoolean());
        assertEquals(1, late.path("transactions").size());
        assertEquals(
                node().received.getFirst(), late.path("transactions").path(0).asText());
    }

    @Test
    void everyTransactionThatWasSignedIsCheckedAgainstAccountPayeeAndAmount() throws IOException {
        String quote = bench.quote("inv_1");
        pending(quote);
        String first = node().received.getFirst();
        node().baseFee(5_000);
        bench.mine(3);
        bench.mine(2);
        String transaction = paid(quote).txHash();
        bench.mine(DEEP);
        ObjectNode bundle = ask("prove", transaction);
        assertEquals(2, bundle.path("transactions").size());
        assertEquals(List.of(), problems(bundle));

        ObjectNode one = bundle.deepCopy();
        one.putArray("transactions").add(first);
        assertFalse(problems(one).isEmpty(), "one is missing");
        ObjectNode none = bundle.deepCopy();
        none.putArray("transactions");
        assertFalse(problems(none).isEmpty(), "both are missing");
        ObjectNode twice = bundle.deepCopy();
        twice.putArray("transactions").add(first).add(first);
        assertFalse(problems(twice).isEmpty(), "one is another");
        ObjectNode changed = bundle.deepCopy();
        String raw = bundle.path("transactions").path(1).asText();
        changed.putArray("transactions").add(first).add(raw.substring(0, raw.length() - 2) + "00");
        assertFalse(problems(changed).isEmpty(), "its signature is changed");

        ObjectNode traced = ask("trace", Hash.sha3(first));
        assertEquals(
                "inv_1",
                traced.path("purchases").path(0).path("invoice").path("invoice").asText(),
                "a transaction that another took the place of leads to its payment");
    }

    @Test
    void aDeadPaymentIsProvenWithItsTransaction() throws IOException {
        String quote = bench.quote("inv_1");
        pending(quote);
        node().failing(true);
        bench.mine(1);
        node().failing(false);
        bench.mine(DEEP + 1);
        ObjectNode bundle = ask("prove", Hash.sha3(node().received.getFirst()));
        assertEquals("CANCELLED", bundle.path("standing").path("payment").asText());
        assertEquals(1, bundle.path("transactions").size());
        assertEquals(List.of(), problems(bundle));
    }
}
