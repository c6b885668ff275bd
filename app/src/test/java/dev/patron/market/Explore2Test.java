package dev.patron.market;

import dev.patron.app.Bench;
import java.nio.file.*;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Explore2Test {
    @Test
    void explore(@TempDir Path folder) throws Exception {
        try (Bench bench = new Bench(folder)) {
            String tea = Files.readString(Path.of("../config/briefs/tea-house.md")).replace("resolution: 2k", "resolution: 1k").replace("16:9", "4:1");
            Path brief = bench.brief("tea", tea.replace("\"0.50\"", "\"0.225\""));
            var ran = bench.buy("run", brief);
            System.out.println(ran.exit() + ran.out() + ran.err());
            System.out.println(bench.relay().orders().stream().filter(o -> !o.isPaid()).count());
            String id = ran.json().path("run").asText();
            System.out.println(bench.patron("show", id).out());
            System.out.println(bench.patron("policy", "explain", ran.json().path("denials").path(0).path("decision").asText()).out());
            System.out.println(bench.patron("policy", "headroom").out());
            System.out.println(bench.patron("ledger", "statement").out());
            System.out.println(bench.patron("ledger", "statement", "--json").out());
            System.out.println(bench.patron("ledger", "verify").out());
            System.out.println(bench.patron("ledger", "show", "--limit", "4").out());
            System.out.println(bench.patron("runs").out());
            System.out.println(bench.patron("runs", "--json").out());
            System.out.println(bench.buy("run", brief));
            System.out.println(bench.buy("run", brief, "--key", "a").exit());
            System.out.println(bench.patron("show", "zz", "--json"));
            System.out.println(bench.patron("nonsense", "--json"));
            System.out.println(bench.patron("plan", brief).out());
            System.out.println(bench.patron("plan", brief, "--json").out());
            bench.patron("cancel", id, "--json");
            System.out.println(bench.buy("resume"));
            System.out.println(bench.buy("run", brief).exit());
        }
    }
}
