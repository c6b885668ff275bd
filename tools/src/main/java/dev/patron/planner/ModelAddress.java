package dev.patron.planner;

import dev.patron.wire.Loopback;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Where a model is asked, under which name and with which key.
 *
 * @param baseUrl without a slash at its end; {@code /chat/completions} is appended
 * @param key     sent as a bearer token; some servers take none
 * @param model   the model's name at that server
 */
public record ModelAddress(URI baseUrl, Optional<String> key, String model) {
    public static final String KEY = "OPENAI_API_KEY";
    public static final String BASE_URL = "OPENAI_BASE_URL";
    public static final String MODEL = "OPENAI_MODEL";
    private static final String USUAL_URL = "https://api.openai.com/v1";
    private static final String USUAL_MODEL = "gpt-5-mini";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}");
    private static final Pattern KEY_FORM = Pattern.compile("[!-~]{1,1000}");

    public ModelAddress {
        if (!NAME.matcher(model).matches()) {
            throw new IllegalArgumentException("`" + MODEL + "` is not a model's name");
        }
        if (key.isPresent() && !KEY_FORM.matcher(key.get()).matches()) {
            throw new IllegalArgumentException("`" + KEY + "` has characters that no key has");
        }
    }

    /**
     * The address that the environment names; empty where it names neither key nor base URL.
     *
     * @throws IllegalArgumentException when what it names cannot be used; the message never repeats the key
     */
    public static Optional<ModelAddress> of(Function<String, Optional<String>> variables) {
        Optional<String> key = variables.apply(KEY).map(String::strip);
        Optional<String> url = variables.apply(BASE_URL).map(String::strip);
        if (key.isEmpty() && url.isEmpty()) {
            return Optional.empty();
        }
        String model = variables.apply(MODEL).map(String::strip).orElse(USUAL_MODEL);
        return Optional.of(new ModelAddress(baseUrl(url.orElse(USUAL_URL)), key, model));
    }

    private static URI baseUrl(String text) {
        URI url;
        try {
            url = URI.create(text.replaceFirst("/+$", ""));
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("`" + BASE_URL + "` is not a URL");
        }
        String scheme = Optional.ofNullable(url.getScheme()).orElse("").toLowerCase(Locale.ROOT);
        boolean plain = scheme.equals("http") && Loopback.names(url);
        if (url.getHost() == null || !(scheme.equals("https") || plain)) {
            throw new IllegalArgumentException("`" + BASE_URL + "` must be an https address, such as `" + USUAL_URL
                    + "`; plain http is for this machine only");
        }
        if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "`" + BASE_URL + "` holds more than an address; put the key in `" + KEY + "`");
        }
        return url;
    }

    /** Host and model only: a path may name an account. */
    @Override
    public String toString() {
        return model + " at " + baseUrl.getHost();
    }
}
