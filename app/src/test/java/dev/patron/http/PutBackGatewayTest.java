package dev.patron.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.http.GatewayBench.Answer;
import dev.patron.http.Weather.Sky;
import dev.patron.ledger.StepWatcher;
import dev.patron.proof.ProofAlgorithm;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is put back from a backup: proofs that are out stay good, and its play money begins anew. */
class PutBackGatewayTest {
    @TempDir
    Path folder;

    @Test
    void proofsThatAreOutStayGood() throws Exception {
        Path file = Files.createFile(folder.resolve("backup.tar"));
        String agent;
        String provider;
        String quote;
        Answer first;
        try (GatewayBench bench =
                new GatewayBench(Files.createDirectory(folder.resolve("before")), ProofAlgorithm.EDDSA)) {
            agent = bench.agentKey("default");
            provider = bench.providerKey(bench.host(), GatewayBench.PAYEE);
            first = bench.pay(agent, bench.quote(agent, "inv_1").text("quoteId"));
            quote = bench.quote(agent, "inv_2").text("quoteId");
            bench.weather.turns(Sky.LOST_ANSWER);
            assertEquals(202, bench.pay(agent, quote).status());
            bench.ledger.backup().write(file, StepWatcher.unobserved());
        }
        Path after = Files.createDirectory(folder.resolve("after"));
        assertEquals(
                0,
                new ProcessBuilder("tar", "-xf", file.toString(), "-C", after.toString())
                        .inheritIO()
                        .start()
                        .waitFor());
        assertTrue(Files.readString(after.resolve("backup.json")).contains("\"gateway/proof-keys\""));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(after.resolve("gateway/proof-keys"))));
        assertFalse(Files.exists(after.resolve("gateway/treasury")), "play money is not in it");
        try (GatewayBench bench = new GatewayBench(after, ProofAlgorithm.EDDSA)) {
            assertEquals(
                    200, bench.verify(provider, first.text("proof"), "inv_1").status());
            assertEquals(
                    first.body(),
                    bench.pay(agent, bench.quote(agent, "inv_1").text("quoteId"))
                            .body(),
                    "it is paid, and not paid again");
            assertEquals(200, bench.pay(agent, quote).status(), "what was unknown is handed over to the new treasury");
            assertEquals(
                    200,
                    bench.verify(provider, bench.paid(agent, "inv_3"), "inv_3").status());
            assertEquals(new BigDecimal("0.1"), bench.moved(), "by the new treasury's own file");
            assertEquals(List.of(), bench.ledger.verify().problems());
        }
    }
}
