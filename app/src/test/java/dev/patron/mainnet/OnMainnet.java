package dev.patron.mainnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.patron.evm.EvmTreasury;
import dev.patron.invoice.PayAnswer;
import dev.patron.policy.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A bench for each test, sound when it is left, and what tests ask of it. */
abstract class OnMainnet {
    static final int DEEP = EvmNode.FINAL_BELOW + 1;

    @TempDir
    Path folder;

    MainnetBench bench;

    @BeforeEach
    void open() throws IOException {
        bench = fresh(MainnetBench.usual(), 1);
    }

    private MainnetBench fresh(EvmTreasury.Manners manners, int nodes) throws IOException {
        return new MainnetBench(Files.createTempDirectory(folder, "bench"), manners, nodes);
    }

    /** A bench whose account has made transactions before any ledger saw it. */
    void onUsed(int transactions) throws IOException {
        bench.close();
        bench = new MainnetBench(Files.createTempDirectory(folder, "bench"), MainnetBench.usual(), 1, transactions);
    }

    void on(EvmTreasury.Manners manners, int nodes) throws IOException {
        bench.close();
        bench = fresh(manners, nodes);
    }

    @AfterEach
    void close() {
        List<String> problems = bench.ledger.verify().problems();
        bench.close();
        assertEquals(List.of(), problems);
    }

    /** Somebody who kept bytes that were handed over hands them over again. */
    void hand(String raw) {
        node().hand(raw);
    }

    EvmNode node() {
        return bench.node();
    }

    int transfers() {
        return node().transfers(MainnetBench.PAYEE).size();
    }

    PayAnswer.Paid paid(String quote) {
        return assertInstanceOf(PayAnswer.Paid.class, bench.pay(quote));
    }

    void pending(String quote) {
        assertInstanceOf(PayAnswer.Pending.class, bench.pay(quote));
    }

    Code refused(String quote) {
        PayAnswer.Refused refused = assertInstanceOf(PayAnswer.Refused.class, bench.pay(quote));
        return Code.valueOf(refused.detail().code());
    }
}
