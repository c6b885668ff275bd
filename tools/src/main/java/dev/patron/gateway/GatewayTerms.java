package dev.patron.gateway;

import dev.patron.money.Address;
import java.net.URI;

/**
 * How a remote gateway pays, as the operator says.
 *
 * @param url      its base address; endpoints are appended
 * @param again    whether an order may be handed over a second time
 * @param treasury the account that its payments leave from
 */
public record GatewayTerms(URI url, Again again, Address treasury) {
    /** Whether an order may be handed over a second time. */
    public enum Again {
        /** Never: a gateway may pay twice. */
        ONCE,
        /** The same order pays once, however often it is handed over, and is answered the same. */
        IDEMPOTENT
    }
}
