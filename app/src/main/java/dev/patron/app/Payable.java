package dev.patron.app;

import dev.patron.config.ConfigException;
import dev.patron.money.Address;
import dev.patron.payment.NetworkTerms;
import dev.patron.payment.Provider;
import dev.patron.sandbox.Sandbox;
import dev.patron.wire.Loopback;

/** What must hold of a seller of the catalogue before its money is touched, as far as the catalogue itself can tell. */
final class Payable {
    private static final String AFTERMATH = "; nothing was signed";

    private Payable() {}

    /**
     * @throws ConfigException when nobody is pinned there
     */
    static void requirePayee(Provider provider) {
        if (provider.payTo().isEmpty()) {
            throw new ConfigException("`pay_to` of seller `" + provider.id() + "` is empty, and nothing is paid until a"
                    + " payee is pinned there; `patron provider probe " + provider.id() + "` shows what to pin"
                    + AFTERMATH);
        }
    }

    /**
     * Make-believe never meets real money: the sandbox's token and payee are on no other chain.
     *
     * @throws ConfigException when an entry mixes them
     */
    static void requireApart(Provider provider) {
        if (provider.simulated() || isSandboxChain(provider)) {
            return;
        }
        if (provider.asset().contract().equals(new Address(Sandbox.TOKEN))) {
            throw mixed(provider, "token `" + Sandbox.TOKEN + "`", "on no public network");
        }
        if (provider.payTo().contains(new Address(Sandbox.PAY_TO))) {
            throw mixed(provider, "payee `" + Sandbox.PAY_TO + "`", "nobody's on a public network");
        }
    }

    /**
     * Make-believe never meets real money: the sandbox's chain is on this machine, and its token and payee are on no
     * other chain.
     *
     * @throws ConfigException when an entry mixes them
     */
    static void requireApart(Provider provider, NetworkTerms terms) {
        if (isSandboxChain(provider)) {
            if (!Loopback.names(provider.baseUrl()) || !terms.rpc().stream().allMatch(Loopback::names)) {
                throw mixed(provider, "network `" + provider.asset().network() + "`", "on this machine only");
            }
        }
        requireApart(provider);
    }

    private static boolean isSandboxChain(Provider provider) {
        return provider.asset().network().chainId() == Sandbox.CHAIN_ID;
    }

    private static ConfigException mixed(Provider provider, String what, String where) {
        return new ConfigException("seller `" + provider.id() + "` names the " + what
                + ", which is the sandbox's own and " + where + "; correct the catalogue" + AFTERMATH);
    }
}
