package dev.patron.config;

import dev.patron.payment.Catalog;
import dev.patron.payment.NetworkTerms;
import dev.patron.payment.Provider;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The terms of one seller as the catalogue pins them now, for a session that has begun to buy there.
 *
 * <p>Prices, payees, models, asset hosts, deadlines, signing domain and {@code recovery} change with the file; while it
 * is broken or gone, the last good reading stays. Where the seller is asked and what it is paid in are for the life of
 * a session: once the file says otherwise, or no longer lists the seller, the terms given out pin no payee, so that
 * nothing more is paid and what was bought is still seen home. Endpoints of the chain stay those of the beginning. Each
 * such change is said once. Safe for use by many threads.
 */
public final class WatchedSeller {
    private final Path path;
    private final WatchedFile<Catalog> file;
    private final Consumer<String> warnings;
    private final Consumer<Provider> rules;
    private final Provider begun;
    private final Optional<NetworkTerms> network;
    private @Nullable Catalog seen;
    private Provider good;

    /**
     * @param begun    the terms that the session was opened with
     * @param rules    refuses, by a {@link ConfigException}, terms that nothing may be bought under
     * @param warnings hears once of a file that is broken, and of a change that the session cannot follow
     */
    public WatchedSeller(Path path, Provider begun, Consumer<Provider> rules, Consumer<String> warnings) {
        this.path = path;
        this.file = new WatchedFile<>(path, CatalogFile::parse, _ -> "the catalogue read before", warnings);
        this.rules = rules;
        this.warnings = warnings;
        this.begun = begun;
        this.good = begun;
        this.network = file.current().terms(begun.asset().network());
    }

    /** The terms that the next purchase is judged and made by. */
    public synchronized Provider current() {
        Catalog catalog = file.current();
        if (!catalog.equals(seen)) {
            seen = catalog;
            catalog.terms(begun.asset().network())
                    .filter(terms -> !Optional.of(terms).equals(network))
                    .ifPresent(_ -> say("networks." + begun.asset().network()
                            + ": changed while it is in use; this process goes on with the endpoints and the finality"
                            + " that it began with, and the next one takes the new"));
            good = catalog.provider(begun.id()).map(this::followed).orElseGet(() -> {
                say("providers." + begun.id() + ": is no longer listed; nothing more is bought there, and what was"
                        + " bought is seen home");
                return unpayable();
            });
        }
        return good;
    }

    private Provider followed(Provider found) {
        List<String> moved = Stream.of(
                        found.baseUrl().equals(begun.baseUrl()) ? "" : "base_url",
                        found.asset().equals(begun.asset()) ? "" : "asset",
                        found.protocol().equals(begun.protocol()) ? "" : "protocol")
                .filter(key -> !key.isEmpty())
                .toList();
        for (String key : moved) {
            say("providers." + begun.id() + "." + key + ": changed while this process buys there; nothing more is"
                    + " bought at the new or the old, and what was bought is seen home; `patron resume` goes on with"
                    + " the new");
        }
        return moved.isEmpty() ? allowed(found) : unpayable();
    }

    private Provider allowed(Provider found) {
        try {
            rules.accept(found);
            return found;
        } catch (ConfigException refused) {
            say(refused.getMessage() + "; nothing more is bought there, and what was bought is seen home");
            return unpayable();
        }
    }

    /** The last terms without a payee: a demand is refused, whatever it says. */
    private Provider unpayable() {
        return good.unpayable();
    }

    private void say(String what) {
        warnings.accept(Texts.shown(path) + ": " + what);
    }
}
