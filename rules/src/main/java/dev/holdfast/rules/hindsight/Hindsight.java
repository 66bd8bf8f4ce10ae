package dev.holdfast.rules.hindsight;

import dev.holdfast.record.AdmissionOutcome;
import dev.holdfast.record.Finding;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.RulesEngine;
import dev.holdfast.trust.admission.AdmissionFacts;
import dev.holdfast.trust.admission.AdmissionJudge;
import dev.holdfast.trust.admission.Ruling;
import dev.holdfast.trust.execution.Position;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.facts.MalformedFacts;
import dev.holdfast.trust.facts.SnapshotReader;
import dev.holdfast.trust.verdict.Judge;
import java.util.List;
import java.util.Optional;

/** Judges recorded facts by a ruleset. What rules do wrong is a finding, as it is in service. One thread at a time; close it when done. */
public final class Hindsight implements AutoCloseable {
    private final RulesEngine engine;

    public Hindsight(CompiledRuleset ruleset) {
        this.engine = ruleset.newSilentEngine();
    }

    /**
     * What an entry's facts come to.
     *
     * @throws MalformedFacts when the entry holds no facts that could have been judged; its message names the property
     */
    public Rejudged judge(LineageEntry entry) throws MalformedFacts {
        if (isOfRequest(entry)) {
            AdmissionFacts facts = SnapshotReader.read(AdmissionFacts.class, entry.getFacts());
            Ruling ruling = AdmissionJudge.judge(facts, engine.evaluate(facts));
            return new Rejudged.OfRequest(facts, unissuable(entry, facts, ruling));
        }
        ExecutionFacts facts = SnapshotReader.read(ExecutionFacts.class, entry.getFacts());
        return new Rejudged.OfExecution(facts, Judge.judge(facts, engine.evaluate(facts)));
    }

    /** Whether an entry is about a request. */
    public static boolean isOfRequest(LineageEntry entry) {
        return entry.getTriggerKind() == TriggerKind.REQUEST;
    }

    /**
     * Whether an entry was written after its execution's end. Such an entry keeps the findings that ended it, which its own facts need not lead to.
     */
    public static boolean isAfterTheEnd(LineageEntry entry) {
        return !isOfRequest(entry) && Position.of(entry.getFrom()).isFinal();
    }

    /** Whether the grant of a request could not be issued is not in the facts, but in the finding that says so. */
    private static Ruling unissuable(LineageEntry entry, AdmissionFacts facts, Ruling ruling) {
        return facts.flaw().isEmpty() && entry.getAdmission() == AdmissionOutcome.DENIED
                ? flaw(entry.getFindings())
                        .map(flaw -> AdmissionJudge.unissuable(ruling, flaw))
                        .filter(any -> ruling instanceof Ruling.Admitted)
                        .orElse(ruling)
                : ruling;
    }

    private static Optional<String> flaw(List<Finding> findings) {
        return findings.size() == 1 && findings.get(0).getCode().equals(AdmissionJudge.REQUEST_INVALID)
                ? Optional.of(findings.get(0).getMessage())
                : Optional.empty();
    }

    @Override
    public void close() {
        engine.close();
    }
}
