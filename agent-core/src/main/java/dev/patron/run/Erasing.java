package dev.patron.run;

import dev.patron.ledger.Durability;
import dev.patron.ledger.DurablePoint;
import dev.patron.ledger.Erasure;
import dev.patron.ledger.ErasureFacts;
import dev.patron.ledger.ErasureOutcome;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.RunRecord;
import dev.patron.purchase.AssetStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Erases what runs were asked for and what they brought: recorded first, then stored files are removed, and the key that
 * everything else is sealed under is destroyed last.
 *
 * <p>A run that is recorded and still has its key was interrupted; {@link #finish} completes it, and doing a step again
 * does no harm. For use while no run of this data directory goes on: a stored file may be another run's a moment later.
 */
public final class Erasing {
    private static final int PREFIX_CHARS_LEAST = 8;

    private final Ledger ledger;
    private final AssetStore assets;
    private final Durability durability;

    public Erasing(Ledger ledger, AssetStore assets, Durability durability) {
        this.ledger = ledger;
        this.assets = assets;
        this.durability = durability;
    }

    /**
     * What erasing would take away; changes nothing.
     *
     * @param id a run's id or its first characters, at least eight, or the SHA-256 of a brief, which names all its runs
     * @throws RunException when there is no such run, or something of one is open
     */
    public List<ErasureOutcome> look(String id) {
        List<ErasureOutcome> all = new ArrayList<>();
        for (RunRecord run : named(id)) {
            all.add(granted(ledger.erasure().look(run)));
        }
        return all;
    }

    /** Erases, after looking at every run that is named: one of them that is open keeps all of them. */
    public List<ErasureOutcome> erase(String id) {
        look(id);
        List<ErasureOutcome> all = new ArrayList<>();
        for (RunRecord run : named(id)) {
            ErasureOutcome outcome = granted(ledger.erasure().record(run, Erasure.Reason.ASKED));
            takeAway(outcome.facts());
            all.add(outcome);
        }
        return all;
    }

    /** Completes what a stop interrupted; how many runs that were. */
    public int finish() {
        List<RunRecord> halfway = ledger.erasure().unfinished();
        halfway.forEach(run -> takeAway(ledger.erasure().look(run).facts()));
        return halfway.size();
    }

    /**
     * Erases runs that ended longer ago than payloads are kept; one of which something is open waits.
     *
     * @return the ids of those that were erased
     */
    public List<String> expired(Duration keep) {
        Instant before = ledger.time().minus(keep);
        List<String> erased = new ArrayList<>();
        for (RunRecord run : ledger.reader().runs()) {
            boolean old = run.endedAt().filter(end -> end.isBefore(before)).isPresent();
            boolean readable = !run.out().isEmpty();
            if (old && readable && ledger.erasure().look(run) instanceof ErasureOutcome.Granted) {
                takeAway(ledger.erasure().record(run, Erasure.Reason.RETENTION).facts());
                erased.add(run.id());
            }
        }
        return erased;
    }

    private void takeAway(ErasureFacts facts) {
        facts.assets().forEach(assets::remove);
        durability.reached(DurablePoint.COPIES_ERASED);
        ledger.erasure().destroyKey(facts.run());
    }

    private static ErasureOutcome granted(ErasureOutcome outcome) {
        if (outcome instanceof ErasureOutcome.Refused(ErasureFacts facts, String why)) {
            throw new RunException("run `" + facts.run() + "` is not erased, and nothing was changed: " + why);
        }
        return outcome;
    }

    private List<RunRecord> named(String id) {
        List<RunRecord> runs = ledger.reader().runs();
        List<RunRecord> briefs =
                runs.stream().filter(run -> run.briefDigest().equals(id)).toList();
        if (!briefs.isEmpty()) {
            return briefs;
        }
        if (id.length() < PREFIX_CHARS_LEAST) {
            throw new RunException("`" + id + "` is too short to erase by; give at least " + PREFIX_CHARS_LEAST
                    + " characters of a run's id, or the SHA-256 of a brief");
        }
        List<RunRecord> found =
                runs.stream().filter(run -> run.id().startsWith(id)).toList();
        if (found.size() != 1) {
            throw new RunException(
                    found.isEmpty()
                            ? "no run and no brief `" + id + "`; `patron runs` lists the runs"
                            : "`" + id + "` is the beginning of " + found.size() + " runs; give more of it");
        }
        return found;
    }
}
