package dev.patron.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patron.money.Usd;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a denial offers instead. */
class NearestTest {
    private static final Offer FILM = Case.offer("video", "film", "0.25");
    private static final Offer FINE = Case.offer("image", "fine", "0.10");
    private static final Offer STILL = Case.offer("image", "still", "0.05");

    @Test
    void aCheaperModelOfTheSameKindComesFirst() {
        Case tight = Case.permitted().used(Window.BRIEF_TOTAL, Case.tally("0.40", "0"));
        SpendRequest dear = request("image", "fine", "0.20");

        assertEquals(Optional.of(new Alternative.Instead(FINE)), nearest(tight, dear, List.of(STILL, FILM, FINE)));
        Case tighter = Case.permitted().used(Window.BRIEF_TOTAL, Case.tally("0.45", "0"));
        assertEquals(Optional.of(new Alternative.Instead(STILL)), nearest(tighter, dear, List.of(STILL, FILM, FINE)));
    }

    @Test
    void anotherKindComesSecond() {
        Case tight = Case.permitted().used(Window.BRIEF_TOTAL, Case.tally("0.30", "0"));

        assertEquals(
                Optional.of(new Alternative.Instead(FINE)),
                nearest(tight, request("video", "film", "0.25"), List.of(FILM, STILL, FINE)));
    }

    @Test
    void aLaterTimeComesThirdAndIsTheLatestThatAnyRuleNeeds() {
        Instant bucket = Instant.parse("2026-03-10T11:00:00Z");
        Case full = Case.permitted()
                .used(Window.AGENT_DAY, Case.tally("1", "0"))
                .used(Window.AGENT_24H, Case.tally("2", "0"))
                .rolling(new TreeMap<>(Map.of(bucket, Usd.parse("2"))));

        assertEquals(
                Optional.of(new Alternative.Later(Window.leavesRolling(bucket))),
                nearest(full, request("image", "still", "0.05"), List.of(STILL, FILM, FINE)));
    }

    @Test
    void nothingIsOfferedWhereTimeAloneDoesNotHelp() {
        Case spent = Case.permitted()
                .used(Window.AGENT_DAY, Case.tally("1", "0"))
                .used(Window.BRIEF_TOTAL, Case.tally("0.50", "0"));

        assertEquals(Optional.empty(), nearest(spent, request("image", "still", "0.05"), List.of(STILL, FILM)));
    }

    @Test
    void whatWasJustDeniedIsNotOfferedAgain() {
        Case spent = Case.permitted().unresolved();

        assertEquals(Optional.empty(), nearest(spent, request("image", "still", "0.05"), List.of(STILL)));
    }

    private static SpendRequest request(String kind, String model, String usd) {
        SpendRequest ask = Case.ask(usd);
        return new SpendRequest(
                ask.agent(),
                ask.run(),
                ask.lineItem(),
                ask.provider(),
                kind,
                model,
                ask.payee(),
                ask.amount(),
                ask.briefBudget());
    }

    private static Optional<Alternative> nearest(Case at, SpendRequest denied, List<Offer> offers) {
        return Policies.nearest(at.policy(), at.state(), denied, offers);
    }
}
