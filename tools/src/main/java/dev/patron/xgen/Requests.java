package dev.patron.xgen;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.payment.Provider;
import dev.patron.plan.Kind;
import dev.patron.plan.Menu;
import dev.patron.plan.Shot;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is sent to the XGEN API: the same bytes for the same shot, always. */
final class Requests {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern RATIO = Pattern.compile("[1-9][0-9]?:[1-9][0-9]?");
    private static final Pattern ORIENTATION = Pattern.compile("landscape|portrait|square");
    private static final Pattern RESOLUTION = Pattern.compile("[1-8]k|[1-9][0-9]{2,3}p");

    private Requests() {}

    /** Refuses what the seller would answer with 400, before anything is paid for it. */
    static void requireSold(Shot shot, Provider provider) {
        if (!shot.provider().equals(provider.id())) {
            throw new IllegalArgumentException(
                    "shot `" + shot.id() + "` is for seller `" + shot.provider() + "`, not `" + provider.id() + "`");
        }
        boolean sold = provider.menu()
                .item(shot.model())
                .map(Menu.Item::kind)
                .filter(shot.kind()::equals)
                .isPresent();
        if (!sold) {
            String choices = provider.menu().items().stream()
                    .filter(item -> item.kind() == shot.kind())
                    .map(Menu.Item::model)
                    .limit(32)
                    .collect(Collectors.joining("`, `"));
            throw new IllegalArgumentException("`" + provider.id() + "` has no "
                    + shot.kind().word() + " model `" + shot.model() + "`; choose one of `" + choices + "`");
        }
    }

    static String body(Shot shot) {
        ObjectNode body = JSON.createObjectNode().put("model", shot.model()).put("prompt", shot.prompt());
        if (shot.kind() == Kind.VIDEO) {
            body.put("mode", "t2v");
        }
        shot.aspectRatio().ifPresent(ratio -> body.put("aspect_ratio", ratio));
        if (shot.kind() == Kind.IMAGE) {
            shot.resolution().ifPresent(resolution -> body.put("resolution", resolution));
        }
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The reference gives examples and no list for these values, so an unusual one is tried. */
    static List<String> warnings(Shot shot) {
        List<String> odd = new ArrayList<>();
        shot.aspectRatio()
                .filter(ratio -> !RATIO.matcher(ratio).matches()
                        && !ORIENTATION.matcher(ratio).matches())
                .ifPresent(ratio -> odd.add(
                        "aspect ratio `" + ratio + "` is unusual; `16:9` and `landscape` are known to be understood"));
        shot.resolution()
                .filter(resolution -> shot.kind() == Kind.VIDEO)
                .ifPresent(resolution -> odd.add("resolution `" + resolution + "` is not sent: videos take none"));
        shot.resolution()
                .filter(resolution -> shot.kind() == Kind.IMAGE)
                .filter(resolution ->
                        !RESOLUTION.matcher(resolution.toLowerCase(Locale.ROOT)).matches())
                .ifPresent(resolution ->
                        odd.add("resolution `" + resolution + "` is unusual; `2k` is known to be understood"));
        return odd;
    }

    /** A path segment (RFC 3986 section 2.1). */
    static String percentEncoded(String segment) {
        StringBuilder encoded = new StringBuilder();
        for (byte unit : segment.getBytes(StandardCharsets.UTF_8)) {
            char letter = (char) (unit & 0xFF);
            boolean unreserved = (letter >= 'A' && letter <= 'Z')
                    || (letter >= 'a' && letter <= 'z')
                    || (letter >= '0' && letter <= '9')
                    || "-._~".indexOf(letter) >= 0;
            encoded.append(unreserved ? String.valueOf(letter) : String.format(Locale.ROOT, "%%%02X", (int) letter));
        }
        return encoded.toString();
    }
}
