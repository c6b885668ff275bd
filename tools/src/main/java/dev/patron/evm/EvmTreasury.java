package dev.patron.evm;

import dev.patron.invoice.AccountTreasury;
import dev.patron.invoice.TreasuryException;
import dev.patron.money.Address;
import dev.patron.money.Asset;
import dev.patron.money.Payee;
import dev.patron.money.Usd;
import dev.patron.payment.Block;
import dev.patron.payment.ChainException;
import dev.patron.payment.ChainHead;
import dev.patron.payment.Fate;
import dev.patron.payment.Heads;
import dev.patron.payment.SettlementProof;
import dev.patron.payment.Settlements;
import dev.patron.policy.Code;
import dev.patron.wire.Loopback;
import dev.patron.wire.Wire;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Keys;
import org.web3j.crypto.RawTransaction;
import org.web3j.utils.Numeric;

/**
 * The treasury of the network {@code mainnet}: a wallet that pays with ERC-20 transfers, as EIP-1559 transactions of its account.
 *
 * <p>All listed endpoints are asked about what moves or frees money, and what they do not agree on is waited for. Safe for use by many
 * threads.
 */
public final class EvmTreasury implements AccountTreasury {
    private static final int COIN_DECIMALS = 18;

    /** A formality of the registry: fees count in no budget of dollars. */
    private static final Usd COIN_PEG = Usd.ofMicros(1);

    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{40}");

    /** So many transactions of the account may be known to an endpoint and lie in no block; more is not believed. */
    private static final long PENDING_MOST = 64;

    private static final Duration PACE = Duration.ofSeconds(5);
    private static final Duration PACE_AT_HOME = Duration.ofSeconds(1);

    private final Manners manners;
    private final KeyWallet wallet;
    private final Asset coin;
    private final Panel panel;
    private final RpcSettlements chain;
    private final Heads heads;
    private final Offers offers;
    private final Duration pace;

    /**
     * How the treasury pays.
     *
     * @param network       the gateway's word
     * @param asset         what it pays with
     * @param coin          the name of what the network takes its fees in
     * @param confirmations how deep a transfer's block must be before it counts as paid, 1 for the newest block
     * @param feeMost       the most that one payment's fee may be, in units of the coin
     * @param feesOfDayMost the most that may be at stake for fees within 24 hours
     * @param patience      blocks after which a transaction that nobody takes is signed again with a higher fee
     */
    public record Manners(
            String network,
            Asset asset,
            String coin,
            int confirmations,
            BigInteger feeMost,
            BigInteger feesOfDayMost,
            int patience) {}

    public EvmTreasury(Manners manners, KeyWallet wallet, ChainAccess access, Wire wire, InstantSource clock) {
        this.manners = manners;
        this.wallet = wallet;
        this.coin = new Asset(manners.coin(), manners.asset().network(), Asset.COIN, COIN_DECIMALS, COIN_PEG);
        this.panel = new Panel(access, wire);
        this.offers = new Offers(panel, wallet.address(), manners.asset().contract(), manners.feeMost());
        this.chain = new RpcSettlements(List.of(access), wire);
        boolean atHome = access.rpc().stream().allMatch(Loopback::names);
        this.heads = new Heads(chain, clock, atHome ? Set.of(access.network()) : Set.of());
        this.pace = atHome ? PACE_AT_HOME : PACE;
    }

    @Override
    public String network() {
        return manners.network();
    }

    @Override
    public boolean isSimulated() {
        return false;
    }

    @Override
    public Asset asset() {
        return manners.asset();
    }

    @Override
    public Address account() {
        return wallet.address();
    }

    @Override
    public Asset coin() {
        return coin;
    }

    @Override
    public BigInteger feesOfDayMost() {
        return manners.feesOfDayMost();
    }

    @Override
    public Settlements chain() {
        return chain;
    }

    @Override
    public Duration pace() {
        return pace;
    }

    /** An address, its EIP-55 checksum right where it has one; never the account itself, nor the token's contract. */
    @Override
    public Optional<Payee> payee(String payTo) {
        if (!ADDRESS.matcher(payTo).matches()) {
            return Optional.empty();
        }
        String digits = payTo.substring(2);
        boolean mixed = digits.chars().anyMatch(Character::isUpperCase)
                && digits.chars().anyMatch(Character::isLowerCase);
        if (mixed && !Keys.toChecksumAddress(payTo).equals(payTo)) {
            return Optional.empty();
        }
        try {
            Address address = new Address(payTo);
            boolean never =
                    address.equals(account()) || address.equals(asset().contract()) || address.equals(Asset.COIN);
            return never ? Optional.empty() : Optional.of(new Payee(asset().network(), address));
        } catch (IllegalArgumentException zero) {
            return Optional.empty();
        }
    }

    /**
     * What the account holds of the coin, by the first endpoint that answers.
     *
     * @throws ChainException when none does
     */
    public Holdings coins() {
        Block at = chain.head(asset().network()).latest();
        return new Holdings(at, panel.ask(reader -> reader(reader).coins(at)));
    }

    @Override
    public Beginning beginning() {
        Block at = chain.head(asset().network()).latest();
        record Account(BigInteger coins, long count) {}
        List<Account> seen = panel.askAll(reader -> {
                    AccountReader accounts = reader(reader);
                    return new Account(accounts.coins(at), accounts.count(at));
                })
                .given();
        return new Beginning(
                new Holdings(at, seen.getFirst().coins()),
                seen.stream().mapToLong(Account::count).min().orElseThrow());
    }

    @Override
    public long count() {
        record Counted(long count, long pending) {}
        List<Counted> seen = panel.askAll(reader -> {
                    AccountReader accounts = reader(reader);
                    return new Counted(accounts.count(panel.head(reader).latest()), accounts.pending());
                })
                .given();
        return count(
                seen.stream().mapToLong(Counted::count).max().orElseThrow(),
                seen.stream().mapToLong(Counted::pending).max().orElseThrow());
    }

    private static long count(long mined, long pending) {
        if (pending > mined + PENDING_MOST) {
            throw new TreasuryException(
                    Code.WALLET_ERROR,
                    "an endpoint knows more than " + PENDING_MOST + " transactions of the account that no block holds");
        }
        return Math.max(mined, pending);
    }

    private AccountReader reader(RpcReader reader) {
        return new AccountReader(reader, account());
    }

    /** What one endpoint says of the account. */
    private record Found(Block latest, long count, long pending, BigInteger tokens, BigInteger coins) {}

    private Found found(RpcReader reader) {
        Block latest = panel.head(reader).latest();
        AccountReader accounts = reader(reader);
        return new Found(
                latest,
                accounts.count(latest),
                accounts.pending(),
                reader.balance(asset().contract(), account(), latest),
                accounts.coins(latest));
    }

    @Override
    public Terms terms(Transfer transfer) {
        try {
            if (heads.fresh(asset().network()).isEmpty()) {
                throw new TreasuryException(Code.WALLET_ERROR, "the chain's head is too far from the clock");
            }
            List<Found> found = panel.askAll(this::found).given();
            BigInteger tokens = found.stream()
                    .map(Found::tokens)
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            if (tokens.compareTo(transfer.amount().units()) < 0) {
                throw new TreasuryException(Code.INSUFFICIENT_BALANCE, "the wallet holds less than the amount");
            }
            return terms(found, offers.first(data(transfer)));
        } catch (ChainException e) {
            throw new TreasuryException(Code.WALLET_ERROR, "the chain cannot be asked: " + e.getMessage());
        }
    }

    private static Terms terms(List<Found> found, Fee fee) {
        return new Terms(
                count(
                        found.stream().mapToLong(Found::count).max().orElseThrow(),
                        found.stream().mapToLong(Found::pending).max().orElseThrow()),
                found.stream().mapToLong(one -> one.latest().number()).min().orElseThrow(),
                found.stream().map(Found::coins).min(Comparator.naturalOrder()).orElseThrow(),
                fee);
    }

    private static String data(Transfer transfer) {
        return SignedTransfer.call(transfer.payee().address(), transfer.amount().units());
    }

    @Override
    public Transaction sign(Transfer transfer, long number, Fee fee) {
        if (!transfer.amount().asset().equals(asset())) {
            throw new TreasuryException(
                    Code.WALLET_ERROR, "the treasury pays with " + asset().id() + " and nothing else");
        }
        try {
            byte[] bytes = wallet.sign(RawTransaction.createTransaction(
                    asset().network().chainId(),
                    BigInteger.valueOf(number),
                    fee.gas(),
                    asset().contract().text(),
                    BigInteger.ZERO,
                    data(transfer),
                    fee.tip(),
                    fee.most()));
            return new Transaction(Numeric.toHexString(Hash.sha3(bytes)), bytes);
        } catch (RuntimeException e) {
            throw new TreasuryException(Code.WALLET_ERROR, "the wallet could not sign");
        }
    }

    @Override
    public Standing look(Signed signed) {
        return standing(seen(signed), signed);
    }

    @Override
    public Standing present(Signed signed) {
        Seen seen = seen(signed);
        Transaction newest = signed.transactions().getLast();
        boolean mayBeOut = seen.fate() instanceof Fate.Open || seen.fate() instanceof Fate.Unclear;
        if (mayBeOut && newest.bytes().length > 0) {
            handOver(newest);
            seen = seen(signed);
        }
        return standing(seen, signed);
    }

    private void handOver(Transaction transaction) {
        try {
            panel.askAll(reader -> {
                reader(reader).handOver(Numeric.toHexString(transaction.bytes()));
                return true;
            });
        } catch (ChainException e) {
            // nobody heard it; it is handed over again
        }
    }

    /** What all endpoints say together; {@code lowest} is the lowest of their heads. */
    private record Seen(Fate fate, Optional<BigInteger> cost, Block lowest) {}

    private Seen seen(Signed signed) {
        try {
            Panel.Answers<AccountFate.Seen> answers =
                    panel.askAll(reader -> new AccountFate(reader, account(), signed, panel.head(reader)).read());
            Fate fate = Agreement.of(
                    answers.given().stream().map(AccountFate.Seen::fate).toList(), answers.silent());
            List<Optional<BigInteger>> costs = answers.given().stream()
                    .map(AccountFate.Seen::cost)
                    .distinct()
                    .toList();
            Block lowest = answers.given().stream()
                    .map(AccountFate.Seen::head)
                    .map(ChainHead::latest)
                    .min(Comparator.comparingLong(Block::number))
                    .orElseThrow();
            return new Seen(fate, costs.size() == 1 ? costs.getFirst() : Optional.empty(), lowest);
        } catch (ChainException e) {
            return new Seen(
                    new Fate.Unclear(String.valueOf(e.getMessage())),
                    Optional.empty(),
                    new Block(0, "", Instant.EPOCH));
        }
    }

    /** What ends a payment for good also says what it cost: it is waited for until all endpoints agree on that. */
    private Standing standing(Seen seen, Signed signed) {
        BigInteger believed = signed.costMost().add(manners.feesOfDayMost());
        Optional<BigInteger> cost = seen.cost().filter(said -> said.compareTo(believed) <= 0);
        return switch (seen.fate()) {
            case Fate.Used(SettlementProof proof) -> {
                boolean deep = seen.lowest().number() - proof.block().number() + 1 >= manners.confirmations();
                boolean ends = proof.isFinal() && cost.isPresent();
                yield new Standing(new Fate.Used(ends ? proof : notFinal(proof)), deep, ends ? cost : Optional.empty());
            }
            case Fate.Cancelled(String hash, Block _) -> {
                boolean own = signed.transactions().stream()
                        .anyMatch(transaction -> transaction.hash().equals(hash));
                yield own && cost.isEmpty()
                        ? new Standing(new Fate.Unclear("nobody says what it cost"), false, Optional.empty())
                        : new Standing(seen.fate(), true, own ? cost : Optional.empty());
            }
            case Fate.Dead _, Fate.Open _, Fate.Unclear _ -> new Standing(seen.fate(), false, Optional.empty());
        };
    }

    private static SettlementProof notFinal(SettlementProof proof) {
        return new SettlementProof(
                proof.transaction(), proof.block(), proof.from(), proof.to(), proof.units(), proof.nonce(), false);
    }

    @Override
    public Optional<Terms> better(Signed signed) {
        Transaction newest = signed.transactions().getLast();
        if (newest.bytes().length == 0) {
            return Optional.empty();
        }
        try {
            List<Found> found = panel.askAll(this::found).given();
            long head =
                    found.stream().mapToLong(one -> one.latest().number()).min().orElseThrow();
            boolean next = found.stream().allMatch(one -> one.count() == signed.number());
            long waited = (long) manners.patience() * signed.transactions().size();
            if (!next || head < signed.fromBlock() + waited) {
                return Optional.empty();
            }
            return offers.higher(newest).map(fee -> terms(found, fee));
        } catch (ChainException | TreasuryException e) {
            return Optional.empty();
        }
    }
}
