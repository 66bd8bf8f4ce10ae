package dev.holdfast.lineage.verify;

import dev.holdfast.record.AdmissionOutcome;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Dimension;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.Severity;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.trust.execution.Position;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.verdict.Check;
import dev.holdfast.trust.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether what was decided is something that an evaluator decides: epochs that only rise, moves that there are, leases that rest on something. */
final class DecisionCheck {
    private DecisionCheck() {}

    static void check(List<ReadEntry> entries, Lines lines) {
        if (entries.isEmpty()) {
            return;
        }
        long objections = lines.objections();
        LineageEntry before = null;
        for (ReadEntry read : entries) {
            LineageEntry entry = read.entry();
            LineageEntry previous = before;
            Stream.of(
                            epochFlaw(previous, entry),
                            continuityFlaw(previous, entry),
                            verdictFlaw(entry),
                            moveFlaw(read),
                            leaseFlaw(read))
                    .flatMap(Optional::stream)
                    .forEach(flaw -> lines.isFalse(read.name() + " is no decision of an evaluator: " + flaw));
            before = entry;
        }
        if (lines.objections() == objections) {
            LineageEntry last = entries.get(entries.size() - 1).entry();
            lines.verified("the " + entries.size()
                    + " decisions are ones that an evaluator makes: epochs only rise, to "
                    + last.getEpoch() + ", each move from state to state is one that there is, and each lease rests on"
                    + " all dimensions being verified; the last leads to " + last.getTo());
        }
    }

    private static Optional<String> epochFlaw(@Nullable LineageEntry before, LineageEntry entry) {
        long previous = before == null ? 0 : before.getEpoch();
        if (entry.getEpoch() < previous) {
            return Optional.of("expected an epoch of at least " + previous + ", found " + entry.getEpoch());
        }
        return before != null && entry.getCommand() != null && entry.getEpoch() == previous
                ? Optional.of("expected a command above epoch " + previous + ", found one of the same epoch")
                : Optional.empty();
    }

    /** A denial is taken back by a grant or by another request, and by nothing else. */
    private static Optional<String> continuityFlaw(@Nullable LineageEntry before, LineageEntry entry) {
<<<<<<< HEAD
        if (before == null || entry.getEntry() != before.getEntry() + 1 || entry.getFrom() == before.getTo()) {
=======
        if (before == null
                || entry.getEntry() != before.getEntry() + 1
                || entry.getFrom() == before.getTo()) {
>>>>>>> refs/heads/lineage
            return Optional.empty();
        }
        boolean reopened = before.getTo() == TrustState.DENIED && entry.getFrom() == TrustState.PENDING;
        return reopened
                ? Optional.empty()
                : Optional.of("expected it to leave " + before.getTo() + ", found it leave " + entry.getFrom());
    }

    private static Optional<String> verdictFlaw(LineageEntry entry) {
        if (entry.getTriggerKind() == TriggerKind.REQUEST) {
            return Optional.empty();
        }
        boolean halting = entry.getFindings().stream().anyMatch(finding -> finding.getSeverity() == Severity.HALT);
        if (halting != (entry.getVerdict() == VerdictKind.HALT)) {
            return Optional.of("expected the verdict of its severest finding, found " + entry.getVerdict());
        }
        return entry.getVerdict() == VerdictKind.TRUSTED && !entry.getFindings().isEmpty()
                ? Optional.of("expected no findings beside the verdict TRUSTED, found "
                        + entry.getFindings().size())
                : Optional.empty();
    }

    private static Optional<String> moveFlaw(ReadEntry read) {
        LineageEntry entry = read.entry();
        if (entry.getTriggerKind() == TriggerKind.REQUEST) {
            return answerFlaw(entry);
        }
        Verdict verdict = switch (entry.getVerdict()) {
            case TRUSTED -> new Verdict.Trusted();
            case PAUSE -> new Verdict.Pause(List.of());
            case HALT -> new Verdict.Halt(List.of());
            case INDETERMINATE -> new Verdict.Indeterminate(List.of(), List.of());
        };
        boolean beating = entry.getTriggerKind() == TriggerKind.HEARTBEAT;
        boolean granted = read.fact("grantPresent").equals(Optional.of(true));
        Position from = Position.of(entry.getFrom());
        // Whether the executor had ended is not in the facts.
        boolean legal = Stream.of(false, true)
                .map(ended -> from.on(verdict, new Position.Circumstances(beating, granted, ended)))
                .anyMatch(move -> move.to().state() == entry.getTo()
                        && move.command().equals(Optional.ofNullable(entry.getCommand())));
        return legal
                ? Optional.empty()
                : Optional.of("no " + entry.getVerdict() + " leads from " + entry.getFrom() + " to " + entry.getTo()
                        + command(entry.getCommand()));
    }

    /** The answer to a request commands nothing, and moves nobody but to a denial. */
    private static Optional<String> answerFlaw(LineageEntry entry) {
        boolean denied = entry.getAdmission() == AdmissionOutcome.DENIED;
        boolean moved = entry.getFrom() != entry.getTo();
        boolean legal = entry.getAdmission() != null
                && entry.getCommand() == null
                && entry.getLeasedSequence() == null
                && (!moved || denied && entry.getFrom() == TrustState.PENDING && entry.getTo() == TrustState.DENIED);
        return legal
                ? Optional.empty()
                : Optional.of("no answer to a request leads from " + entry.getFrom() + " to " + entry.getTo()
                        + command(entry.getCommand()));
    }

    private static String command(@Nullable ControlAction command) {
        return command == null ? " without a command" : " with the command " + command;
    }

    private static Optional<String> leaseFlaw(ReadEntry read) {
        LineageEntry entry = read.entry();
        if (entry.getLeasedSequence() == null) {
            return Optional.empty();
        }
        if (entry.getTriggerKind() != TriggerKind.HEARTBEAT
                || entry.getVerdict() != VerdictKind.TRUSTED
                || entry.getTo() != TrustState.TRUSTED) {
            return Optional.of("expected a lease for a heartbeat found in order alone, found one for "
                    + entry.getTriggerKind() + ", " + entry.getVerdict());
        }
        for (Dimension dimension : Dimension.values()) {
            Optional<Object> check = read.fact(ExecutionFacts.propertyOf(dimension));
            if (!check.equals(Optional.of(Check.VERIFIED.name()))) {
                return Optional.of("expected a lease to rest on " + dimension + " being VERIFIED, found "
                        + check.map(Object::toString)
                                .filter(text -> text.length() < 16)
                                .orElse("nothing"));
            }
        }
        return Optional.empty();
    }
}
