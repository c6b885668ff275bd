package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.money.Address;
import dev.patron.money.Asset;
import dev.patron.money.Payee;
import dev.patron.money.Usd;
import dev.patron.policy.Code;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A number of an account belongs to one payment for life, whatever dies and whatever is put back, and fees have their own limit. */
class AccountTest {
    private static final Asset ETH = new Asset(
            "ETH", Bench.NETWORK, new Address("0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"), 18, Usd.ofMicros(1));
    private static final long COST = 100;
    private static final long HELD = 1_000;
    private static final long DAY_MOST = 500;

    @TempDir
    Path folder;

    private Bench bench;
    private int signed;

    @BeforeEach
    void open() {
        bench = Bench.fresh(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /** What a chain says that leaves the account its numbers from {@code next} on. */
    private static AccountUse use(long next, long cost, long held) {
        return new AccountUse(
                ETH,
                Bench.WALLET,
                next,
                BigInteger.valueOf(cost),
                BigInteger.valueOf(held),
                BigInteger.valueOf(DAY_MOST));
    }

    private AccountSigning signing(AccountUse use) {
        int n = ++signed;
        return new AccountSigning() {
            @Override
            public AccountUse use() {
                return use;
            }

            @Override
            public Signed sign(long nonce) {
                return new Signed("mainnet", 100, hash(n), bytes(n, nonce));
            }
        };
    }

    /** The ledger takes the account over when it has made so many transactions. */
    private void used(long transactions) {
        bench.ledger()
                .accounts()
                .adopt(new WalletFacts(ETH, Bench.WALLET, 100, "0xb100"), BigInteger.valueOf(HELD), transactions);
    }

    private static String hash(int n) {
        return String.format("0x%064x", n);
    }

    private static byte[] bytes(int n, long nonce) {
        return ("transaction " + n + " of number " + nonce).getBytes(StandardCharsets.UTF_8);
    }

    private String quoted(String invoice) {
        return assertInstanceOf(InvoiceQuote.Standing.class, quote(invoice)).intent();
    }

    private InvoiceQuote quote(String invoice) {
        InvoiceTerms terms = new InvoiceTerms(
                "painter",
                "api.example.com",
                invoice,
                "mainnet",
                Bench.PAYEE.text(),
                new Payee(Bench.NETWORK, Bench.PAYEE),
                Bench.tokens("0.05"),
                Bench.WALLET,
                false,
                "");
        return bench.ledger().invoices().quote(terms, bench::policy);
    }

    private AuthorizeOutcome sign(String intent, AccountUse use) {
        InvoiceRecord invoice = bench.ledger().invoices().find(intent).orElseThrow();
        return bench.ledger()
                .accounts()
                .authorize(bench.ledger().invoices().command(invoice), bench::policy, signing(use));
    }

    /** Signed and handed over, by the chain's word about the next number. */
    private String sent(String invoice, long next) {
        String intent = quoted(invoice);
        assertInstanceOf(AuthorizeOutcome.Authorized.class, sign(intent, use(next, COST, HELD)));
        bench.ledger().answered(intent, new AnswerFacts("silent", 0, ""));
        return intent;
    }

    private List<AccountTransaction> transactions(String intent) {
        return bench.ledger()
                .accounts()
                .transactions(bench.reader().intent(intent).orElseThrow());
    }

    private long number(String intent) {
        return transactions(intent).getFirst().nonce();
    }

    private ChainProof proof(String hash, boolean isFinal) {
        return new ChainProof(hash, 120, "0xb120", bench.clock.instant(), Bench.PAYEE, Bench.units("0.05"), isFinal);
    }

    private static Optional<NetworkFee> fee(String hash, long units) {
        return Optional.of(new NetworkFee(hash, ETH, BigInteger.valueOf(units)));
    }

    private void sound() {
        assertEquals(List.of(), bench.ledger().verify().problems());
        assertEquals(List.of(), FromEvents.differences(bench));
    }

    @Test
    void aNumberIsGivenOnceWhateverTheChainSays() {
        used(5);
        assertEquals(5, number(sent("inv_1", 5)));
        assertEquals(6, number(sent("inv_2", 5)), "the chain has not seen the first yet");
        AuthorizeOutcome.Voided ahead =
                assertInstanceOf(AuthorizeOutcome.Voided.class, sign(quoted("inv_3"), use(9, COST, HELD)));
        assertEquals(Code.ACCOUNT_AHEAD, ahead.code(), "somebody else used some");
        SwitchOutcome thawed = bench.ledger().thaw("everything");
        assertTrue(thawed.reason().contains("has made 9 transactions"), thawed.reason());
        assertTrue(thawed.reason().contains("knows of 7"), thawed.reason());
        assertEquals(9, number(sent("inv_3", 9)), "somebody has looked");
        assertEquals(10, number(sent("inv_4", 0)), "the chain went back");
        sound();
    }

    /** Who never took the account over knows of no transaction: more than none freezes. */
    @Test
    void anAccountThatWasNotTakenOverIsNotTrusted() {
        assertEquals(
                Code.ACCOUNT_AHEAD,
                assertInstanceOf(AuthorizeOutcome.Voided.class, sign(quoted("inv_1"), use(1, COST, HELD)))
                        .code());
        assertEquals(
                Code.FROZEN,
                assertInstanceOf(InvoiceQuote.Denied.class, quote("inv_1")).code());
        sound();
    }

    /** Under a freeze of an operator nothing is taken for granted: what was sent meanwhile is found after it. */
    @Test
    void aThawTakesForGrantedWhatItsFreezeNamedAndNoMore() {
        used(2);
        bench.ledger().freeze("everything", "by hand");
        assertTrue(bench.ledger().accounts().isAhead(Bench.NETWORK, Bench.WALLET, 3));
        assertEquals("by hand", bench.ledger().thaw("everything").reason());
        assertTrue(bench.ledger().accounts().isAhead(Bench.NETWORK, Bench.WALLET, 3));
        assertTrue(bench.ledger().accounts().isAhead(Bench.NETWORK, Bench.WALLET, 4));
        bench.ledger().thaw("everything");
        assertFalse(bench.ledger().accounts().isAhead(Bench.NETWORK, Bench.WALLET, 3));
        assertTrue(bench.ledger().accounts().isAhead(Bench.NETWORK, Bench.WALLET, 4));
        sound();
    }

    @Test
    void feesThatCouldPassTheirLimitAreNotSigned() throws Exception {
        for (int i = 0; i < DAY_MOST / COST; i++) {
            sent("inv_" + i, 0);
        }
        AuthorizeOutcome.Voided refused =
                assertInstanceOf(AuthorizeOutcome.Voided.class, sign(quoted("inv_more"), use(0, COST, HELD)));
        assertEquals(Code.FEE_LIMIT, refused.code());
        assertEquals(DAY_MOST / COST, bench.rows("account_nonce"), "a payment that is not signed takes no number");
        sound();
    }

    @Test
    void whatIsBookedFreesWhatWasSetAsideUntilItsDayIsOver() {
        String first = sent("inv_0", 0);
        for (int i = 1; i < DAY_MOST / COST; i++) {
            sent("inv_" + i, 0);
        }
        bench.ledger().accounts().settle(first, proof(hash(1), true), fee(hash(1), COST - 1));
        String late = quoted("inv_late");
        assertInstanceOf(AuthorizeOutcome.Voided.class, sign(late, use(0, COST, HELD)), "one unit was saved");
        bench.clock.move(Duration.ofHours(24));
        assertInstanceOf(AuthorizeOutcome.Authorized.class, sign(quoted("inv_late"), use(0, COST, HELD)));
        sound();
    }

    @Test
    void theCoinMustCoverAllThatIsUnderWay() {
        sent("inv_1", 0);
        AuthorizeOutcome.Voided poor =
                assertInstanceOf(AuthorizeOutcome.Voided.class, sign(quoted("inv_2"), use(0, COST, 2 * COST - 1)));
        assertEquals(Code.INSUFFICIENT_BALANCE, poor.code());
        assertInstanceOf(AuthorizeOutcome.Authorized.class, sign(quoted("inv_3"), use(0, COST, 2 * COST)));
    }

    @Test
    void anotherTransactionKeepsTheNumberAndCountsOnce() {
        used(7);
        String intent = sent("inv_1", 7);
        bench.ledger().accounts().replace(intent, signing(use(8, 2 * COST, 2 * COST)));
        bench.ledger().accounts().replace(intent, signing(use(8, DAY_MOST, DAY_MOST)));
        List<AccountTransaction> all = transactions(intent);
        assertEquals(
                List.of(7L, 7L, 7L), all.stream().map(AccountTransaction::nonce).toList());
        assertArrayEquals(bytes(3, 7), all.getLast().bytes());
        assertEquals(
                intent,
                bench.ledger().accounts().signedAs(hash(2)).orElseThrow().id());
        assertThrows(
                Signing.RefusedException.class,
                () -> bench.ledger().accounts().replace(intent, signing(use(8, DAY_MOST + 1, HELD))));
        bench.ledger().accounts().settle(intent, proof(hash(2), false), Optional.empty());
        assertThrows(
                LedgerException.class, () -> bench.ledger().accounts().replace(intent, signing(use(8, COST, HELD))));
        sound();
    }

    @Test
    void aFeeIsBookedOnceAndLeavesTheTreasury() throws Exception {
        bench.ledger().wallets().adopt(new WalletFacts(ETH, Bench.WALLET, 100, "0xb100"), BigInteger.valueOf(HELD));
        String paid = sent("inv_1", 0);
        bench.ledger().accounts().settle(paid, proof(hash(1), false), Optional.empty());
        assertEquals(List.of(paid), bench.ledger().accounts().notFinal());
        bench.ledger().accounts().finalize(paid, proof(hash(1), true), fee(hash(1), 70));
        bench.ledger().accounts().finalize(paid, proof(hash(1), true), fee(hash(1), 70));
        assertEquals(List.of(), bench.ledger().accounts().notFinal());
        String failed = sent("inv_2", 1);
        bench.ledger().accounts().cancel(failed, proof(hash(2), true), fee(hash(2), 30));
        assertEquals(2, bench.rows("network_fee"));
        assertEquals("0.000100", bench.balance("fees"));
        sound();
    }

    /** The database of before with the journal of after: the numbers are taken, and by the same payments. */
    @Test
    void aJournalAheadOfTheDatabaseBringsNumbersAndTransactionsBack() throws Exception {
        used(5);
        bench.ledger().close();
        Path copy = Files.createDirectory(folder.resolve("copy"));
        Files.copy(folder.resolve("ledger.mv.db"), copy.resolve("ledger.mv.db"));
        Folders.copy(folder.resolve("log"), copy.resolve("log"));
        String intent;
        try (Bench paying = Bench.again(folder)) {
            bench = paying;
            intent = sent("inv_1", 5);
            bench.ledger().accounts().replace(intent, signing(use(5, 2 * COST, HELD)));
        }
        Files.copy(copy.resolve("ledger.mv.db"), folder.resolve("ledger.mv.db"), StandardCopyOption.REPLACE_EXISTING);
        Folders.remove(folder.resolve("log"));
        Folders.copy(copy.resolve("log"), folder.resolve("log"));
        bench = Bench.again(folder);
        assertEquals(2, bench.ledger().recover().appliedToLedger());
        List<AccountTransaction> all = transactions(intent);
        assertEquals(
                List.of(hash(1), hash(2)),
                all.stream().map(AccountTransaction::hash).toList());
        assertArrayEquals(bytes(2, 5), all.getLast().bytes());
        assertEquals(6, number(sent("inv_2", 5)), "a number that the journal gave is not given again");
        sound();
    }

    /** Dead between any two of a replacement's steps: what the database has, the journal gets before anything is handed over. */
    @Test
    void aReplacementThatWasNotJournaledIsAtTheNextStart() throws Exception {
        for (DurablePoint point : List.of(DurablePoint.AUTHORIZATION_COMMITTED, DurablePoint.AUTHORIZATION_SYNCED)) {
            String intent = sent("inv_" + point, 0);
            bench.watcher = reached -> {
                if (reached == point) {
                    throw new IllegalStateException("dead");
                }
            };
            assertThrows(
                    IllegalStateException.class,
                    () -> bench.ledger().accounts().replace(intent, signing(use(0, COST, HELD))));
            bench.watcher = Durability.unobserved();
            bench.reopen();
            assertEquals(List.of(), bench.ledger().verify().problems(), "nothing is wrong with it before");
            assertEquals(1, bench.ledger().recover().appendedToJournal(), point.name());
            assertEquals(2, transactions(intent).size());
            assertEquals(0, bench.ledger().recover().appendedToJournal(), "once");
            sound();
        }
    }

    @Test
    void aRebuiltDatabaseHasEveryNumberTransactionAndFee() throws Exception {
        used(3);
        String intent = sent("inv_1", 3);
        bench.ledger().accounts().replace(intent, signing(use(3, 2 * COST, HELD)));
        bench.ledger().accounts().settle(intent, proof(hash(2), true), fee(hash(2), 60));
        bench.ledger().log().checkpoint(dev.patron.log.Keeping.FOR_GOOD);
        assertInstanceOf(RebuildOutcome.Rebuilt.class, bench.rebuild(Files::delete));
        assertArrayEquals(bytes(2, 3), transactions(intent).getLast().bytes());
        assertEquals(1, bench.rows("network_fee"));
        assertEquals(4, number(sent("inv_2", 0)));
        sound();
    }

    @Test
    void aNumberThatIsChangedAfterwardsIsFound() throws Exception {
        used(3);
        sent("inv_1", 3);
        bench.tamper("UPDATE account_nonce SET nonce = 4");
        List<String> problems = bench.ledger().verify().problems();
        assertTrue(problems.stream().anyMatch(problem -> problem.contains("account_nonce")), problems::toString);
    }
}
