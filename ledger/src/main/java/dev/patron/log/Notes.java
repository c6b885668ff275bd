package dev.patron.log;

import java.util.ArrayList;
import java.util.List;

/** Signed notes one after the other in one text, an empty line between them, as {@code checkpoints} holds them. */
public final class Notes {
    private static final String SIGNATURE = "\u2014 ";

    private Notes() {}

    /**
     * Cuts a text into its notes; none is verified. What follows the last signature and is no note is given as one, so that
     * whoever opens it refuses it.
     */
    public static List<String> split(String text) {
        List<String> notes = new ArrayList<>();
        StringBuilder note = new StringBuilder();
        boolean signed = false;
        for (String line : text.lines().toList()) {
            if (line.isEmpty() && (signed || note.isEmpty())) {
                signed = false;
                if (!note.isEmpty()) {
                    notes.add(note.toString());
                    note.setLength(0);
                }
            } else {
                signed = line.startsWith(SIGNATURE);
                note.append(line).append('\n');
            }
        }
        if (!note.isEmpty()) {
            notes.add(note.toString());
        }
        return List.copyOf(notes);
    }
}
