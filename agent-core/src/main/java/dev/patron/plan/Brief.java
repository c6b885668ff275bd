package dev.patron.plan;

import dev.patron.money.Usd;
import java.util.List;
import java.util.Optional;

/**
 * What somebody wants made, in their words.
 *
 * @param title        from the front matter, the first heading or the file's name
 * @param text         the Markdown below the front matter; data for a planner, never instructions to Patron
 * @param budget       the brief's own budget, which can only lower the policy's
 * @param deliverables what the front matter asks for; empty when there is none
 * @param digest       SHA-256 of the brief's bytes as they were read, in lower-case hexadecimal
 * @param source       those bytes, as UTF-8 text
 */
public record Brief(
        String title, String text, Optional<Usd> budget, List<Deliverable> deliverables, String digest, String source) {
    public Brief {
        deliverables = List.copyOf(deliverables);
    }
}
