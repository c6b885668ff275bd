package dev.patron.style;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The line of the house: each package of {@code dev.patron} with its floor and the packages it may use. This is the only
 * place that says so; a package that is missing here fails the architecture test.
 */
final class Floors {
    static final String ROOT = "dev.patron";

    /** The pure ground: money, and what may be spent. */
    static final List<String> POLICY_ENGINE = List.of("money", "policy");

    static final List<String> LEDGER = List.of("log", "ledger");

    /** Each may use those to its left. */
    static final List<String> AGENT_CORE = List.of("plan", "payment", "purchase", "invoice", "delivery", "run");

    /** One flat package per outside thing. */
    static final List<String> TOOLS = List.of(
            "wire",
            "x402",
            "evm",
            "xgen",
            "gateway",
            "proof",
            "treasury",
            "paywall",
            "planner",
            "store",
            "books",
            "config",
            "sandbox");

    static final List<String> APP = List.of("app", "cli", "door", "http");

    /** Beyond the wire: it shares nothing with the buyer, and only the wiring names it. */
    static final String SANDBOX = "sandbox";

    static final String WIRING = "app";

    private Floors() {}

    /** For each package, the packages it may use besides itself. */
    static Map<String, Set<String>> mayUse() {
        Map<String, Set<String>> table = new LinkedHashMap<>();
        Set<String> beneath = new LinkedHashSet<>();
        for (List<String> line : List.of(POLICY_ENGINE, LEDGER, AGENT_CORE)) {
            for (String room : line) {
                table.put(room, Set.copyOf(beneath));
                beneath.add(room);
            }
        }
        Set<String> toolsMayUse = new LinkedHashSet<>(beneath);
        toolsMayUse.removeAll(LEDGER);
        toolsMayUse.addAll(TOOLS);
        toolsMayUse.remove(SANDBOX);
        TOOLS.forEach(room -> table.put(room, room.equals(SANDBOX) ? Set.of() : Set.copyOf(toolsMayUse)));
        Set<String> doorsMayUse = new LinkedHashSet<>(beneath);
        doorsMayUse.addAll(TOOLS);
        doorsMayUse.addAll(APP);
        doorsMayUse.remove(SANDBOX);
        APP.forEach(room -> table.put(room, Set.copyOf(doorsMayUse)));
        doorsMayUse.add(SANDBOX);
        table.put(WIRING, Set.copyOf(doorsMayUse));
        return table;
    }
}
