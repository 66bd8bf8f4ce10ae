package dev.holdfast.trust.facts;

import dev.holdfast.record.ActionTrace;
import dev.holdfast.record.Capability;
import dev.holdfast.record.Dimension;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.record.SignalTrace;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.verdict.Check;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Reads {@link ExecutionFacts} off the state of an execution. Pure: same state, same instant, same facts. */
public final class FactReader {
    /** From this many missed heartbeats on, what an executor said last is no longer taken for what is. */
    public static final int SILENT_AFTER_MISSED = 3;

    /** What every executor must be able to do, since every ruleset may order it. */
    private static final EnumSet<Capability> ALWAYS_REQUIRED = EnumSet.of(Capability.PAUSE, Capability.KILL);

    private FactReader() {}

    /**
     * The facts at an instant.
     *
     * @param now the instant, in epoch milliseconds of the broker's clock
     * @param rulesetDigest digest of the ruleset in force
     * @param required what that ruleset requires of executors, beside what every one does
     * @param surroundings what it depends on beside its state
     */
    public static ExecutionFacts read(
            String executionId,
            ExecutionState state,
            long now,
            String rulesetDigest,
            Set<Capability> required,
            Surroundings surroundings) {
        Grant grant = state.getGrant();
        boolean seen = state.getSequence() > 0;
        long interval = grant == null ? 0 : grant.getHeartbeatIntervalMillis();
        long silence = seen ? Math.max(0, now - state.getLastHeartbeatAt()) : 0;
        long missed = interval > 0 ? silence / interval : 0;
        boolean fresh = seen && missed < SILENT_AFTER_MISSED;
        Attested attested = Attested.of(grant, state, now);
        List<String> mismatches = grant == null ? List.of() : mismatches(grant, attested.evidence());
        List<String> missing = grant == null ? List.of() : missing(grant, attested.evidence());
        List<String> exceeded = grant == null ? List.of() : exceeded(grant, state.getCounters());
        List<String> unreported = grant == null ? List.of() : unreported(grant, state.getCounters());
        IssuerStanding issuer = grant == null ? IssuerStanding.NONE : surroundings.issuer();
        boolean paused = state.getState() == TrustState.PAUSED;
        return new ExecutionFacts(
                executionId,
                rootOf(executionId),
                depthOf(executionId),
                state.getState(),
                grant == null ? "" : grant.getAgent(),
                grant == null ? "" : grant.getInitiator(),
                grant == null ? "" : grant.getTenant(),
                grant == null ? Collections.emptySortedMap() : sorted(grant.getMetadata()),
                parentState(executionId, surroundings.parent()),
                issuer,
                state.getGrantRefusal(),
                state.getRevocation(),
                state.getOperatorPause().isEmpty() ? surroundings.hold() : state.getOperatorPause(),
                state.getOperatorHalt(),
                grant == null ? List.of() : capabilitiesMissing(grant, required, state.getCapabilities()),
                identity(fresh, attested.identity()),
                authorization(grant, issuer, state, now),
                policy(grant, rulesetDigest),
                environment(grant, seen, mismatches, missing, attested.environment()),
                lineage(executionId, surroundings.parent()),
                behaviour(fresh && unreported.isEmpty(), outOfBounds(state) || !exceeded.isEmpty()),
                grant != null,
                grant == null ? 0 : grant.getNotAfter().toEpochMilli() - now,
                grant == null ? 0 : grant.getNotBefore().toEpochMilli() - now,
                Math.max(0, now - state.getFirstSeenAt()),
                seen,
                interval,
                silence,
                missed,
                state.getSequenceGap(),
                state.getSessionUncovered(),
                state.getClockSkewMillis(),
                state.getStanding(),
                paused ? Math.max(0, now - pausedSince(state)) : 0,
                grant == null ? 0 : grant.getGraceMillis(),
                grant == null ? 0 : grant.getLeaseMillis(),
                attested.evidence(),
                mismatches,
                missing,
                state.getScopeViolations(),
                state.getScopeViolationCount(),
                state.getRatesExceeded(),
                sorted(state.getCounters()),
                grant == null ? Collections.emptySortedMap() : sorted(grant.getBudgets()),
                exceeded,
                unreported,
                attested.failed(),
                attested.stale(),
                attested.missing(),
                attested.details(),
                grant == null ? "" : grant.getRegion(),
                state.getOpenDescendants() + state.getClosedDescendants(),
                state.getOpenDescendants(),
                ofActions(state, ActionTrace::getCount),
                ofActions(state, ActionTrace::getLast),
                state.getLastAction(),
                state.getLastActionRepeats(),
                Recent.risen(state, now),
                ofSignals(state, SignalTrace::getValue),
                ofSignals(state, SignalTrace::getCount),
                ofSignals(state, SignalTrace::getLast),
                ofSignals(state, trace -> Math.max(0, now - trace.getTakenAt())),
                state.getUntracked());
    }

    /**
     * Since when a paused execution has been paused for another reason than that an operator said so: from then on the grace of its grant is counted.
     *
     * @return epoch milliseconds of the broker's clock
     */
    public static long pausedSince(ExecutionState state) {
        return Math.max(state.getSince(), state.getHeldAt());
    }

    private static <V> SortedMap<String, V> sorted(Map<String, V> map) {
        return map.isEmpty() ? Collections.emptySortedMap() : new TreeMap<>(map);
    }

    private static SortedMap<String, Long> ofActions(ExecutionState state, ToLongFunction<ActionTrace> value) {
        if (state.getActionTraces().isEmpty()) {
            return Collections.emptySortedMap();
        }
        var byName = new TreeMap<String, Long>();
        state.getActionTraces().forEach(trace -> byName.put(trace.getAction(), value.applyAsLong(trace)));
        return byName;
    }

    private static <V> SortedMap<String, V> ofSignals(ExecutionState state, Function<SignalTrace, V> value) {
        if (state.getSignalTraces().isEmpty()) {
            return Collections.emptySortedMap();
        }
        var byKind = new TreeMap<String, V>();
        state.getSignalTraces().forEach(trace -> byKind.put(trace.getKind(), value.apply(trace)));
        return byKind;
    }

    private static String rootOf(String executionId) {
        int slash = executionId.indexOf('/');
        return slash < 0 ? executionId : executionId.substring(0, slash);
    }

    private static int depthOf(String executionId) {
        int depth = 0;
        for (int slash = executionId.indexOf('/'); slash >= 0; slash = executionId.indexOf('/', slash + 1)) {
            depth++;
        }
        return depth;
    }

    private static Check identity(boolean fresh, Check attested) {
        return fresh || attested == Check.FAILED ? attested : Check.UNKNOWN;
    }

    private static String parentState(String executionId, @Nullable TrustState parent) {
        if (executionId.indexOf('/') < 0) {
            return "";
        }
        return parent == null ? "UNKNOWN" : parent.name();
    }

    private static List<String> capabilitiesMissing(Grant grant, Set<Capability> required, List<Capability> stated) {
        var missing = EnumSet.copyOf(ALWAYS_REQUIRED);
        missing.addAll(required);
        missing.addAll(grant.getRequiredCapabilities());
        stated.forEach(missing::remove);
        return missing.isEmpty()
                ? List.of()
                : missing.stream().map(Enum::name).sorted().toList();
    }

    private static Check authorization(@Nullable Grant grant, IssuerStanding issuer, ExecutionState state, long now) {
        if (grant == null) {
            return Check.UNKNOWN;
        }
        if (issuer != IssuerStanding.VALID || !state.getRevocation().isEmpty()) {
            return Check.FAILED;
        }
        boolean valid = grant.getNotBefore().toEpochMilli() <= now
                && now < grant.getNotAfter().toEpochMilli();
        return valid ? Check.VERIFIED : Check.FAILED;
    }

    private static Check policy(@Nullable Grant grant, String rulesetDigest) {
        if (grant == null) {
            return Check.UNKNOWN;
        }
        String wanted = grant.getPolicyDigest();
        return wanted == null || wanted.equals(rulesetDigest) ? Check.VERIFIED : Check.FAILED;
    }

    private static Check environment(
            @Nullable Grant grant, boolean seen, List<String> mismatches, List<String> missing, Check attested) {
        if (grant == null) {
            return Check.UNKNOWN;
        }
        if (!mismatches.isEmpty() || attested == Check.FAILED) {
            return Check.FAILED;
        }
        if (attested == Check.UNKNOWN) {
            return Check.UNKNOWN;
        }
        boolean bound = grant.getTpm() != null || !grant.getStatementKeys().isEmpty();
        if (grant.getReferenceValues().isEmpty() && !bound) {
            // An issuer that binds nothing must say so; a grant that only forgot to is not verified by that.
            return grant.getWaived().contains(Dimension.ENVIRONMENT) ? Check.VERIFIED : Check.UNKNOWN;
        }
        return seen && missing.isEmpty() ? Check.VERIFIED : Check.UNKNOWN;
    }

    private static Check lineage(String executionId, @Nullable TrustState parent) {
        if (executionId.indexOf('/') < 0) {
            return Check.VERIFIED;
        }
        if (parent == null || parent == TrustState.PENDING) {
            return Check.UNKNOWN;
        }
        return parent == TrustState.TRUSTED ? Check.VERIFIED : Check.FAILED;
    }

    private static boolean outOfBounds(ExecutionState state) {
        return state.getScopeViolationCount() > 0 || !state.getRatesExceeded().isEmpty();
    }

    private static Check behaviour(boolean known, boolean broken) {
        if (broken) {
            return Check.FAILED;
        }
        return known ? Check.VERIFIED : Check.UNKNOWN;
    }

    private static List<String> mismatches(Grant grant, Map<String, String> evidence) {
        var names = new ArrayList<String>();
        for (Map.Entry<String, List<String>> reference :
                grant.getReferenceValues().entrySet()) {
            String found = evidence.get(reference.getKey());
            if (found != null && !reference.getValue().contains(found)) {
                names.add(reference.getKey());
            }
        }
        Collections.sort(names);
        return names;
    }

    private static List<String> missing(Grant grant, Map<String, String> evidence) {
        return namesWithout(grant.getReferenceValues().keySet(), evidence);
    }

    private static List<String> exceeded(Grant grant, Map<String, Long> counters) {
        var names = new ArrayList<String>();
        for (Map.Entry<String, Long> budget : grant.getBudgets().entrySet()) {
            Long found = counters.get(budget.getKey());
            if (found != null && found > budget.getValue()) {
                names.add(budget.getKey());
            }
        }
        Collections.sort(names);
        return names;
    }

    private static List<String> unreported(Grant grant, Map<String, Long> counters) {
        return namesWithout(grant.getBudgets().keySet(), counters);
    }

    /** The names for which there is nothing, sorted. */
    private static List<String> namesWithout(Set<String> names, Map<String, ?> found) {
        var without = new ArrayList<String>();
        for (String name : names) {
            if (!found.containsKey(name)) {
                without.add(name);
            }
        }
        Collections.sort(without);
        return without;
    }
}
