package dev.patron.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.sandbox.Rpc.RpcError;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.web3j.utils.Numeric;

/** The token's read functions, as {@code eth_call} reaches them, at any block. */
final class TokenView {
    private static final Pattern DATA = Pattern.compile("0x(?:[0-9a-fA-F]{2})*");
    private static final String STATE = Words.selector("authorizationState(address,bytes32)");
    private static final String BALANCE = Words.selector("balanceOf(address)");
    private static final String NAME = Words.selector("name()");
    private static final String VERSION = Words.selector("version()");
    private static final String SYMBOL = Words.selector("symbol()");
    private static final String DECIMALS = Words.selector("decimals()");
    private static final String SUPPLY = Words.selector("totalSupply()");
    private static final String SEPARATOR = Words.selector("DOMAIN_SEPARATOR()");

    private final SandboxChain chain;

    TokenView(SandboxChain chain) {
        this.chain = chain;
    }

    /** The ABI-encoded answer; {@code 0x} where no contract is, as a node says it. */
    String call(JsonNode call, long block) {
        String to = Words.address(call.path("to").asText(""));
        String data = (call.has("input") ? call.path("input") : call.path("data"))
                .asText("")
                .toLowerCase(Locale.ROOT);
        if (!DATA.matcher(data).matches()) {
            throw new IllegalArgumentException("the call's data is not hexadecimal");
        }
        if (!to.equals(Words.lower(Sandbox.TOKEN))) {
            return "0x";
        }
        String selector = data.length() < 10 ? "" : data.substring(0, 10);
        if (selector.equals(STATE)) {
            String nonce = "0x" + argument(data, 1);
            return flag(chain.isUsedAt(addressArgument(data), nonce, block));
        } else if (selector.equals(BALANCE)) {
            return number(chain.balanceAt(addressArgument(data), block));
        } else if (selector.equals(SUPPLY)) {
            return number(chain.supplyAt(block));
        } else if (selector.equals(DECIMALS)) {
            return number(BigInteger.valueOf(Sandbox.TOKEN_DECIMALS));
        } else if (selector.equals(NAME)) {
            return text(Sandbox.TOKEN_NAME);
        } else if (selector.equals(VERSION)) {
            return text(Sandbox.TOKEN_VERSION);
        } else if (selector.equals(SYMBOL)) {
            return text(Sandbox.TOKEN_SYMBOL);
        } else if (selector.equals(SEPARATOR)) {
            return TypedText.separator(Token.domain());
        }
        throw new RpcError(3, "execution reverted");
    }

    private static String addressArgument(String data) {
        String word = argument(data, 0);
        if (!word.startsWith("0".repeat(24))) {
            throw new RpcError(3, "execution reverted");
        }
        return "0x" + word.substring(24);
    }

    private static String argument(String data, int index) {
        int from = 10 + 64 * index;
        if (data.length() < from + 64) {
            throw new RpcError(3, "execution reverted");
        }
        return data.substring(from, from + 64);
    }

    private static String flag(boolean value) {
        return number(value ? BigInteger.ONE : BigInteger.ZERO);
    }

    private static String number(BigInteger value) {
        return "0x" + Words.word(value);
    }

    /** An ABI-encoded string that is at most 32 bytes long. */
    private static String text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        String digits = Numeric.toHexStringNoPrefix(bytes);
        return "0x"
                + Words.word(BigInteger.valueOf(32))
                + Words.word(BigInteger.valueOf(bytes.length))
                + digits
                + "0".repeat(64 - digits.length());
    }

    /** {@code Error(string)} as a contract reverts with it. */
    static String revertData(String reason) {
        return Words.selector("Error(string)") + text(reason).substring(2);
    }
}
