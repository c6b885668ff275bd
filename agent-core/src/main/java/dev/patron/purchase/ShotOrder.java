package dev.patron.purchase;

import dev.patron.payment.Deadlines;
import dev.patron.payment.Order;
import dev.patron.plan.Kind;
import dev.patron.plan.Shot;
import java.time.Duration;

/**
 * A shot that is to be bought, on the terms that stood when its purchase was begun.
 *
 * @param order  its payment's order, with those terms
 * @param shot   what is to be made
 * @param seller who speaks to the seller under them
 */
public record ShotOrder(Order order, Shot shot, GenerationSeller seller) {
    /** How long the generation may take, from the answer to the stored asset. */
    Duration patience() {
        Deadlines deadlines = order.provider().deadlines();
        return shot.kind() == Kind.IMAGE ? deadlines.image() : deadlines.video();
    }
}
