package dev.patron.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.config.Addresses;
import dev.patron.invoice.Keyring;
import dev.patron.invoice.ProviderHost;
import dev.patron.ledger.ApiKey;
import dev.patron.ledger.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes, lists, replaces and takes back keys of the gateway. The text of a key is in one answer, and nowhere after. */
final class KeyAnswers {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,5})([smhd])");
    private static final Pattern EVM = Pattern.compile("0x[0-9a-fA-F]{40}");
    private static final Pattern PAY_TO = Pattern.compile("[\\x21-\\x7e]{1,100}");
    private static final Duration LIFE_MOST = Duration.ofDays(3_660);

    private final LocalAnswers.Sources sources;
    private final Keyring keys;

    KeyAnswers(Ledger ledger, LocalAnswers.Sources sources) {
        this.sources = sources;
        this.keys = new Keyring(ledger.keys(), sources.random(), sources.clock());
    }

    ObjectNode answer(Question question) {
        return switch (question.name()) {
            case "keys-new" -> made(fresh(question));
            case "keys-rotate" -> made(rotated(question));
            case "keys-revoke" -> revoked(question.subject());
            default -> list();
        };
    }

    private Keyring.Made fresh(Question question) {
        Duration life = time(question, "life", Keyring.LIFE);
        Optional<String> agent = question.argument("agent");
        Optional<String> provider = question.argument("provider");
        if (agent.isPresent() == provider.isPresent()) {
            throw new QuestionException("a key is for an agent (`--agent`) or for a provider (`--provider`)");
        }
        if (agent.isPresent()) {
            if (sources.policy().get().agent(agent.get()).isEmpty()) {
                throw new QuestionException(
                        "agent `" + agent.get() + "` is not in the policy, so it may spend nothing");
            }
            return keys.forAgent(agent.get(), life);
        }
        String payTo = question.argument("pay-to").orElse("");
        if (!PAY_TO.matcher(payTo).matches()) {
            throw new QuestionException("say with `--pay-to` which address the provider's invoices are paid to");
        }
        mustBeCopiedRight(payTo);
        return keys.forProvider(host(provider.get()), payTo, life);
    }

    /** A mixed-case EVM address carries a checksum; with one letter wrong the key would name an account that nobody can pay. */
    private static void mustBeCopiedRight(String payTo) {
        if (EVM.matcher(payTo).matches()) {
            try {
                Addresses.checked(payTo);
            } catch (IllegalArgumentException e) {
                throw new QuestionException("`--pay-to`: " + e.getMessage());
            }
        }
    }

    private static ProviderHost host(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return ProviderHost.of(text)
                .or(() -> ProviderHost.FORM.matcher(lower).matches()
                        ? Optional.of(new ProviderHost(lower))
                        : Optional.empty())
                .orElseThrow(() -> new QuestionException("`" + text + "` is not a host such as `api.example.com`"));
    }

    private Keyring.Made rotated(Question question) {
        Duration overlap =
                question.argument("overlap").filter(text -> text.equals("0")).isPresent()
                        ? Duration.ZERO
                        : time(question, "overlap", Keyring.OVERLAP);
        return keys.rotate(question.subject(), time(question, "life", Keyring.LIFE), overlap)
                .orElseThrow(() -> new QuestionException(
                        "no key `" + question.subject() + "` works; `patron keys list` lists them"));
    }

    private ObjectNode revoked(String id) {
        boolean changed = keys.revoke(id);
        ApiKey key = keys.all().stream()
                .filter(known -> known.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new QuestionException("no key `" + id + "`; `patron keys list` lists them"));
        ObjectNode document = row(key);
        document.put("status", changed ? "revoked" : "already-revoked");
        return document;
    }

    private ObjectNode list() {
        ObjectNode document = NODES.objectNode();
        ArrayNode rows = document.putArray("keys");
        keys.all().forEach(key -> rows.add(row(key)));
        return document;
    }

    private ObjectNode made(Keyring.Made made) {
        ObjectNode document = row(made.key());
        document.put("key", made.text());
        return document;
    }

    private ObjectNode row(ApiKey key) {
        boolean agents = key.holder() == ApiKey.Holder.AGENT;
        ObjectNode row = NODES.objectNode();
        row.put("id", key.id());
        row.put("holder", key.holder().name().toLowerCase(Locale.ROOT));
        Documents.put(row, "agent", Optional.of(key.subject()).filter(_ -> agents));
        Documents.put(row, "provider", Optional.of(key.subject()).filter(_ -> !agents));
        Documents.put(row, "pay_to", Optional.of(key.payTo()).filter(_ -> !agents));
        row.put("status", status(key));
        row.put("made_at", key.madeAt().toString());
        row.put("expires_at", key.expiresAt().toString());
        Documents.put(row, "revoked_at", key.revokedAt().map(Instant::toString));
        return row;
    }

    private String status(ApiKey key) {
        if (key.revokedAt().isPresent()) {
            return "revoked";
        }
        return key.worksAt(sources.clock().instant()) ? "works" : "expired";
    }

    private static Duration time(Question question, String name, Duration usual) {
        Optional<String> given = question.argument(name);
        if (given.isEmpty()) {
            return usual;
        }
        Matcher matcher = TIME.matcher(given.get());
        if (!matcher.matches()) {
            throw new QuestionException(
                    "`--" + name + "` is a time such as 90d, 24h or 30m, not `" + given.get() + "`");
        }
        long count = Long.parseLong(matcher.group(1));
        Duration time =
                switch (matcher.group(2)) {
                    case "d" -> Duration.ofDays(count);
                    case "h" -> Duration.ofHours(count);
                    case "m" -> Duration.ofMinutes(count);
                    default -> Duration.ofSeconds(count);
                };
        if (time.compareTo(LIFE_MOST) > 0) {
            throw new QuestionException("`--" + name + "` is at most " + LIFE_MOST.toDays() + "d");
        }
        return time;
    }
}
