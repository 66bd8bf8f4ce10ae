package dev.holdfast.trust.execution;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Detail;
import dev.holdfast.record.Enforcement;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.facts.FactReader;
import dev.holdfast.trust.facts.Surroundings;
import dev.holdfast.trust.verdict.Finding;
import dev.holdfast.trust.verdict.Judge;
import dev.holdfast.trust.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Decides. A pure function but for the state it is given, which it brings up to date: it reads no clock, no random source and no hash
 * order.
 */
public final class Decider {
    private Decider() {}

    /**
     * Takes note of an occurrence, judges, moves.
     *
     * @param executionId the execution
     * @param state its state; changed
     * @param occurrence what happened, verified
     * @param appendedAt the instant the broker gave it, in epoch milliseconds; where clocks of brokers differ, time stands still rather
     *     than fall
     * @param rulebook the ruleset in force
     * @param around what the execution depends on beside its state, asked once the occurrence has been noted there
     */
    public static Decision decide(
            String executionId,
            ExecutionState state,
            Occurrence occurrence,
            long appendedAt,
            Rulebook rulebook,
            Function<ExecutionState, Surroundings> around) {
        long now = Math.max(appendedAt, state.getEvaluatedAt());
        state.setEvaluatedAt(now);
        Enforcement enforcementBefore = state.getEnforcement();
        long epochBefore = state.getEpoch();
        boolean news =
                occurrence instanceof Occurrence.Signalled signalled && SignalTraces.isNews(state, signalled.signal());
        Observation.note(state, occurrence, now);
        boolean overtaken = state.getEpoch() != epochBefore;
        Surroundings surroundings = around.apply(state);
        if (state.getRevocation().isEmpty()) {
            // For good, whatever becomes of the revocation's own record.
            state.setRevocation(surroundings.revocation());
        }
        if (!surroundings.hold().isEmpty() || !state.getOperatorPause().isEmpty()) {
            state.setHeldAt(now);
        }
        TrustState from = state.getState();
        ExecutionFacts facts = FactReader.read(
                executionId, state, now, rulebook.digest(), rulebook.requiredCapabilities(), surroundings);
        Position position = Position.of(from);
        Verdict verdict = Judge.judge(facts, rulebook.evaluate(facts));
        boolean beating = occurrence instanceof Occurrence.Beat;
        Position.Move move =
                position.on(verdict, new Position.Circumstances(beating, state.getGrant() != null, state.getEnded()));
        // What has ended keeps the verdict that ended it: nothing that comes later may hide why.
        boolean verdictChanged = !position.isFinal() && noteVerdict(state, verdict);
        move(state, move, now);
        Optional<Decision.LeaseTerms> lease = beating ? lease(state, facts, from, now) : Optional.empty();
        Optional<Decision.Unconfirmed> escalation = escalation(state, now);
        boolean repeat = move.command().isEmpty() && (escalation.isPresent() || beating && disobeyed(state));
        state.setClosure(Family.closure(state));
        boolean notable = from != state.getState()
                || move.command().isPresent()
                || lease.isPresent()
                || verdictChanged
                || overtaken
                || enforcementBefore != state.getEnforcement()
                || escalation.isPresent()
                || news
                || occurrence instanceof Occurrence.Granted
                || state.getGrant() != null && state.getGrant().getDetail() == Detail.FULL;
        if (notable) {
            state.setEntries(state.getEntries() + 1);
        }
        return new Decision(facts, verdict, from, state.getState(), move.command(), repeat, lease, escalation, notable);
    }

    static boolean noteVerdict(ExecutionState state, Verdict verdict) {
        if (verdict.findings().isEmpty() && state.getFindings().isEmpty()) {
            boolean changed = state.getVerdict() != verdict.kind();
            state.setVerdict(verdict.kind());
            return changed;
        }
        List<dev.holdfast.record.Finding> findings =
                verdict.findings().stream().map(Finding::toRecord).toList();
        boolean changed = state.getVerdict() != verdict.kind()
                || !codes(state.getFindings()).equals(codes(findings));
        state.setVerdict(verdict.kind());
        state.setFindings(findings);
        return changed;
    }

    private static List<String> codes(List<dev.holdfast.record.Finding> findings) {
        return findings.stream()
                .map(dev.holdfast.record.Finding::getCode)
                .distinct()
                .toList();
    }

    static void move(ExecutionState state, Position.Move move, long now) {
        if (move.to().state() != state.getState()) {
            state.setState(move.to().state());
            state.setSince(now);
        }
        if (move.command().isPresent()) {
            state.setEpoch(Math.addExact(state.getEpoch(), 1));
            state.setCommand(move.command().get());
            state.setCommandedAt(now);
            state.setCommandFindings(state.getFindings());
            state.setEnforcement(Enforcement.ORDERED);
            state.setEffectiveAfterMillis(-1);
            state.setUnconfirmed(0);
        }
    }

    private static Optional<Decision.Unconfirmed> escalation(ExecutionState state, long now) {
        OptionalLong end = Timing.confirmationEnd(state);
        if (end.isEmpty() || now < end.getAsLong()) {
            return Optional.empty();
        }
        boolean received = state.getEnforcement() == Enforcement.RECEIVED || state.getObeyedEpoch() >= state.getEpoch();
        state.setUnconfirmed(state.getUnconfirmed() + 1);
        state.setEnforcement(Enforcement.UNCONFIRMED);
        return Optional.of(new Decision.Unconfirmed(state.getUnconfirmed(), received));
    }

    private static Optional<Decision.LeaseTerms> lease(
            ExecutionState state, ExecutionFacts facts, TrustState from, long now) {
        Grant grant = state.getGrant();
        if (state.getState() != TrustState.TRUSTED || grant == null) {
            return Optional.empty();
        }
        boolean awaited = from != TrustState.TRUSTED || state.getStanding() != Standing.RUNNING;
        boolean halfUsed = now - state.getLeasedAt() >= state.getLeaseMillis() / 2;
        if (!awaited && !halfUsed) {
            return Optional.empty();
        }
        int duration = (int) Math.min(grant.getLeaseMillis(), facts.grantRemainingMillis());
        state.setLeasedAt(now);
        state.setLeaseMillis(duration);
        return Optional.of(new Decision.LeaseTerms(state.getSequence(), duration, awaited));
    }

    /** Whether the executor has not taken up the standing command, which therefore may not have reached it. */
    private static boolean disobeyed(ExecutionState state) {
        ControlAction command = state.getCommand();
        return command != null && command != ControlAction.RESUME && state.getObeyedEpoch() < state.getEpoch();
    }
}
