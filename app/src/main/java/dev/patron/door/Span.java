package dev.patron.door;

import dev.patron.ledger.Period;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;

/** The period and zone that a question names with {@code from}, {@code to} and {@code zone}. */
record Span(Period period, ZoneId zone) {
    /**
     * @param end what {@code to} is where it is not given
     * @throws QuestionException when there is no such time or zone, or the period would be empty
     */
    static Span of(Question question, Instant end) {
        ZoneId zone = question.argument("zone").map(Span::zone).orElse(ZoneId.of("UTC"));
        Instant from = time(question, "from", zone).orElse(Period.ALL.from());
        Instant to = time(question, "to", zone).orElse(end);
        if (!from.isBefore(to)) {
            throw new QuestionException("`--from` must lie before `--to`");
        }
        return new Span(new Period(from, to), zone);
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new QuestionException("`--zone` is a time zone such as `UTC` or `Europe/Berlin`");
        }
    }

    private static Optional<Instant> time(Question question, String key, ZoneId zone) {
        try {
            return question.argument(key)
                    .map(text -> text.contains("T")
                            ? OffsetDateTime.parse(text).toInstant()
                            : LocalDate.parse(text).atStartOfDay(zone).toInstant());
        } catch (DateTimeException e) {
            throw new QuestionException(
                    "`--" + key + "` is a day such as `2026-01-31` or a time such as" + " `2026-01-31T00:00:00Z`");
        }
    }
}
