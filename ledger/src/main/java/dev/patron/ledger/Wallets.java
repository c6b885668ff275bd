package dev.patron.ledger;

import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A wallet's holdings as the books know them: adoption, what came in, and what left without an intent. */
final class Wallets {
    private final Budgets budgets;
    private final Events events;
    private final Claims claims;

    Wallets(Budgets budgets, Events events, Claims claims) {
        this.budgets = budgets;
        this.events = events;
        this.claims = claims;
    }

    Optional<Adoption> find(Sql sql, Asset asset, Address wallet) throws SQLException {
        return sql.first(
                "SELECT * FROM wallet WHERE token = ? AND address = ?",
                row -> new Adoption(row.number("adopted_block"), row.number("matched_block"), row.time("adopted_at")),
                asset.id(),
                wallet.text());
    }

    void adopt(Sql sql, WalletFacts facts, BigInteger balance, Instant at) throws SQLException {
        Intents.ensureToken(sql, facts.asset());
        sql.one(
                "INSERT INTO wallet (token, address, adopted_block, adopted_hash, adopted_at, matched_block)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                facts.asset().id(),
                facts.wallet().text(),
                facts.block(),
                facts.blockHash(),
                at,
                facts.block());
        Map<String, Object> fields = Json.object(
                "wallet", facts.wallet().text(),
                "block", Long.toString(facts.block()),
                "block_hash", facts.blockHash(),
                "balance", balance.toString());
        fields.putAll(DecisionCodec.asset(facts.asset()));
        long event = events.append(sql, at, "wallet_adopted", Events.Subject.none(), fields);
        Books.post(sql, new Books.Line(event, 1, facts.asset().id()), Books.OPENING, Books.TREASURY, balance);
    }

    /** Money that came in; the same movement again changes nothing. */
    void funded(Sql sql, Asset asset, MovementFacts movement, Instant at) throws SQLException {
        if (known(sql, asset, movement)) {
            return;
        }
        long event = moved(sql, asset, movement, new Sort("funding", Map.of()), at);
        Books.post(sql, new Books.Line(event, 1, asset.id()), Books.FUNDING, Books.TREASURY, movement.units());
    }

    /** Money that left without an intent: suspense, a claim, and spent in every window at its block's time. */
    void unexplained(Sql sql, Asset asset, MovementFacts movement, Budgets.Scope scope, Instant at)
            throws SQLException {
        if (known(sql, asset, movement)) {
            return;
        }
        budgets.lock(sql, scope);
        Amount gone = new Amount(asset, movement.units());
        long claim = Claims.number(sql);
        long event = moved(
                sql,
                asset,
                movement,
                new Sort("unexplained", Json.object("claim", Long.toString(claim), "simulated", scope.simulated())),
                at);
        Books.post(sql, new Books.Line(event, 1, asset.id()), Books.TREASURY, Books.SUSPENSE, movement.units());
        budgets.unexplained(sql, scope, movement.blockTime(), gone.inUsd());
        claims.openUnexplained(sql, claim, event, gone, at);
    }

    static boolean known(Sql sql, Asset asset, MovementFacts movement) throws SQLException {
        return sql.count(
                        "SELECT COUNT(*) FROM movement WHERE token = ? AND tx = ? AND log_index = ?",
                        asset.id(),
                        movement.transaction(),
                        movement.logIndex())
                > 0;
    }

    /** What kind of movement it is, and what only this kind records. */
    private record Sort(String kind, Map<String, Object> more) {}

    private long moved(Sql sql, Asset asset, MovementFacts movement, Sort sort, Instant at) throws SQLException {
        Map<String, Object> fields = Json.object(
                "kind", sort.kind(),
                "asset", asset.id(),
                "wallet", movement.wallet().text(),
                "transaction", movement.transaction(),
                "log_index", Integer.toString(movement.logIndex()),
                "counterparty", movement.counterparty().text(),
                "units", movement.units().toString(),
                "usd_micros",
                        Long.toString(
                                new Amount(asset, movement.units()).inUsd().micros()),
                "block", Long.toString(movement.blockNumber()),
                "block_time", movement.blockTime().toString());
        fields.putAll(sort.more());
        long event = events.append(sql, at, "wallet_moved", Events.Subject.none(), fields);
        sql.one(
                "INSERT INTO movement (token, tx, log_index, event, kind, wallet, counterparty, units, block_number)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                asset.id(),
                movement.transaction(),
                movement.logIndex(),
                event,
                sort.kind(),
                movement.wallet().text(),
                movement.counterparty().text(),
                movement.units(),
                movement.blockNumber());
        return event;
    }

    /** Takes back incoming money above the last final block whose own block is no longer part of the chain. */
    void vanished(Sql sql, WalletFacts facts, List<MovementFacts> seen, Instant at) throws SQLException {
        Asset asset = facts.asset();
        record Known(String transaction, int logIndex, BigInteger units, String kind) {}
        List<Known> recorded = sql.list(
                "SELECT tx, log_index, units, kind FROM movement WHERE token = ? AND block_number > ?"
                        + " AND (wallet = ? OR wallet IS NULL)",
                row -> new Known(row.text("tx"), row.small("log_index"), row.units("units"), row.text("kind")),
                asset.id(),
                facts.block(),
                facts.wallet().text());
        for (Known movement : recorded) {
            boolean still = seen.stream()
                    .anyMatch(other -> other.transaction().equals(movement.transaction())
                            && other.logIndex() == movement.logIndex());
            if (still || !movement.kind().equals("funding")) {
                continue;
            }
            long event = events.append(
                    sql,
                    at,
                    "wallet_reversed",
                    Events.Subject.none(),
                    Json.object(
                            "asset", asset.id(),
                            "transaction", movement.transaction(),
                            "log_index", Integer.toString(movement.logIndex()),
                            "units", movement.units().toString()));
            Books.post(sql, new Books.Line(event, 1, asset.id()), Books.TREASURY, Books.FUNDING, movement.units());
            sql.one(
                    "DELETE FROM movement WHERE token = ? AND tx = ? AND log_index = ?",
                    asset.id(),
                    movement.transaction(),
                    movement.logIndex());
        }
    }

    /** The wallet's history is accounted for up to a block; one that was passed before changes nothing. */
    void matched(Sql sql, WalletFacts facts, Instant at) throws SQLException {
        String asset = facts.asset().id();
        String wallet = facts.wallet().text();
        int raised = sql.update(
                "UPDATE wallet SET matched_block = ? WHERE token = ? AND address = ? AND matched_block < ?",
                facts.block(),
                asset,
                wallet,
                facts.block());
        if (raised == 1) {
            events.append(
                    sql,
                    at,
                    "wallet_matched",
                    Events.Subject.none(),
                    Json.object("asset", asset, "wallet", wallet, "block", Long.toString(facts.block())));
        }
    }
}
