package dev.patron.sandbox;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.crypto.Sign.SignatureData;
import org.web3j.rlp.RlpEncoder;
import org.web3j.rlp.RlpList;
import org.web3j.rlp.RlpString;
import org.web3j.rlp.RlpType;
import org.web3j.utils.Numeric;

/**
 * A transaction that stands in a block, alone there.
 *
 * <p>It is a real EIP-1559 transaction, signed by the sandbox's relayer: its hash is the Keccak of its signed bytes.
 * The relayer's key is no secret, and worth nothing anywhere: the chain id is in what it signs.
 */
record Transaction(TokenCall call, long block, long accountNonce, String hash, SignatureData signature) {
    static final BigInteger GAS_LIMIT = BigInteger.valueOf(120_000);
    static final BigInteger GAS_USED = BigInteger.valueOf(62_147);
    static final BigInteger TIP_PER_GAS = BigInteger.valueOf(1_000_000);
    static final BigInteger FEE_PER_GAS = BigInteger.valueOf(1_000_000_000);
    private static final ECKeyPair RELAYER_KEY =
            ECKeyPair.create(Numeric.toBigInt(Words.keccak("patron sandbox relayer")));
    static final String RELAYER = "0x" + Keys.getAddress(RELAYER_KEY);

    static Transaction of(TokenCall call, long block, long accountNonce) {
        List<RlpType> fields = new ArrayList<>(List.of(
                RlpString.create(BigInteger.valueOf(Sandbox.CHAIN_ID)),
                RlpString.create(BigInteger.valueOf(accountNonce)),
                RlpString.create(TIP_PER_GAS),
                RlpString.create(FEE_PER_GAS),
                RlpString.create(GAS_LIMIT),
                RlpString.create(Numeric.hexStringToByteArray(Sandbox.TOKEN)),
                RlpString.create(BigInteger.ZERO),
                RlpString.create(Numeric.hexStringToByteArray(call.input())),
                new RlpList()));
        SignatureData signature = Sign.signMessage(Words.keccak(typed(fields)), RELAYER_KEY, false);
        fields.add(RlpString.create(BigInteger.valueOf(signature.getV()[0] - 27)));
        fields.add(RlpString.create(new BigInteger(1, signature.getR())));
        fields.add(RlpString.create(new BigInteger(1, signature.getS())));
        String hash = Numeric.toHexString(Words.keccak(typed(fields)));
        return new Transaction(call, block, accountNonce, hash, signature);
    }

    private static byte[] typed(List<RlpType> fields) {
        byte[] body = RlpEncoder.encode(new RlpList(fields));
        return ByteBuffer.allocate(body.length + 1).put((byte) 2).put(body).array();
    }
}
