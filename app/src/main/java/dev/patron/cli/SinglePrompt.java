package dev.patron.cli;

import dev.patron.config.BriefFile;
import dev.patron.plan.Brief;
import dev.patron.plan.Kind;

/** A brief made of one prompt, for buying a single generation. */
final class SinglePrompt {
    private SinglePrompt() {}

    static Brief brief(String prompt, Kind kind) {
        if (prompt.isBlank()) {
            throw new UsageException("`--prompt` is empty");
        }
        String source = "---\ndeliverables:\n  - {kind: " + kind.word() + ", count: 1}\n---\n" + prompt + "\n";
        return BriefFile.parse(name(prompt), source);
    }

    /** The prompt's first words, for a title. */
    private static String name(String prompt) {
        String line = prompt.strip().lines().findFirst().orElse("prompt");
        return line.length() <= 60 ? line : line.substring(0, 59) + "…";
    }
}
