package dev.patron.ledger;

import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Payee;
import java.sql.SQLException;

/** Reads signed payments, opening the bytes that were sealed. */
final class SignedRows {
    private SignedRows() {}

    static SignedPayment read(Sql sql, IntentRecord intent, Vault vault) throws SQLException {
        return sql.first(
                        "SELECT * FROM signed_payment WHERE intent = ?",
                        row -> new SignedPayment(
                                new Payee(intent.asset().network(), new Address(row.text("payee"))),
                                new Amount(intent.asset(), row.units("units")),
                                row.text("domain_name"),
                                row.text("domain_version"),
                                row.time("valid_before"),
                                row.number("from_block"),
                                row.time("signed_at"),
                                vault.open(intent.run(), row.bytes("request")).orElse(new byte[0])),
                        intent.id())
                .orElseThrow(() -> new LedgerException(Fault.ILLEGAL, "intent `" + intent.id() + "` is not signed"));
    }
}
