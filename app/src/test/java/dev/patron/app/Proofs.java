package dev.patron.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;

/** Every attempt at a payment on record gives a bundle that both verifiers call sound, whatever went wrong on its way. */
public final class Proofs {
    private Proofs() {}

    /** How many there are. */
    public static int hold(Bench bench) throws IOException {
        Path file = bench.folder().resolve("proof.json");
        boolean second = SecondVerifier.isHere();
        int proven = 0;
        for (JsonNode run : bench.patron("runs", "--json").json().path("runs")) {
            JsonNode traced = bench.patron("ledger", "trace", run.path("run").asText(), "--json")
                    .json();
            for (JsonNode purchase : traced.path("purchases")) {
                String intent = purchase.path("purchase").path("intent").asText();
                if (!intent.isEmpty()) {
                    Bench.Ran proved = bench.patron("ledger", "prove", intent, "--out", file, "--json");
                    assertEquals(0, proved.exit(), () -> proved + " of " + purchase);
                    proven++;
                    if (second) {
                        SecondVerifier.Said said = SecondVerifier.ask(file);
                        assertEquals(0, said.exit(), () -> said + " of " + purchase);
                    }
                }
            }
        }
        assertTrue(proven > 0, "nothing was bought");
        return proven;
    }
}
