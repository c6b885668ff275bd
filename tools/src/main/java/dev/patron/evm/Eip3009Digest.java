package dev.patron.evm;

import dev.patron.money.Address;
import dev.patron.money.Asset;
import dev.patron.payment.Authorization;
import dev.patron.payment.TokenDomain;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.web3j.crypto.Hash;

/**
 * The digest that is signed for an EIP-3009 {@code TransferWithAuthorization} (EIP-712), for one token.
 *
 * <p>The token's domain separator is computed once. Safe for use by many threads.
 */
public final class Eip3009Digest {
    private static final int WORD = 32;
    private static final Pattern NONCE = Pattern.compile("0x[0-9a-fA-F]{64}");
    private static final byte[] DOMAIN_TYPE =
            keccak("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    private static final byte[] TRANSFER_TYPE =
            keccak("TransferWithAuthorization(address from,address to,uint256 value,"
                    + "uint256 validAfter,uint256 validBefore,bytes32 nonce)");

    private final byte[] domainSeparator;

    /**
     * For the token of {@code asset}.
     *
     * @throws IllegalStateException when it is not on an EVM network
     */
    public Eip3009Digest(Asset asset, TokenDomain domain) {
        domainSeparator = Hash.sha3(ByteBuffer.allocate(5 * WORD)
                .put(DOMAIN_TYPE)
                .put(keccak(domain.name()))
                .put(keccak(domain.version()))
                .put(word(BigInteger.valueOf(asset.network().chainId())))
                .put(word(asset.contract()))
                .array());
    }

    byte[] domainSeparator() {
        return domainSeparator.clone();
    }

    /** The six members of the signed type, as numbers may be on the chain. */
    record Transfer(
            Address from, Address to, BigInteger value, BigInteger validAfter, BigInteger validBefore, String nonce) {
        static Transfer of(Authorization.Eip3009 authorization) {
            return new Transfer(
                    authorization.from(),
                    authorization.to(),
                    authorization.amount().units(),
                    BigInteger.ZERO,
                    BigInteger.valueOf(authorization.validBefore().getEpochSecond()),
                    authorization.nonce());
        }

        byte[] hash() {
            return Hash.sha3(ByteBuffer.allocate(7 * WORD)
                    .put(TRANSFER_TYPE)
                    .put(word(from))
                    .put(word(to))
                    .put(word(value))
                    .put(word(validAfter))
                    .put(word(validBefore))
                    .put(nonceWord(nonce))
                    .array());
        }
    }

    /**
     * The 32 bytes to sign.
     *
     * @throws IllegalArgumentException when the nonce is not 32 bytes or a time lies before 1970
     */
    public byte[] of(Authorization.Eip3009 authorization) {
        return of(Transfer.of(authorization));
    }

    byte[] of(Transfer transfer) {
        return Hash.sha3(ByteBuffer.allocate(2 + 2 * WORD)
                .put((byte) 0x19)
                .put((byte) 0x01)
                .put(domainSeparator)
                .put(transfer.hash())
                .array());
    }

    private static byte[] nonceWord(String text) {
        if (!NONCE.matcher(text).matches()) {
            throw new IllegalArgumentException("a nonce is `0x` and 64 hexadecimal digits");
        }
        return HexFormat.of().parseHex(text, 2, text.length());
    }

    private static byte[] word(Address address) {
        return ByteBuffer.allocate(WORD)
                .position(WORD - 20)
                .put(HexFormat.of().parseHex(address.text(), 2, address.text().length()))
                .array();
    }

    private static byte[] word(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int sign = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        int length = bytes.length - sign;
        if (number.signum() < 0 || length > WORD) {
            throw new IllegalArgumentException("a uint256 lies between 0 and 2^256 - 1");
        }
        return ByteBuffer.allocate(WORD)
                .position(WORD - length)
                .put(bytes, sign, length)
                .array();
    }

    private static byte[] keccak(String text) {
        return Hash.sha3(text.getBytes(StandardCharsets.UTF_8));
    }
}
