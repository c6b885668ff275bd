package dev.patron.evm;

import dev.patron.money.Address;
import java.math.BigInteger;
import java.security.SignatureException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.web3j.crypto.Hash;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.transaction.type.Transaction1559;
import org.web3j.utils.Numeric;

/**
 * A signed EIP-1559 transaction, read from its bytes.
 *
 * @param hash   Keccak-256 of the bytes, {@code 0x} and 64 lower-case digits
 * @param from   whose key signed it: recovered from the signature
 * @param number the account's number
 * @param to     the contract that it calls, in lower case
 * @param coins  what it sends of the network's coin
 * @param data   what the contract is called with, in lower case
 */
public record SignedTransfer(
        String hash, Address from, long chainId, BigInteger number, String to, BigInteger coins, String data) {
    private static final String TRANSFER = "0xa9059cbb";
    private static final Pattern BYTES = Pattern.compile("0x([0-9a-f]{2})+");

    /** The call of ERC-20's {@code transfer(address,uint256)}. */
    public static String call(Address payee, BigInteger units) {
        return TRANSFER + Hex.word(payee).substring(2) + Hex.word(units);
    }

    /**
     * Empty where the bytes are no such transaction, or lead to no key.
     *
     * @param raw {@code 0x} and lower-case digits
     */
    public static Optional<SignedTransfer> read(String raw) {
        if (!BYTES.matcher(raw).matches()) {
            return Optional.empty();
        }
        try {
            if (!(TransactionDecoder.decode(raw) instanceof SignedRawTransaction signed)
                    || !(signed.getTransaction() instanceof Transaction1559 said)) {
                return Optional.empty();
            }
            return Optional.of(new SignedTransfer(
                    Hash.sha3(raw),
                    new Address(signed.getFrom().toLowerCase(Locale.ROOT)),
                    said.getChainId(),
                    said.getNonce(),
                    said.getTo().toLowerCase(Locale.ROOT),
                    said.getValue(),
                    Numeric.prependHexPrefix(said.getData()).toLowerCase(Locale.ROOT)));
        } catch (SignatureException | RuntimeException noTransaction) {
            return Optional.empty();
        }
    }
}
