package dev.patron.ledger;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What must hold between the tables that events tell, whatever happened; needs no database. */
final class Invariants {
    private final Tables told;

    Invariants(Tables told) {
        this.told = told;
    }

    /** Only the wallet and what stands for the world may be below zero, and what is owed is what open claims sum to. */
    void balances(Consumer<String> problem) {
        Map<String, BigInteger> owed = new TreeMap<>();
        for (Tables.Row claim : told.rows("claim")) {
            if (claim.is("state", "OPEN")) {
                String account =
                        claim.maybe("intent").isPresent() ? Books.claims(claim.text("provider")) : Books.SUSPENSE;
                owed.merge(account + " of " + claim.text("token"), claim.units("units"), BigInteger::add);
            }
        }
        Map<String, BigInteger> pending = new TreeMap<>();
        for (Tables.Row held : told.rows("reservation")) {
            if (held.is("state", "pending")) {
                pending.merge(Books.RESERVED + " of " + held.text("token"), held.units("units"), BigInteger::add);
            }
        }
        for (Tables.Row account : told.rows("account")) {
            String id = account.text("id");
            String name = id + " of " + account.text("token");
            BigInteger balance = account.units("balance");
            if (balance.signum() < 0 && !id.startsWith("equity/") && !id.equals(Books.TREASURY)) {
                problem.accept("account " + name + " is below zero: " + balance);
            }
            boolean isClaims = id.startsWith(Books.claims("")) || id.equals(Books.SUSPENSE);
            if (isClaims && !balance.equals(owed.getOrDefault(name, BigInteger.ZERO))) {
                problem.accept("account " + name + " stands at " + balance + " and the open claims sum to "
                        + owed.getOrDefault(name, BigInteger.ZERO));
            }
            if (id.equals(Books.RESERVED) && !balance.equals(pending.getOrDefault(name, BigInteger.ZERO))) {
                problem.accept("account " + name + " stands at " + balance + " and the pending reservations sum to "
                        + pending.getOrDefault(name, BigInteger.ZERO));
            }
        }
    }

    /** Every payment at risk has its pending reservation, every settled one its posted one, and no other has either. */
    void reservations(Consumer<String> problem) {
        for (Tables.Row intent : told.rows("intent")) {
            String needed = needed(intent);
            boolean has = told.find("reservation", intent.text("id"), intent.text("round"))
                    .filter(held -> held.is("state", needed))
                    .isPresent();
            if (!needed.isEmpty() && !has) {
                problem.accept("intent " + intent.text("id") + " lacks the reservation that its state needs");
            }
        }
        for (Tables.Row held : told.rows("reservation")) {
            Tables.Row intent = told.get("intent", held.text("intent"));
            boolean counts = held.is("state", "pending") || held.is("state", "posted");
            if (counts && !(held.is("round", intent.text("round")) && held.is("state", needed(intent)))) {
                problem.accept("intent " + intent.text("id") + " has a reservation that its state does not allow");
            }
        }
    }

    private static String needed(Tables.Row intent) {
        PaymentState payment = PaymentState.valueOf(intent.text("payment"));
        if (payment.atRisk()) {
            return "pending";
        }
        return payment == PaymentState.SETTLED ? "posted" : "";
    }

    /** No shot has two live payments, save those that a recovery or a reversal brought back. */
    void live(Consumer<String> problem) {
        Set<String> broughtBack = new HashSet<>();
        told.rows("reservation").stream()
                .filter(held -> held.is("decision", "0"))
                .forEach(held -> broughtBack.add(held.text("intent")));
        told.rows("proof").stream()
                .filter(proof -> proof.is("kind", "REVERSED"))
                .forEach(proof -> broughtBack.add(proof.text("intent")));
        Map<String, Integer> live = new HashMap<>();
        for (Tables.Row intent : told.rows("intent")) {
            boolean atRisk = PaymentState.valueOf(intent.text("payment")).atRisk();
            if (atRisk && !broughtBack.contains(intent.text("id"))) {
                String shot = intent.text("shot") + " of run " + intent.text("run");
                if (live.merge(shot, 1, Integer::sum) == 2) {
                    problem.accept("shot " + shot + " has two live payments");
                }
            }
        }
    }
}
