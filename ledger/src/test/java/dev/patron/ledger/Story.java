package dev.patron.ledger;

import java.util.List;
import java.util.Random;

/** What becomes of one shot, each as often as it is listed. */
enum Story {
    DELIVERED(40),
    EXPIRED(4),
    CANCELLED(2),
    DENIED(4),
    REFUSED(2),
    ABANDONED(3),
    UNCHARGED(2),
    OWED_AND_DELIVERED(3),
    OWED_AND_REFUNDED(3),
    OWED_AND_REFUNDED_BY_WORD(2),
    OWED_AND_WRITTEN_OFF(2),
    OWED(2),
    RETRIED(5),
    FROZEN(2),
    VOIDED(2),
    LIED_ABOUT(1),
    OVERPAID(1),
    REVERSED(2),
    FROM_CHAIN(3),
    SILENT(2);

    /** After these nothing of a shot is open. */
    static final List<Story> CLOSED = List.of(DELIVERED, EXPIRED, CANCELLED, DENIED, ABANDONED);

    private static final int ALL =
            List.of(values()).stream().mapToInt(story -> story.weight).sum();
    private final int weight;

    Story(int weight) {
        this.weight = weight;
    }

    static Story any(Random random) {
        int left = random.nextInt(ALL);
        for (Story story : values()) {
            left -= story.weight;
            if (left < 0) {
                return story;
            }
        }
        throw new IllegalStateException("the weights do not add up");
    }
}
