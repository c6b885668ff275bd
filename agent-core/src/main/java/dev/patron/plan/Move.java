package dev.patron.plan;

/** One thing that a planner wants done next. A closed list: there is no move that names a payee or raises a limit. */
public sealed interface Move {
    /** Price and judge these shots; further storyboards in one run add shots with new ids. */
    record Propose(Storyboard storyboard) implements Move {}

    /** Buy a shot of a judged storyboard. */
    record Generate(String shot) implements Move {}

    /** Buy a shot once more after its seller reported it failed; draws on the shot's retry budget. */
    record Retry(String shot) implements Move {}

    /** Nothing more is wanted. */
    record Finish(String reason) implements Move {}
}
