package dev.patron.evm;

import java.nio.charset.StandardCharsets;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/** Names of what an EIP-3009 token logs and answers (EIP-20, EIP-3009), as the chain spells them. */
final class TokenEvents {
    static final String TRANSFER = keccak("Transfer(address,address,uint256)");
    static final String USED = keccak("AuthorizationUsed(address,bytes32)");
    static final String CANCELED = keccak("AuthorizationCanceled(address,bytes32)");
    static final String AUTHORIZATION_STATE = selector("authorizationState(address,bytes32)");
    static final String BALANCE_OF = selector("balanceOf(address)");

    private TokenEvents() {}

    private static String keccak(String signature) {
        return Numeric.toHexString(Hash.sha3(signature.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String selector(String signature) {
        return keccak(signature).substring(0, 10);
    }
}
