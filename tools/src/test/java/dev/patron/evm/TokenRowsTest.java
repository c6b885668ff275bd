package dev.patron.evm;

import static dev.patron.evm.TokenDraft.NOBODY;
import static dev.patron.evm.TokenRow.ACCEPTED;
import static dev.patron.evm.TokenRow.PRICE;
import static dev.patron.evm.TokenRow.PURSE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.Shop;
import dev.patron.sandbox.Sandbox;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * The table of authorizations that every chain must accept and refuse alike: made here of throw-away keys, the transfers
 * signed with the code that signs real ones. The sandbox chain and the Solidity token are both held against the file;
 * {@code -Dvectors.write=true} writes it.
 */
class TokenRowsTest {
    private static final String FILE = "token-authorizations.json";
    private static final long BEGINS = 1_893_456_000;
    private static final long ROW_SECONDS = 100;
    private static final BigInteger MOST = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);

    private final List<TokenRow> rows = new ArrayList<>();

    private void row(String name, String about, Consumer<TokenRow> calls) {
        TokenRow row = new TokenRow(name, about, BEGINS + ROW_SECONDS * (rows.size() + 1));
        calls.accept(row);
        rows.add(row);
    }

    /** One transfer, signed well by the payer. */
    private void one(String name, String about, String outcome, UnaryOperator<TokenDraft> change) {
        row(name, about, row -> row.transfer(outcome, change.apply(row.draft())));
    }

    /** One transfer as an honest buyer makes it, under a signature that was made of something else or spoiled. */
    private void spoiled(String name, String about, BiFunction<TokenRow, TokenDraft, String> sign) {
        row(name, about, row -> {
            TokenDraft draft = row.draft();
            row.transfer("SIGNATURE", draft, sign.apply(row, draft));
        });
    }

    /** One transfer that was changed after the payer had signed it. */
    private void altered(String what, BiFunction<TokenRow, TokenDraft, TokenDraft> change) {
        row("altered-" + what, "the " + what + " is changed after signing", row -> {
            TokenDraft draft = row.draft();
            row.transfer("SIGNATURE", change.apply(row, draft), draft.signedBy(row.payer()));
        });
    }

    private void good() {
        for (int v : new int[] {27, 28}) {
            row("good-v" + v, "an honest transfer whose signature ends in " + v, row -> {
                TokenDraft draft = row.draft();
                while (TokenDraft.v(draft.signedBy(row.payer())) != v) {
                    draft = row.draft();
                }
                row.transfer(ACCEPTED, draft);
            });
        }
        one("all", "all that the payer holds", ACCEPTED, draft -> draft.value(PURSE));
        one("nothing", "a transfer of nothing uses its nonce", ACCEPTED, draft -> draft.value(0));
        row(
                "self",
                "a transfer to the payer",
                row -> row.transfer(ACCEPTED, row.draft().to(row.payer())));
        row(
                "zero-nonce",
                "a nonce of zeros",
                row -> row.transfer(ACCEPTED, row.draft().nonce("0x" + "0".repeat(64))));
    }

    private void time() {
        row(
                "before-now",
                "it ends at the block's second",
                row -> row.transfer("EXPIRED", row.draft().between(0, row.now())));
        row(
                "before-past",
                "it ended a second ago",
                row -> row.transfer("EXPIRED", row.draft().between(0, row.now() - 1)));
        row(
                "before-next",
                "it ends in the next second",
                row -> row.transfer(ACCEPTED, row.draft().between(0, row.now() + 1)));
        row(
                "after-now",
                "it begins after the block's second",
                row -> row.transfer("NOT_YET_VALID", row.draft().between(row.now(), row.now() + 60)));
        row(
                "after-next",
                "it begins after the next second",
                row -> row.transfer("NOT_YET_VALID", row.draft().between(row.now() + 1, row.now() + 60)));
        row(
                "after-past",
                "it began in this second",
                row -> row.transfer(ACCEPTED, row.draft().between(row.now() - 1, row.now() + 60)));
        row(
                "never",
                "it ends before it begins",
                row -> row.transfer("NOT_YET_VALID", row.draft().between(row.now() + 5, row.now() - 5)));
        one("for-ever", "it has no end", ACCEPTED, draft -> draft.between(BigInteger.ZERO, MOST));
        one("not-ever", "it has no beginning", "NOT_YET_VALID", draft -> draft.between(MOST, MOST));
        one("no-end", "it ended at the beginning of time", "EXPIRED", draft -> draft.between(0, 0));
        row("waits", "too early, then in time, under one signature", row -> {
            TokenDraft draft = row.draft().between(row.now() + 5, row.now() + 60);
            row.transfer("NOT_YET_VALID", draft);
            row.transfer(ACCEPTED, draft);
        });
    }

    private void nonces() {
        row("twice", "the same signature twice", row -> {
            TokenDraft draft = row.draft();
            row.transfer(ACCEPTED, draft);
            row.transfer("USED", draft);
        });
        row("twice-anew", "a used nonce signed anew over another amount", row -> {
            TokenDraft draft = row.draft();
            row.transfer(ACCEPTED, draft);
            row.transfer("USED", draft.value(1));
        });
        row("two-nonces", "two signatures over the same transfer under two nonces", row -> {
            row.transfer(ACCEPTED, row.draft());
            row.transfer(ACCEPTED, row.draft());
            row.transfer("BALANCE", row.draft());
        });
        row("two-payers", "one nonce used by two payers", row -> {
            KeyWallet other = row.funded("other");
            TokenDraft draft = row.draft();
            TokenDraft second = draft.from(other);
            row.transfer(ACCEPTED, draft);
            row.transfer(ACCEPTED, second, second.signedBy(other));
        });
        row("refused-first", "a refusal leaves the nonce unused", row -> {
            TokenDraft draft = row.draft();
            row.transfer("SIGNATURE", draft, TokenDraft.withV(draft.signedBy(row.payer()), 29));
            row.transfer(ACCEPTED, draft);
        });
    }

    private void money() {
        one("one-too-many", "one unit more than the payer holds", "BALANCE", draft -> draft.value(PURSE + 1));
        one("most", "the greatest number there is", "BALANCE", draft -> draft.value(MOST));
        one("to-nobody", "to the zero address", "ZERO_PAYEE", draft -> draft.to(NOBODY));
        one("self-too-many", "more than the payer holds, to the payer", "BALANCE", draft -> draft.to(draft.get("from"))
                .value(PURSE + 1));
        row("funded-later", "refused for want of money, accepted when there is some", row -> {
            KeyWallet other = row.funded("other");
            TokenDraft draft = row.draft().value(PURSE + 1);
            TokenDraft help = row.draft().from(other).to(row.payer()).value(1);
            row.transfer("BALANCE", draft);
            row.transfer(ACCEPTED, help, help.signedBy(other));
            row.transfer(ACCEPTED, draft);
        });
    }

    private void order() {
        one("expired-and-poor", "expired, and over too much", "EXPIRED", draft -> draft.between(0, 1)
                .value(MOST));
        one("nobody-and-poor", "to the zero address, and over too much", "ZERO_PAYEE", draft -> draft.to(NOBODY)
                .value(MOST));
        row("expired-and-unsigned", "expired, under a signature of another", row -> {
            TokenDraft draft = row.draft().between(0, row.now());
            row.transfer("EXPIRED", draft, draft.signedBy(row.funded("other")));
        });
        row("used-and-unsigned", "used, under a signature of another", row -> {
            TokenDraft draft = row.draft();
            row.transfer(ACCEPTED, draft);
            row.transfer("USED", draft, draft.signedBy(row.funded("other")));
        });
        row("unsigned-and-poor", "over too much, under a signature of another", row -> {
            TokenDraft draft = row.draft().value(MOST);
            row.transfer("SIGNATURE", draft, draft.signedBy(row.funded("other")));
        });
    }

    private void signers() {
        spoiled("other-signer", "signed by another", (row, draft) -> draft.signedBy(row.funded("other")));
        spoiled("other-chain", "signed for Base", (row, draft) -> draft.in("chainId", "8453")
                .signedBy(row.payer()));
        spoiled("other-contract", "signed for another contract", (row, draft) -> draft.in(
                        "verifyingContract", Shop.USDC.contract().text())
                .signedBy(row.payer()));
        spoiled("other-name", "signed under another name", (row, draft) -> draft.in("name", "USD Coin")
                .signedBy(row.payer()));
        spoiled("other-case", "signed under the name in small letters", (row, draft) -> draft.in(
                        "name", Sandbox.TOKEN_NAME.toLowerCase(Locale.ROOT))
                .signedBy(row.payer()));
        spoiled("other-version", "signed under another version", (row, draft) -> draft.in("version", "2")
                .signedBy(row.payer()));
        spoiled(
                "receive",
                "signed as a transfer that the payee alone may collect",
                (row, draft) -> draft.asReceiptSignedBy(row.payer()));
        spoiled(
                "cancel-as-transfer",
                "the signature under the nonce's cancelling",
                (row, draft) -> draft.cancelledBy(row.payer()));
        row(
                "from-nobody",
                "from the zero address, under a signature that recovers to nobody",
                row -> row.transfer("SIGNATURE", row.draft().fromNobody().value(0), "0x" + "0".repeat(128) + "1b"));
    }

    private void shapes() {
        spoiled(
                "high-s",
                "the same signature with s in the upper half",
                (row, draft) -> TokenDraft.highS(draft.signedBy(row.payer())));
        spoiled("v-low", "v as 0 or 1", (row, draft) -> {
            String signature = draft.signedBy(row.payer());
            return TokenDraft.withV(signature, TokenDraft.v(signature) - 27);
        });
        spoiled("v-other", "v as the other of 27 and 28", (row, draft) -> {
            String signature = draft.signedBy(row.payer());
            return TokenDraft.withV(signature, 55 - TokenDraft.v(signature));
        });
        spoiled("v-29", "v as 29", (row, draft) -> TokenDraft.withV(draft.signedBy(row.payer()), 29));
        spoiled("v-chain", "v as EIP-155 writes it for chain 1", (row, draft) -> {
            String signature = draft.signedBy(row.payer());
            return TokenDraft.withV(signature, TokenDraft.v(signature) + 10);
        });
        spoiled(
                "r-zero",
                "r is zero",
                (row, draft) ->
                        "0x" + "0".repeat(64) + draft.signedBy(row.payer()).substring(66));
        spoiled(
                "s-zero",
                "s is zero",
                (row, draft) -> draft.signedBy(row.payer()).substring(0, 66) + "0".repeat(64) + "1b");
        spoiled(
                "r-most",
                "r lies above the curve's order",
                (row, draft) ->
                        "0x" + "f".repeat(64) + draft.signedBy(row.payer()).substring(66));
        spoiled(
                "s-most",
                "s lies above the curve's order",
                (row, draft) -> draft.signedBy(row.payer()).substring(0, 66) + "f".repeat(64) + "1b");
        spoiled("zeros", "65 bytes of zero", (_, _) -> "0x" + "0".repeat(130));
        spoiled("empty", "no bytes", (_, _) -> "0x");
        spoiled("truncated", "64 bytes", (row, draft) -> draft.signedBy(row.payer())
                .substring(0, 130));
        spoiled("longer", "66 bytes", (row, draft) -> draft.signedBy(row.payer()) + "00");
        spoiled("compact", "64 bytes as EIP-2098 writes them", (row, draft) -> {
            String signature = draft.signedBy(row.payer());
            BigInteger s = new BigInteger(signature.substring(66, 130), 16);
            BigInteger parity =
                    BigInteger.valueOf(TokenDraft.v(signature) - 27L).shiftLeft(255);
            return signature.substring(0, 66) + String.format("%064x", s.or(parity));
        });
    }

    private void alterations() {
        altered("payer", (row, draft) -> draft.from(row.funded("other")));
        altered("payee", (row, draft) -> draft.to(row.funded("other")));
        altered("value", (_, draft) -> draft.value(PRICE - 1));
        altered("beginning", (_, draft) -> draft.between(BigInteger.ONE, new BigInteger(draft.get("validBefore"))));
        altered(
                "end",
                (_, draft) ->
                        draft.between(BigInteger.ZERO, new BigInteger(draft.get("validBefore")).add(BigInteger.ONE)));
        altered("nonce", (row, draft) -> draft.nonce(row.nonce()));
    }

    private static void cancel(TokenRow row, String outcome, TokenDraft draft, String signature) {
        row.cancel(outcome, draft.get("from"), draft.get("nonce"), signature);
    }

    private void cancellations() {
        row("cancelled", "cancelled, then used", row -> {
            TokenDraft draft = row.draft();
            cancel(row, ACCEPTED, draft, draft.cancelledBy(row.payer()));
            row.transfer("USED", draft);
        });
        row("cancelled-twice", "cancelled twice", row -> {
            TokenDraft draft = row.draft();
            cancel(row, ACCEPTED, draft, draft.cancelledBy(row.payer()));
            cancel(row, "USED", draft, draft.cancelledBy(row.payer()));
        });
        row("cancelled-late", "used, then cancelled", row -> {
            TokenDraft draft = row.draft();
            row.transfer(ACCEPTED, draft);
            cancel(row, "USED", draft, draft.cancelledBy(row.payer()));
        });
        row("cancelled-by-other", "cancelled by another, then used", row -> {
            TokenDraft draft = row.draft();
            cancel(row, "SIGNATURE", draft, draft.cancelledBy(row.funded("other")));
            row.transfer(ACCEPTED, draft);
        });
        row("cancelled-for-other", "another payer's nonce cancelled, then used", row -> {
            KeyWallet other = row.funded("other");
            TokenDraft draft = row.draft();
            TokenDraft theirs = draft.from(other);
            cancel(row, ACCEPTED, theirs, theirs.cancelledBy(other));
            row.transfer(ACCEPTED, draft);
        });
        row("transfer-as-cancel", "the signature under the transfer", row -> {
            TokenDraft draft = row.draft();
            cancel(row, "SIGNATURE", draft, draft.signedBy(row.payer()));
        });
        row("cancel-other-nonce", "the signature under another nonce's cancelling", row -> {
            TokenDraft draft = row.draft();
            cancel(row, "SIGNATURE", draft, draft.nonce(row.nonce()).cancelledBy(row.payer()));
        });
        row("cancel-other-chain", "the cancelling signed for Base", row -> {
            TokenDraft draft = row.draft();
            cancel(row, "SIGNATURE", draft, draft.in("chainId", "8453").cancelledBy(row.payer()));
        });
        row("cancel-high-s", "the cancelling with s in the upper half", row -> {
            TokenDraft draft = row.draft();
            cancel(row, "SIGNATURE", draft, TokenDraft.highS(draft.cancelledBy(row.payer())));
        });
        row("cancel-truncated", "the cancelling under 64 bytes", row -> {
            TokenDraft draft = row.draft();
            cancel(row, "SIGNATURE", draft, draft.cancelledBy(row.payer()).substring(0, 130));
        });
        row(
                "cancel-nobody",
                "the zero address, under a signature that recovers to nobody",
                row -> row.cancel("SIGNATURE", NOBODY, row.nonce(), "0x" + "0".repeat(128) + "1b"));
    }

    private String table() throws IOException {
        good();
        time();
        nonces();
        money();
        order();
        signers();
        shapes();
        alterations();
        cancellations();
        ObjectNode table = new ObjectMapper()
                .createObjectNode()
                .put(
                        "note",
                        "EIP-3009 authorizations, and whether the token accepts them. Made by TokenRowsTest from"
                                + " throw-away keys.");
        table.putObject("domain")
                .put("name", Sandbox.TOKEN_NAME)
                .put("version", Sandbox.TOKEN_VERSION)
                .put("chainId", Sandbox.CHAIN_ID)
                .put("verifyingContract", Sandbox.TOKEN);
        table.put("begins", BEGINS);
        ArrayNode all = table.putArray("rows");
        rows.forEach(row -> all.add(row.json()));
        return new ObjectMapper()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .writeValueAsString(table)
                        .replace(System.lineSeparator(), "\n")
                + "\n";
    }

    @Test
    void theFileIsWhatIsMadeHere() throws IOException {
        String made = table();
        if (Boolean.getBoolean("vectors.write")) {
            Files.writeString(Path.of("src/test/resources/vectors", FILE), made);
            return;
        }
        assertEquals(
                made, new String(Shop.vector(FILE), StandardCharsets.UTF_8), "write it anew with -Dvectors.write=true");
    }
}
