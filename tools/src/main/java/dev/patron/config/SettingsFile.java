package dev.patron.config;

import dev.patron.gateway.GatewayTerms;
import dev.patron.money.Usd;
import dev.patron.plan.ModelBounds;
import dev.patron.proof.ProofAlgorithm;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code patron.yaml}, the settings. */
public final class SettingsFile {
    private static final int CONCURRENCY = 4;
    private static final int RETRIES = 1;
    private static final int RETENTION_DAYS_MOST = 36_500;
    private static final Usd CHECKPOINT_FROM = Usd.parse("1");
    private static final List<String> PLANNERS = List.of("auto", "outline", "llm");
    private static final List<String> PAY_AGAIN = List.of("never", "idempotent");
    private static final List<String> PROOFS = List.of("hs256", "eddsa");
    private static final List<String> SHAPES = List.of("published", "both");
    private static final Pattern FUNDS = Pattern.compile("(0|[1-9][0-9]{0,11})(\\.[0-9]{1,18})?");
    private static final int PORT_MOST = 65_535;
    private static final Duration PATIENCE_MOST = Duration.ofMinutes(60);

    private SettingsFile() {}

    /**
     * @throws ConfigException when the file cannot be read or says something else than settings
     */
    public static Settings read(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        Path base = folder == null ? file.toAbsolutePath() : folder;
        return YamlFile.read(file, root -> settings(root, base));
    }

    private static Settings settings(Section root, Path base) {
        root.keys(
                "see the settings that Patron ships",
                List.of("version", "policy", "catalog"),
                List.of(
                        "market",
                        "agent",
                        "planner",
                        "data",
                        "out",
                        "concurrency",
                        "retries_per_shot",
                        "checkpoint_from",
                        "llm",
                        "retention",
                        "gateway"));
        root.at("version").number(1, 1);
        return new Settings(
                path(root.at("policy"), base),
                path(root.at("catalog"), base),
                id(root, "market", "sandbox"),
                id(root, "agent", "default"),
                root.find("planner").map(value -> value.oneOf(PLANNERS)).orElse("auto"),
                root.find("data").map(value -> path(value, base)),
                root.find("out").map(value -> path(value, base)),
                root.find("concurrency").map(value -> value.number(1, 16)).orElse(CONCURRENCY),
                root.find("retries_per_shot").map(value -> value.number(0, 3)).orElse(RETRIES),
                root.find("checkpoint_from").map(Value::usd).orElse(CHECKPOINT_FROM),
                root.find("llm").map(value -> llm(value.section())).orElse(ModelBounds.DEFAULT),
                root.find("retention").flatMap(value -> payloads(value.section())),
                root.find("gateway")
                        .map(value -> gateway(value.section(), base))
                        .orElse(GatewaySettings.DEFAULT));
    }

    private static GatewaySettings gateway(Section section, Path base) {
        GatewaySettings usual = GatewaySettings.DEFAULT;
        section.keys(
                "see the settings that Patron ships",
                List.of(),
                List.of("port", "listen", "tls", "proofs", "sandbox_funds", "shapes", "embedded", "remote", "mainnet"));
        boolean embedded = section.find("embedded").map(Value::isTrue).orElse(false);
        return new GatewaySettings(
                section.find("port").map(value -> value.number(1, PORT_MOST)).orElse(usual.port()),
                ListenSection.listen(section),
                section.find("tls").map(value -> ListenSection.tls(value.section(), file -> path(file, base))),
                section.find("proofs")
                        .map(value -> ProofAlgorithm.valueOf(value.oneOf(PROOFS).toUpperCase(Locale.ROOT)))
                        .orElse(usual.proofs()),
                section.find("sandbox_funds")
                        .map(value -> value.matching(FUNDS, "an amount in quotes such as \"1000\""))
                        .orElse(usual.sandboxFunds()),
                section.find("shapes")
                        .map(value -> Shapes.valueOf(value.oneOf(SHAPES).toUpperCase(Locale.ROOT)))
                        .orElse(usual.shapes()),
                embedded,
                section.find("remote").map(value -> {
                    if (embedded) {
                        throw value.wrong(
                                "stands beside `embedded: true`; a seller is paid by one of them: remove the other");
                    }
                    return remote(value.section(), base);
                }),
                section.find("mainnet").map(value -> MainnetSection.read(value.section())));
    }

    private static RemoteGatewaySettings remote(Section section, Path base) {
        section.keys(
                "see the settings that Patron ships", List.of(), List.of("url", "key_file", "pay_again", "treasury"));
        return new RemoteGatewaySettings(
                section.find("url").map(value -> value.as(Endpoints::base)).orElse(RemoteGatewaySettings.USUAL_URL),
                section.find("key_file").map(value -> path(value, base)),
                section.find("pay_again")
                        .map(value -> value.oneOf(PAY_AGAIN))
                        .filter("idempotent"::equals)
                        .map(_ -> GatewayTerms.Again.IDEMPOTENT)
                        .orElse(GatewayTerms.Again.ONCE),
                section.find("treasury").map(value -> value.as(Addresses::checked)));
    }

    private static Optional<Duration> payloads(Section section) {
        section.keys("write a time such as 90d, or `unlimited`", List.of("payloads"), List.of());
        Value value = section.at("payloads");
        return value.isWord("unlimited") ? Optional.empty() : Optional.of(value.days(RETENTION_DAYS_MOST));
    }

    private static ModelBounds llm(Section section) {
        ModelBounds usual = ModelBounds.DEFAULT;
        section.keys(
                "see the settings that Patron ships",
                List.of(),
                List.of("answers", "tokens", "shots", "answer", "turn"));
        return new ModelBounds(
                section.find("answers").map(value -> value.number(1, 200)).orElse(usual.answers()),
                section.find("tokens")
                        .map(value -> (long) value.number(1_000, 50_000_000))
                        .orElse(usual.tokens()),
                section.find("shots").map(value -> value.number(1, 1_000)).orElse(usual.shots()),
                section.find("answer")
                        .map(value -> value.duration(PATIENCE_MOST))
                        .orElse(usual.answer()),
                section.find("turn").map(value -> value.duration(PATIENCE_MOST)).orElse(usual.turn()));
    }

    private static String id(Section root, String key, String usual) {
        return root.find(key)
                .map(value -> value.matching(Ids.ID, "an id: " + Ids.FORM))
                .orElse(usual);
    }

    private static Path path(Value value, Path base) {
        String text = value.text();
        if (text.isBlank()) {
            throw value.wrong("is empty; write a path");
        }
        try {
            return base.resolve(text).normalize();
        } catch (InvalidPathException _) {
            throw value.wrong("`" + Texts.shown(text) + "` is not a path");
        }
    }
}
