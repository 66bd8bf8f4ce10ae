package dev.holdfast.lineage.decision;

import dev.holdfast.record.AdmissionOutcome;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Dimension;
import dev.holdfast.record.FactValue;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.Severity;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.trust.evidence.Quoted;
import dev.holdfast.trust.execution.Position;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.verdict.Check;
import dev.holdfast.trust.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an entry says that no evaluator decides: epochs that fall, moves that there are not, leases that rest on nothing. Pure; any thread. */
public final class EntryFlaws {
    private EntryFlaws() {}

    /**
     * What of an execution's entry is needed to judge the one after it.
     *
     * @param entry its number
     * @param to where the execution stood after it
     */
    public record Before(long entry, long epoch, TrustState to) {
        public static Before of(LineageEntry entry) {
            return new Before(entry.getEntry(), entry.getEpoch(), entry.getTo());
        }
    }

    /** What is wrong with an entry after another one of its execution, if that is known: a text for each flaw. */
    public static List<String> after(@Nullable Before before, LineageEntry entry) {
        return Stream.of(epochFlaw(before, entry), continuityFlaw(before, entry))
                .flatMap(Optional::stream)
                .toList();
    }

    /** What is wrong with an entry whatever came before it: a text for each flaw. */
    public static List<String> alone(LineageEntry entry) {
        return Stream.of(factsFlaw(entry), verdictFlaw(entry), moveFlaw(entry), leaseFlaw(entry))
                .flatMap(Optional::stream)
                .toList();
    }

    /** A property of the facts that were judged; empty when there is none of that name, or it was unknown. */
    public static Optional<Object> fact(LineageEntry entry, String property) {
        for (FactValue fact : entry.getFacts()) {
            if (fact.getName().equals(property)) {
                @Nullable Object value = fact.getValue();
                return Optional.ofNullable(value);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> epochFlaw(@Nullable Before before, LineageEntry entry) {
        long previous = before == null ? 0 : before.epoch();
        if (entry.getEpoch() < previous) {
            return Optional.of("expected an epoch of at least " + previous + ", found " + entry.getEpoch());
        }
        return before != null && entry.getCommand() != null && entry.getEpoch() == previous
                ? Optional.of("expected a command above epoch " + previous + ", found one of the same epoch")
                : Optional.empty();
    }

    /** A denial is taken back by a grant or by another request, and by nothing else. */
    private static Optional<String> continuityFlaw(@Nullable Before before, LineageEntry entry) {
        if (before == null || entry.getEntry() != before.entry() + 1 || entry.getFrom() == before.to()) {
            return Optional.empty();
        }
        boolean reopened = before.to() == TrustState.DENIED && entry.getFrom() == TrustState.PENDING;
        return reopened
                ? Optional.empty()
                : Optional.of("expected it to leave " + before.to() + ", found it leave " + entry.getFrom());
    }

    /** Facts are written in the order of their names: none stands there twice, and a decision without facts is none. */
    private static Optional<String> factsFlaw(LineageEntry entry) {
        if (entry.getFacts().isEmpty()) {
            return Optional.of("expected the facts that were judged, found none");
        }
        String before = "";
        for (FactValue fact : entry.getFacts()) {
            if (fact.getName().compareTo(before) <= 0) {
                return Optional.of("expected facts in the order of their names, each once, found "
                        + Quoted.text(fact.getName()) + " after " + Quoted.text(before));
            }
            before = fact.getName();
        }
        return Optional.empty();
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

    private static Optional<String> moveFlaw(LineageEntry entry) {
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
        boolean granted = fact(entry, "grantPresent").equals(Optional.of(true));
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

    private static Optional<String> leaseFlaw(LineageEntry entry) {
        if (entry.getLeasedSequence() == null) {
            return Optional.empty();
        }
        if (entry.getTriggerKind() != TriggerKind.HEARTBEAT
                || entry.getVerdict() != VerdictKind.TRUSTED
                || entry.getTo() != TrustState.TRUSTED) {
            return Optional.of("expected a lease for a heartbeat found in order alone, found one for "
                    + entry.getTriggerKind() + ", " + entry.getVerdict());
        }
        if (!fact(entry, "grantPresent").equals(Optional.of(true))) {
            return Optional.of("expected a lease to rest on a grant, found none");
        }
        for (Dimension dimension : Dimension.values()) {
            Optional<Object> check = fact(entry, ExecutionFacts.propertyOf(dimension));
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
