package dev.patron.purchase;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patron.money.Address;
import dev.patron.payment.Block;
import dev.patron.payment.ChainHead;
import dev.patron.payment.Fate;
import dev.patron.payment.Recovery;
import dev.patron.payment.SettlementProof;
import dev.patron.purchase.Presenting.Verdict;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same payment, again: once while it may still be used, and a few times, apart, when it is. */
class PresentingTest {
    private static final Instant NOW = Instant.parse("2026-05-14T12:00:00Z");
    private static final Instant END = NOW.plusSeconds(300);
    private static final Block BLOCK = new Block(7, "0x" + "b".repeat(64), NOW);
    private static final Address SOMEBODY = new Address("0x" + "1".repeat(40));
    private static final Fate OPEN = new Fate.Open(new ChainHead(BLOCK, BLOCK));
    private static final Fate UNCLEAR = new Fate.Unclear("the endpoints disagree");
    private static final Fate USED = new Fate.Used(new SettlementProof(
            "0x" + "7".repeat(64), BLOCK, SOMEBODY, SOMEBODY, BigInteger.ONE, "0x" + "a".repeat(64), false));

    /** The seconds at which it is presented in half a minute, and then whether it is given up. */
    private static List<Long> seconds(Presenting presenting, Fate fate) {
        List<Long> seconds = new ArrayList<>();
        int presented = 1;
        for (long second = 0; second < 30; second++) {
            Instant now = NOW.plusSeconds(second);
            if (presenting.judge(fate, presented, now, END) == Verdict.PRESENT) {
                presenting.presented(fate, now);
                presented++;
                seconds.add(second);
            }
        }
        return seconds;
    }

    @Test
    void onceWhileItMayStillBeUsed() {
        Presenting presenting = Presenting.wanted(Recovery.REPLAY);
        assertEquals(List.of(0L), seconds(presenting, OPEN));
        assertEquals(Verdict.WAIT, presenting.judge(OPEN, 2, NOW, END));
    }

    @Test
    void whatWasTriedBeforeItsUseTakesNothingFromWhatIsTriedAfter() {
        Presenting presenting = Presenting.wanted(Recovery.REPLAY);
        seconds(presenting, OPEN);
        assertEquals(List.of(0L, 1L, 4L), seconds(presenting, USED));
        assertEquals(Verdict.GIVE_UP, presenting.judge(USED, 5, NOW.plusSeconds(60), END));
    }

    @Test
    void onceAfterItsUseWhereNoRecoveryIsKnown() {
        Presenting presenting = Presenting.wanted(Recovery.NONE);
        assertEquals(List.of(0L), seconds(presenting, USED));
        assertEquals(Verdict.GIVE_UP, presenting.judge(USED, 2, NOW, END));
    }

    @Test
    void aChainThatCannotBeReadClosesNothing() {
        Presenting presenting = Presenting.wanted(Recovery.NONE);
        seconds(presenting, USED);
        assertEquals(Verdict.WAIT, presenting.judge(UNCLEAR, 2, NOW, END));
        assertEquals(Verdict.WAIT, presenting.judge(new Fate.Dead(BLOCK), 2, NOW, END));
    }

    @Test
    void whatIsOnlySeenHomeSendsNothingThatCouldMoveMoney() {
        Presenting presenting = Presenting.seenHome(Recovery.REPLAY);
        assertEquals(List.of(), seconds(presenting, OPEN));
        assertEquals(List.of(0L, 1L, 4L), seconds(presenting, USED));
    }

    @Test
    void neverSoLateThatASellerCouldNotSettle() {
        Instant late = END.minusSeconds(7);
        assertEquals(Verdict.WAIT, Presenting.wanted(Recovery.NONE).judge(OPEN, 1, late, END));
        assertEquals(Verdict.PRESENT, Presenting.wanted(Recovery.NONE).judge(OPEN, 1, late.minusSeconds(1), END));
        assertEquals(Verdict.WAIT, Presenting.wanted(Recovery.NONE).judge(OPEN, 4, NOW, END), "four times in all");
    }
}
