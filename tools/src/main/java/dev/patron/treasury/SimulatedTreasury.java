package dev.patron.treasury;

import dev.patron.invoice.BookTreasury;
import dev.patron.invoice.TreasuryException;
import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.money.Payee;
import dev.patron.money.Usd;
import dev.patron.payment.Fate;
import dev.patron.payment.SettlementProof;
import dev.patron.policy.Code;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The treasury of the network {@code sandbox}: an account of play money with a chain of its own, of which each transfer is one
 * final block, in one file.
 *
 * <p>The file is a second witness: it knows nothing of the ledger, keeps each transfer before it answers, and moves money once for an id however
 * often that is presented. Its network is no chain that anybody else has, so nothing here can be taken for real money; nothing is signed with a key.
 * Every text that could be an address names an account: an EVM address itself, any other by its SHA-256. Safe for any number of threads.
 */
public final class SimulatedTreasury implements BookTreasury, AutoCloseable {
    /** The token that the sandbox plays with: no chain has this network. */
    public static final Asset MNEE = new Asset(
            "MNEE",
            Network.parse("patron:simulated"),
            new Address("0x5afe000000000000000000000000000000000001"),
            18,
            Usd.parse("1"));

    private static final Address ACCOUNT = new Address("0x5afe000000000000000000000000000000000002");
    private static final Pattern PAY_TO = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{2,99}");
    private static final Pattern EVM = Pattern.compile("0x[0-9a-fA-F]{40}");
    private static final int ADDRESS_DIGITS = 40;

    private final TransferFile file;
    private final InstantSource clock;

    private SimulatedTreasury(TransferFile file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * Opens a treasury, or makes one.
     *
     * @param funds what a new one holds, in whole tokens; one that is there holds what it holds
     * @throws TreasuryException when its file cannot be used
     */
    public static SimulatedTreasury open(Path file, String funds, InstantSource clock) {
        return new SimulatedTreasury(
                TransferFile.open(file, Amount.ofTokens(MNEE, funds).units(), clock.instant()), clock);
    }

    /** Whether a token, by its CAIP-19 name, is of this network: play money. */
    public static boolean isOfIts(String token) {
        return token.startsWith(MNEE.network() + "/");
    }

    @Override
    public String network() {
        return "sandbox";
    }

    @Override
    public boolean isSimulated() {
        return true;
    }

    @Override
    public Asset asset() {
        return MNEE;
    }

    @Override
    public Address account() {
        return ACCOUNT;
    }

    @Override
    public synchronized Holdings holdings() {
        return new Holdings(file.head(), file.balance());
    }

    /** What has moved in all, for those who count. */
    public synchronized BigInteger moved() {
        return file.moved();
    }

    @Override
    public Optional<Payee> payee(String payTo) {
        if (!PAY_TO.matcher(payTo).matches()) {
            return Optional.empty();
        }
        String text = EVM.matcher(payTo).matches()
                ? payTo.toLowerCase(Locale.ROOT)
                : "0x" + sha256(payTo).substring(0, ADDRESS_DIGITS);
        try {
            return Optional.of(new Payee(MNEE.network(), new Address(text)));
        } catch (IllegalArgumentException zero) {
            return Optional.empty();
        }
    }

    @Override
    public synchronized byte[] order(Transfer transfer) {
        if (transfer.amount().units().compareTo(file.balance()) > 0) {
            throw new TreasuryException(Code.INSUFFICIENT_BALANCE, "the treasury holds less than the amount");
        }
        return (transfer.id() + " " + transfer.payee().address() + " "
                        + transfer.amount().units())
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public synchronized Fate present(byte[] order) {
        String[] words = new String(order, StandardCharsets.US_ASCII).split(" ", -1);
        Address payee = new Address(words[1]);
        BigInteger units = new BigInteger(words[2]);
        TransferFile.Transfer known =
                file.find(words[0]).orElseGet(() -> file.append(words[0], payee.text(), units, clock.instant()));
        return known.payee().equals(payee.text()) && known.units().equals(units)
                ? fate(words[0], known)
                : new Fate.Unclear("another transfer has this id");
    }

    @Override
    public synchronized Optional<Fate> look(String id) {
        return file.find(id).map(known -> fate(id, known));
    }

    private static Fate fate(String id, TransferFile.Transfer known) {
        String transaction = "0x" + sha256("transfer " + id);
        Address payee = new Address(known.payee());
        return known.outcome() == TransferFile.Outcome.MOVED
                ? new Fate.Used(
                        new SettlementProof(transaction, known.block(), ACCOUNT, payee, known.units(), id, true))
                : new Fate.Cancelled(transaction, known.block());
    }

    @Override
    public synchronized void close() {
        file.close();
    }

    static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
