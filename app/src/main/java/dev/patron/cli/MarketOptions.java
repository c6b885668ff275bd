package dev.patron.cli;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where and as whom to buy. */
final class MarketOptions {
    @Option(names = "--market", paramLabel = "ID", description = "The seller; `sandbox` needs no set-up and no money.")
    @Nullable
    String market;

    @Option(names = "--agent", paramLabel = "ID", description = "The agent of the policy that spends.")
    @Nullable
    String agent;

    @Option(
            names = "--planner",
            paramLabel = "NAME",
            description =
                    "How the brief becomes shots: outline, llm or auto (llm where OPENAI_API_KEY or OPENAI_BASE_URL is"
                            + " set).")
    @Nullable
    String planner;

    @Option(
            names = "--sandbox",
            paramLabel = "URL",
            description = "A sandbox that runs elsewhere on this machine (see `patron sandbox`).")
    @Nullable
    URI sandbox;

    @Option(
            names = "--sandbox-fault",
            paramLabel = "FAULT",
            description = "Let the sandbox misbehave; `patron sandbox --help` names the faults.")
    List<String> faults = new ArrayList<>();

    Market market() {
        return new Market(
                Optional.ofNullable(market),
                Optional.ofNullable(agent),
                Optional.ofNullable(planner),
                Optional.ofNullable(sandbox),
                faults);
    }
}
