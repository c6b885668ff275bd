package dev.patron.purchase;

import dev.patron.payment.Seller;
import dev.patron.payment.SellerRequest;
import dev.patron.plan.Kind;
import dev.patron.plan.Shot;
import java.util.List;

/** A seller of generations: adds to buying what comes after it, which is free. */
public interface GenerationSeller extends Seller {
    /** The unpaid request for a shot. Pure, and always the same for the same shot. */
    SellerRequest compose(Shot shot);

    /** What is odd about a shot but will be tried; empty for an ordinary one. */
    List<String> warnings(Shot shot);

    /** Asks after a generation. Never pays. */
    Poll poll(String handle);

    /** Fetches an output into the store, guarded. Never pays. */
    Fetched fetch(Output output, Kind kind, AssetStore store);
}
