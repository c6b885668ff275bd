package dev.patron.ledger;

import dev.patron.money.Asset;
import java.math.BigInteger;
import java.util.List;

/**
 * The books of a period, read at once.
 *
 * @param assets every token of the ledger, by id
 * @param lines  every account
 * @param flows  what entered and left the wallet, by token
 * @param costs  what was paid for, by key and token
 */
public record BookStatement(List<Asset> assets, List<StatementLine> lines, List<Flow> flows, List<CostLine> costs) {
    public BookStatement {
        assets = List.copyOf(assets);
        lines = List.copyOf(lines);
        flows = List.copyOf(flows);
        costs = List.copyOf(costs);
    }

    /** Money across the wallet's edge, in units; what is merely reserved has not crossed it. */
    public record Flow(String token, BigInteger in, BigInteger out) {}
}
