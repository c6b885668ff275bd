package dev.patron.market;

import dev.patron.app.Bench;
import dev.patron.sandbox.Fault;
import dev.patron.sandbox.Sandbox;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** One fault and the kind of goods it is tried with: a row of the table. */
record Wrong(Fault fault, Kind kind) {
    /** What is bought. */
    enum Kind {
        IMAGE("image", "aspect_ratio: \"4:1\", quality: fast"),
        VIDEO("video", "aspect_ratio: square, quality: fast");

        private final String word;
        private final String wishes;

        Kind(String word, String wishes) {
            this.word = word;
            this.wishes = wishes;
        }

        /** In units of the token. */
        BigInteger price() {
            return Sandbox.price(word).orElseThrow();
        }
    }

    /** Faults of asking after the work and of what it brings, which a clip's longer life meets anew. */
    private static final EnumSet<Fault> OF_CLIPS = EnumSet.range(Fault.FAILED, Fault.SLOW_POLL);

    static {
        // And some at the other paid endpoint: of each end that a payment can come to, one.
        OF_CLIPS.addAll(List.of(
                Fault.PRICE, Fault.FREE, Fault.DROP_BEFORE_SETTLEMENT, Fault.DROP_AFTER_SETTLEMENT, Fault.NO_ID));
    }

    /** Every fault with an image, and those that concern clips with a video; in the order of the table. */
    static List<Wrong> all() {
        List<Wrong> all = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            all.add(new Wrong(fault, Kind.IMAGE));
        }
        OF_CLIPS.forEach(fault -> all.add(new Wrong(fault, Kind.VIDEO)));
        return all;
    }

    /** As it is given to the sandbox: {@code failed}, {@code failed@video}. */
    String label() {
        return kind == Kind.IMAGE ? fault.label() : fault.label() + "@" + kind.word;
    }

    Path brief(Bench bench) {
        return bench.brief(label(), """
            ---
            title: %s
            deliverables:
              - {kind: %s, count: 1, %s}
            ---
            One apple on a plain table.
            """.formatted(label(), kind.word, kind.wishes));
    }

    /** What must come of it, in the money of its kind. */
    Expected expected() {
        BigDecimal times = new BigDecimal(kind.price()).divide(new BigDecimal(Kind.IMAGE.price()));
        Expected image = Expected.of(fault);
        return new Expected(image.run().times(times), image.later().times(times), image.signed(), image.why());
    }
}
