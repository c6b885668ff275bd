package dev.patron.ledger;

import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
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
        long event = events.append(
                sql,
                at,
                "wallet_adopted",
                Events.Subject.none(),
                Json.object(
                        "asset", facts.asset().id(),
                        "wallet", facts.wallet().text(),
                        "block", Long.toString(facts.block()),
                        "block_hash", facts.blockHash(),
                        "balance", balance.toString()));
        Books.post(sql, new Books.Line(event, 1, facts.asset().id()), Books.OPENING, Books.TREASURY, balance);
    }

    /** Money that came in; the same movement again changes nothing. */
    void funded(Sql sql, Asset asset, MovementFacts movement, Instant at) throws SQLException {
        if (known(sql, asset, movement)) {
            return;
        }
        long event = moved(sql, asset, movement, "funding", at);
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
        long event = moved(sql, asset, movement, "unexplained", at);
        Books.post(sql, new Books.Line(event, 1, asset.id()), Books.TREASURY, Books.SUSPENSE, movement.units());
        budgets.unexplained(sql, scope, movement.blockTime(), gone.inUsd());
        claims.openUnexplained(sql, event, gone, at);
    }

    private static boolean known(Sql sql, Asset asset, MovementFacts movement) throws SQLException {
        return sql.count(
                        "SELECT COUNT(*) FROM movement WHERE token = ? AND tx = ? AND log_index = ?",
                        asset.id(),
                        movement.transaction(),
                        movement.logIndex())
                > 0;
    }

    private long moved(Sql sql, Asset asset, MovementFacts movement, String kind, Instant at) throws SQLException {
        long event = events.append(
                sql,
                at,
                "wallet_moved",
                Events.Subject.none(),
                Json.object(
                        "kind", kind,
                        "asset", asset.id(),
                        "wallet", movement.wallet().text(),
                        "transaction", movement.transaction(),
                        "log_index", Integer.toString(movement.logIndex()),
                        "counterparty", movement.counterparty().text(),
                        "units", movement.units().toString(),
                        "block", Long.toString(movement.blockNumber())));
        sql.one(
                "INSERT INTO movement (token, tx, log_index, event, kind, wallet, counterparty, units, block_number)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                asset.id(),
                movement.transaction(),
                movement.logIndex(),
                event,
                kind,
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
                    Json.object("asset", asset.id(), "transaction", movement.transaction()));
            Books.post(sql, new Books.Line(event, 1, asset.id()), Books.TREASURY, Books.FUNDING, movement.units());
            sql.one(
                    "DELETE FROM movement WHERE token = ? AND tx = ? AND log_index = ?",
                    asset.id(),
                    movement.transaction(),
                    movement.logIndex());
        }
    }

    void matched(Sql sql, Asset asset, Address wallet, long block) throws SQLException {
        sql.update(
                "UPDATE wallet SET matched_block = ? WHERE token = ? AND address = ? AND matched_block < ?",
                block,
                asset.id(),
                wallet.text(),
                block);
    }
}
