package dev.holdfast.trust.facts;

import dev.holdfast.record.Dimension;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.verdict.Check;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything about one execution at one instant. Immutable. Durations are in milliseconds of the broker's clock; texts are empty and
 * numbers 0 where nothing is known, and the boolean or {@link Check} beside them says so.
 *
 * @param executionId path of the execution, such as {@code order-17/fetch}
 * @param rootId first segment of the path
 * @param depth how many delegations lie above it: 0 for a root
 * @param state where it stands before this evaluation
 * @param agent who runs, by the grant
 * @param initiator who asked for it, by the grant
 * @param tenant on whose behalf, by the grant; empty for none
 * @param metadata what else the grant's issuer says
 * @param parentState where its parent stands; empty for a root, UNKNOWN when nothing is known of the parent
 * @param issuer what is known of those who signed the grant: NONE without a grant
 * @param grantRefusal why a grant for it was refused, in capitals; empty when none was
 * @param revocation the revocation that applies to it: id and reason; empty for none
 * @param operatorPause the operator's order that holds it paused, or what it descends from; empty for none
 * @param operatorHalt the operator's order that halted it; empty for none
 * @param capabilitiesMissing what the executor must be able to do, and has not said that it can, sorted
 * @param identity whether the executor has shown that it holds the grant's key, and an SVID where the grant asks for one; UNKNOWN before that and in
 *     silence
 * @param authorization whether a grant by a known issuer is valid now; UNKNOWN without a grant
 * @param policy whether the ruleset that the grant asks for is in force; UNKNOWN without a grant
 * @param environment whether the evidence fits the grant's reference values, and the TPM and the statements that it asks for hold; UNKNOWN while some
 *     is missing or stale
 * @param lineage whether all that it descends from is trusted; UNKNOWN while a parent is not known
 * @param behaviour whether it keeps to scope, rates, budgets and rhythm; UNKNOWN before the first heartbeat, in silence, and
 *     while a budgeted counter is not reported
 * @param grantPresent whether there is a verified grant
 * @param grantRemainingMillis until the grant ends; 0 or less once it has ended
 * @param grantStartsInMillis until the grant begins; 0 or less once it has begun
 * @param waitedMillis since the evaluator first met it
 * @param heartbeatSeen whether there has been a verified heartbeat
 * @param heartbeatIntervalMillis the rhythm that the grant sets
 * @param silenceMillis since the last verified heartbeat
 * @param missedHeartbeats whole intervals since the last verified heartbeat
 * @param sequenceGap how many sequence numbers the last heartbeat skipped
 * @param heartbeatsUncovered how many heartbeats, up to the last one, rest on the code of their session alone, which proves nothing to anybody but
 *     the evaluator, and are not covered by a signature yet; 0 when each is signed
 * @param clockSkewMillis the executor's clock minus the broker's at the last heartbeat
 * @param standing what the executor says it enforces
 * @param pausedMillis since it was paused, or since an operator's pause last held it or what it descends from; 0 while one does, and when it is not
 *     paused
 * @param graceMillis how long the grant lets it stay paused, unless an operator holds it
 * @param leaseMillis how long a lease lasts by the grant
 * @param evidence what the executor says of its environment, and where the grant asks for a statement what was stated instead: name to value
 * @param environmentMismatches names of evidence that differs from the reference values, sorted
 * @param environmentMissing names of reference values for which there is no evidence, sorted
 * @param scopeViolations actions outside the scope, as {@code action resource}, the first 16
 * @param scopeViolationCount how many actions there were outside the scope
 * @param ratesExceeded actions of rules that were used more often than they allow in a minute, as {@code action resource}, the first 16; as of
 *     the last heartbeat, and not empty until one comes after those minutes
 * @param counters what the executor counts: name to value
 * @param budgets the most that counters may reach, by the grant
 * @param budgetsExceeded names of counters above their budget, sorted
 * @param budgetsUnreported names of budgets for which the executor sends no counter, sorted
 * @param attestationsFailed names of attestations that the grant asks for and that were presented and do not hold, sorted: {@code X509_SVID}, {@code
 *     JWT_SVID}, {@code TPM_QUOTE}, or {@code STATEMENT} and what it is about
 * @param attestationsStale the same, of those that held and are too old or have run out, or that answer a challenge that has gone by, sorted
 * @param attestationsMissing the same, of those that were not presented, or could not be verified for want of an authority, sorted; {@code SVID} for
 *     one of either form
 * @param attestationDetails name to what was found, for people
 * @param region where it may run, by the grant; empty when the grant does not say
 * @param descendants how many executions below it have been leased
 * @param openDescendants how many of them have not been seen to end
 * @param actionCounts how often each action was reported: name to count, of the first 32 names
 * @param actionOrder each action's place in the order of all reports and signals when it was last reported, from 1: name to place; what was reported later
 *     has the greater one
 * @param repeatedAction the action that was last reported, as {@code action resource}; empty before the first
 * @param actionRepeats how often that action was done to that resource with no other in between
 * @param risenInMinute how much each counter rose within the last minute, seen in steps of ten seconds and never less than a minute: name to number, of
 *     the first 32 names
 * @param signals what others than the executor have observed: the last value of each kind, whoever observed it, of the first 32 kinds
 * @param signalCounts how many signals there were: kind to number
 * @param signalOrder the place of each kind's last signal in the order of {@code actionOrder}, as the evaluator came to hear of them: kind to place
 * @param signalAgeMillis since the last signal of each kind: kind to duration
 * @param untracked how many reports there were of actions, counters and signals beyond 32 names, or of names longer than 64 characters, of which
 *     {@code actionCounts}, {@code actionOrder}, {@code risenInMinute} and {@code signals} say nothing
 */
public record ExecutionFacts(
        String executionId,
        String rootId,
        int depth,
        TrustState state,
        String agent,
        String initiator,
        String tenant,
        SortedMap<String, String> metadata,
        String parentState,
        IssuerStanding issuer,
        String grantRefusal,
        String revocation,
        String operatorPause,
        String operatorHalt,
        List<String> capabilitiesMissing,
        Check identity,
        Check authorization,
        Check policy,
        Check environment,
        Check lineage,
        Check behaviour,
        boolean grantPresent,
        long grantRemainingMillis,
        long grantStartsInMillis,
        long waitedMillis,
        boolean heartbeatSeen,
        long heartbeatIntervalMillis,
        long silenceMillis,
        long missedHeartbeats,
        long sequenceGap,
        long heartbeatsUncovered,
        long clockSkewMillis,
        Standing standing,
        long pausedMillis,
        long graceMillis,
        long leaseMillis,
        SortedMap<String, String> evidence,
        List<String> environmentMismatches,
        List<String> environmentMissing,
        List<String> scopeViolations,
        long scopeViolationCount,
        List<String> ratesExceeded,
        SortedMap<String, Long> counters,
        SortedMap<String, Long> budgets,
        List<String> budgetsExceeded,
        List<String> budgetsUnreported,
        List<String> attestationsFailed,
        List<String> attestationsStale,
        List<String> attestationsMissing,
        SortedMap<String, String> attestationDetails,
        String region,
        long descendants,
        long openDescendants,
        SortedMap<String, Long> actionCounts,
        SortedMap<String, Long> actionOrder,
        String repeatedAction,
        long actionRepeats,
        SortedMap<String, Long> risenInMinute,
        SortedMap<String, String> signals,
        SortedMap<String, Long> signalCounts,
        SortedMap<String, Long> signalOrder,
        SortedMap<String, Long> signalAgeMillis,
        long untracked) {

    public ExecutionFacts {
        metadata = sorted(metadata);
        capabilitiesMissing = List.copyOf(capabilitiesMissing);
        evidence = sorted(evidence);
        environmentMismatches = List.copyOf(environmentMismatches);
        environmentMissing = List.copyOf(environmentMissing);
        scopeViolations = List.copyOf(scopeViolations);
        ratesExceeded = List.copyOf(ratesExceeded);
        counters = sorted(counters);
        budgets = sorted(budgets);
        budgetsExceeded = List.copyOf(budgetsExceeded);
        budgetsUnreported = List.copyOf(budgetsUnreported);
        attestationsFailed = List.copyOf(attestationsFailed);
        attestationsStale = List.copyOf(attestationsStale);
        attestationsMissing = List.copyOf(attestationsMissing);
        attestationDetails = sorted(attestationDetails);
        actionCounts = sorted(actionCounts);
        actionOrder = sorted(actionOrder);
        risenInMinute = sorted(risenInMinute);
        signals = sorted(signals);
        signalCounts = sorted(signalCounts);
        signalOrder = sorted(signalOrder);
        signalAgeMillis = sorted(signalAgeMillis);
    }

    /** The value of a counter; 0 when the executor does not count it. */
    public long counter(String name) {
        return counters.getOrDefault(name, 0L);
    }

    /** What is known of one dimension. */
    public Check check(Dimension dimension) {
        return switch (dimension) {
            case IDENTITY -> identity;
            case AUTHORIZATION -> authorization;
            case POLICY -> policy;
            case ENVIRONMENT -> environment;
            case LINEAGE -> lineage;
            case BEHAVIOUR -> behaviour;
        };
    }

    /** Name of the property that holds a dimension's check. */
    public static String propertyOf(Dimension dimension) {
        return dimension.name().toLowerCase(Locale.ROOT);
    }

    private static <V> SortedMap<String, V> sorted(Map<String, V> map) {
        return map.isEmpty() ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }
}
