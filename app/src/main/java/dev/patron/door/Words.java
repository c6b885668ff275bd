package dev.patron.door;

import java.util.Optional;

/** Sentences that an operator gives to be recorded. */
final class Words {
    private static final int CHARS_MOST = 200;

    private Words() {}

    /**
     * One line of text; empty where nothing was said.
     *
     * @throws QuestionException when it is too long, or holds what a terminal or canonical JSON cannot show as it is
     */
    static Optional<String> line(Question question, String key) {
        Optional<String> said = question.argument(key).map(String::strip).filter(text -> !text.isEmpty());
        said.ifPresent(text -> {
            if (text.length() > CHARS_MOST) {
                throw new QuestionException(
                        "`--" + key + "` has " + text.length() + " characters; give at most " + CHARS_MOST);
            }
            if (text.codePoints().anyMatch(Words::isUnprintable)) {
                throw new QuestionException("`--" + key + "` has a character that cannot be printed; leave it out");
            }
        });
        return said;
    }

    private static boolean isUnprintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
