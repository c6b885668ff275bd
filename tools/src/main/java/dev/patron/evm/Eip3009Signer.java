package dev.patron.evm;

import dev.patron.money.Address;
import dev.patron.payment.Authorization;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;

/** Who signed an EIP-3009 authorization: the public key recovered from the signature over its EIP-712 digest. */
public final class Eip3009Signer {
    private static final Pattern SIGNATURE = Pattern.compile("0x[0-9a-fA-F]{130}");
    private static final int V = 64;

    private Eip3009Signer() {}

    /**
     * The signer's address; empty where the signature is not 65 bytes (r, s, v with v 27 or 28) or leads to no key.
     */
    public static Optional<Address> of(Authorization.Signed signed) {
        if (!SIGNATURE.matcher(signed.signature()).matches()) {
            return Optional.empty();
        }
        byte[] bytes = HexFormat.of()
                .parseHex(signed.signature(), 2, signed.signature().length());
        Authorization.Eip3009 said = signed.authorization();
        byte[] digest = new Eip3009Digest(said.amount().asset(), said.domain()).of(said);
        try {
            Sign.SignatureData parts = new Sign.SignatureData(
                    bytes[V], Arrays.copyOfRange(bytes, 0, V / 2), Arrays.copyOfRange(bytes, V / 2, V));
            return Optional.of(new Address("0x" + Keys.getAddress(Sign.signedMessageHashToKey(digest, parts))));
        } catch (SignatureException | IllegalArgumentException noKey) {
            return Optional.empty();
        }
    }
}
