package dev.holdfast.cli.command.replay;

import dev.holdfast.cli.command.past.Faults;
import dev.holdfast.cli.command.past.Span;
import dev.holdfast.cli.recorded.Recorded;
import dev.holdfast.cli.recorded.Recording;
import dev.holdfast.cli.recorded.Spread;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.rules.replay.Decided;
import dev.holdfast.rules.replay.Repeated;
import dev.holdfast.rules.replay.Repetition;
import dev.holdfast.rules.replay.Replay;
import dev.holdfast.trust.facts.MalformedFacts;
import dev.holdfast.trust.sealing.SealedFindings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes every decision of a recording again. One thread, which spreads the work over several. */
final class EntriesReplay {
    private final Replay replay = new Replay();
    private final Faults faults = new Faults();
    private final List<Mismatch> mismatches = new ArrayList<>();
    private final Map<String, Long> rulesets = new TreeMap<>();
    private final Map<String, Missing> missing = new TreeMap<>();
    private final int show;
    private long same;
    private long different;
    private long endUnknown;
    private long sealed;
    private long outside;

    private EntriesReplay(int show) {
        this.show = show;
    }

    /** A decision that is made otherwise. */
    record Mismatch(Recorded.Place place, Repeated entry, Decided again) {}

    /** Decisions under a ruleset that is not found. */
    record Missing(long decisions, String why) {}

    /**
     * What came of it.
     *
     * @param same decisions that came to the same bytes
     * @param different decisions that did not
     * @param mismatches the first of those
     * @param endUnknown decisions after an execution's end that does not stand in the recording
     * @param sealed decisions on facts that the grant has sealed
     * @param rulesets digest to how many decisions were made again under it
     * @param missing digest to what was not made again for want of it
     * @param outside decisions that were read and lie outside the span
     * @param faulty parts that could not be read or judged
     * @param faults the first of those
     */
    record Result(
            long same,
            long different,
            List<Mismatch> mismatches,
            long endUnknown,
            long sealed,
            Map<String, Long> rulesets,
            Map<String, Missing> missing,
            long outside,
            long faulty,
            List<String> faults) {

        long untold() {
            return endUnknown
                    + sealed
                    + missing.values().stream().mapToLong(Missing::decisions).sum();
        }

        int exit() {
            return different > 0 || faulty > 0 ? 1 : untold() > 0 ? 2 : 0;
        }
    }

    /** What came of one recorded thing. */
    private sealed interface Step {
        record Made(Recorded.Place place, Repeated repeated) implements Step {}

        record Unruled(String digest, String why) implements Step {}

        record Sealed() implements Step {}

        record Outside() implements Step {}

        record Faulty(Recorded.Place place, String why) implements Step {}
    }

    /**
     * Replays to the end of the recording.
     *
     * @param show how many mismatches to keep
     * @param threads how many decode and decide
     */
    static Result of(Recording recording, Rulebooks rulebooks, Span span, int show, int threads)
            throws IOException, InterruptedException {
        var run = new EntriesReplay(show);
        Spread.over(recording.batches(), threads, () -> new Decider(rulebooks, span), run::take);
        return new Result(
                run.same,
                run.different,
                run.mismatches,
                run.endUnknown,
                run.sealed,
                run.rulesets,
                run.missing,
                run.outside,
                run.faults.count(),
                run.faults.lines());
    }

    private void take(Step step) {
        if (step instanceof Step.Made made) {
            compare(made);
        } else if (step instanceof Step.Unruled unruled) {
            String digest = missing.size() < Rulebooks.MAXIMUM || missing.containsKey(unruled.digest())
                    ? unruled.digest()
                    : "(others)";
            missing.merge(
                    digest,
                    new Missing(1, unruled.why()),
                    (before, one) -> new Missing(before.decisions() + 1, before.why()));
        } else if (step instanceof Step.Faulty faulty) {
            faults.add(faulty.place(), faulty.why());
        } else if (step instanceof Step.Sealed) {
            sealed++;
        } else {
            outside++;
        }
    }

    private void compare(Step.Made made) {
        Repeated repeated = made.repeated();
        rulesets.merge(repeated.rulesetDigest(), 1L, Long::sum);
        Replay.Result result = replay.take(repeated);
        if (result instanceof Replay.Result.Same) {
            same++;
        } else if (result instanceof Replay.Result.Different found) {
            different++;
            if (mismatches.size() < show) {
                mismatches.add(new Mismatch(made.place(), repeated, found.again()));
            }
        } else {
            endUnknown++;
        }
    }

    /** Decides, under whichever ruleset an entry names. */
    private static final class Decider implements Spread.Judge<Recorded, Step> {
        private final Rulebooks rulebooks;
        private final Span span;
        private final Map<String, Repetition> repetitions = new HashMap<>();

        private Decider(Rulebooks rulebooks, Span span) {
            this.rulebooks = rulebooks;
            this.span = span;
        }

        @Override
        public Step judge(Recorded recorded) {
            if (!(recorded instanceof Recorded.Decision decision)) {
                return new Step.Faulty(recorded.place(), ((Recorded.Unreadable) recorded).why());
            }
            LineageEntry entry = decision.entry();
            if (!span.holds(entry)) {
                return new Step.Outside();
            }
            if (!SealedFindings.names(entry.getFacts()).isEmpty()) {
                return new Step.Sealed();
            }
            String digest = entry.getRulesetDigest();
            Repetition repetition = repetitions.get(digest);
            if (repetition == null) {
                Rulebooks.Book book = rulebooks.of(digest);
                if (book instanceof Rulebooks.Book.Missing missing) {
                    return new Step.Unruled(digest, missing.why());
                }
                repetition = new Repetition(((Rulebooks.Book.Open) book).rules());
                repetitions.put(digest, repetition);
            }
            try {
                return new Step.Made(recorded.place(), repetition.repeat(entry));
            } catch (MalformedFacts e) {
                return new Step.Faulty(
                        recorded.place(), entry.getExecutionId() + "#" + entry.getEntry() + ": " + e.getMessage());
            }
        }

        @Override
        public void close() {
            repetitions.values().forEach(Repetition::close);
        }
    }
}
