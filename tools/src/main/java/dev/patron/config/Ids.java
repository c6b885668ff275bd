package dev.patron.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** Forms of the names that people give to agents and providers, and of the model ids that sellers give. */
final class Ids {
    static final String FORM = "a lower-case letter, then at most 31 of a-z, 0-9 and -";
    static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}");

    private Ids() {}

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** What an id looks like at a glance: ids that share this are easily taken for each other. */
    static String likeness(String id) {
        return id.toLowerCase(Locale.ROOT)
                .replace("-", "")
                .replace("rn", "m")
                .replace("vv", "w")
                .replace("cl", "d")
                .replace('0', 'o')
                .replace('1', 'l')
                .replace('i', 'l')
                .replace('5', 's');
    }
}
