package dev.patron.money;

import java.util.regex.Pattern;

/**
 * A blockchain network, named as CAIP-2 names it: {@code namespace:reference}, as in {@code eip155:8453}.
 *
 * <p>Two networks are equal only when their text is equal; {@code base}, {@code EIP155:8453} and
 * {@code eip155:08453} are refused, so one network has one name.
 *
 * @param namespace three to eight of {@code [-a-z0-9]}
 * @param reference one to 32 of {@code [-_a-zA-Z0-9]}; for {@code eip155} a decimal chain id without leading zeros
 */
public record Network(String namespace, String reference) implements Comparable<Network> {
    private static final Pattern NAMESPACE = Pattern.compile("[-a-z0-9]{3,8}");
    private static final Pattern REFERENCE = Pattern.compile("[-_a-zA-Z0-9]{1,32}");
    private static final Pattern CHAIN_ID = Pattern.compile("[1-9][0-9]{0,17}");

    public Network {
        if (!NAMESPACE.matcher(namespace).matches()
                || !REFERENCE.matcher(reference).matches()) {
            throw new IllegalArgumentException("`" + namespace + ":" + reference + "` is not a CAIP-2 network");
        }
        if (namespace.equals("eip155") && !CHAIN_ID.matcher(reference).matches()) {
            throw new IllegalArgumentException("`" + reference + "` is not an EVM chain id in plain decimal");
        }
    }

    /**
     * Reads {@code namespace:reference}.
     *
     * @throws IllegalArgumentException when the text is not CAIP-2
     */
    public static Network parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("`" + text + "` is not a CAIP-2 network such as `eip155:8453`");
        }
        return new Network(text.substring(0, colon), text.substring(colon + 1));
    }

    /** The EVM chain id; only networks of the {@code eip155} namespace have one. */
    public long chainId() {
        if (!namespace.equals("eip155")) {
            throw new IllegalStateException("`" + this + "` has no EVM chain id");
        }
        return Long.parseLong(reference);
    }

    @Override
    public int compareTo(Network other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return namespace + ":" + reference;
    }
}
