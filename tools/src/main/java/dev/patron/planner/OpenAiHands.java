package dev.patron.planner;

import dev.patron.payment.Pause;
import dev.patron.wire.Wire;
import java.time.InstantSource;

/** What asking a model takes from the rest of the program: HTTP, time and waiting. */
public record OpenAiHands(Wire wire, InstantSource clock, Pause pause) {}
