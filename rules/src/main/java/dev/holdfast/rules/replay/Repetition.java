package dev.holdfast.rules.replay;

import dev.holdfast.record.AdmissionOutcome;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.hindsight.Hindsight;
import dev.holdfast.rules.hindsight.Rejudged;
import dev.holdfast.trust.execution.Position;
import dev.holdfast.trust.facts.MalformedFacts;
import dev.holdfast.trust.verdict.Finding;
import java.util.Optional;

/** Makes recorded decisions again, those under one ruleset. One thread at a time, as many as there are threads; close it when done. */
public final class Repetition implements AutoCloseable {
    private final Hindsight hindsight;

    public Repetition(CompiledRuleset ruleset) {
        this.hindsight = new Hindsight(ruleset);
    }

    /**
     * Makes a decision again.
     *
     * @throws MalformedFacts when the entry holds no facts that could have been judged; its message names the property
     */
    public Repeated repeat(LineageEntry entry) throws MalformedFacts {
        if (Hindsight.isAfterTheEnd(entry)) {
            return Repeated.of(entry, Optional.empty());
        }
        Rejudged judged = hindsight.judge(entry);
        return Repeated.of(
                entry,
                Optional.of(
                        judged instanceof Rejudged.OfExecution execution
                                ? ofExecution(entry, execution)
                                : ofRequest(entry, (Rejudged.OfRequest) judged)));
    }

    private static Decided ofExecution(LineageEntry entry, Rejudged.OfExecution judged) {
        Position from = Position.of(judged.facts().state());
        // Whether its executor said that it had ended is not in the facts: it leads to COMPLETED, and nothing else
        // does.
        boolean ended = entry.getTo() == TrustState.COMPLETED;
        boolean beating = entry.getTriggerKind() == TriggerKind.HEARTBEAT;
        Position.Move move = from.on(
                judged.outcome(),
                new Position.Circumstances(beating, judged.facts().grantPresent(), ended));
        return new Decided(
                judged.findings().stream().map(Finding::toRecord).toList(),
                judged.verdict(),
                from.state(),
                move.to().state(),
                move.command().orElse(null),
                null);
    }

    private static Decided ofRequest(LineageEntry entry, Rejudged.OfRequest judged) {
        boolean denied = !judged.findings().isEmpty();
        // A denial moves nobody else than an execution of which nothing is known; whether that was so is not in the
        // facts.
        boolean moved = denied && entry.getFrom() == TrustState.PENDING && entry.getTo() == TrustState.DENIED;
        return new Decided(
                judged.findings().stream().map(Finding::toRecord).toList(),
                judged.verdict(),
                entry.getFrom(),
                moved ? TrustState.DENIED : entry.getFrom(),
                null,
                denied ? AdmissionOutcome.DENIED : AdmissionOutcome.ADMITTED);
    }

    @Override
    public void close() {
        hindsight.close();
    }
}
