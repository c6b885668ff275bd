package dev.patron.config;

import dev.patron.money.Usd;
import dev.patron.plan.ModelBounds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What {@code patron.yaml} says. Paths are absolute, resolved against the file's own folder.
 *
 * @param policy         the spending policy
 * @param catalog        the sellers
 * @param market         the seller to buy from when the command line names none
 * @param agent          the agent to spend as when the command line names none
 * @param planner        {@code outline}, {@code llm}, or {@code auto}, which takes {@code llm} where a model is named
 * @param data           where ledger and files lie; empty for the platform's place
 * @param out            where delivery folders are put; empty for the working directory
 * @param concurrency    shots bought at once, 1 to 16
 * @param retriesPerShot further purchases for a shot whose paid generation the seller reports failed, 0 to 3
 * @param checkpointFrom a payment of this much or more waits for a signed checkpoint of the ledger's log
 * @param llm            how much the planner {@code llm} may ask of its model
 * @param keepPayloads   how long after its end a run's brief and payloads are kept; empty for always
 * @param gateway        how {@code serve} serves
 */
public record Settings(
        Path policy,
        Path catalog,
        String market,
        String agent,
        String planner,
        Optional<Path> data,
        Optional<Path> out,
        int concurrency,
        int retriesPerShot,
        Usd checkpointFrom,
        ModelBounds llm,
        Optional<Duration> keepPayloads,
        GatewaySettings gateway) {}
