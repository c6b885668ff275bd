package dev.patron.cli;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where and as whom a run buys, as the command line says it.
 *
 * @param id      a seller's id; empty for the settings' own
 * @param agent   an agent of the policy; empty for the settings' own
 * @param planner a planner's name; empty for the settings' own
 * @param sandbox a sandbox that runs elsewhere on this machine
 * @param faults  what the sandbox in this process is to get wrong
 */
public record Market(
        Optional<String> id,
        Optional<String> agent,
        Optional<String> planner,
        Optional<URI> sandbox,
        List<String> faults) {
    public Market {
        faults = List.copyOf(faults);
    }

    /** The same with a planner where the command line names none. */
    Market plannedBy(String usual) {
        return new Market(id, agent, planner.or(() -> Optional.of(usual)), sandbox, faults);
    }
}
