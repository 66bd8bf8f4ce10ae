package dev.holdfast.trust.admission;

import dev.holdfast.trust.facts.IssuerStanding;
import dev.holdfast.trust.grant.Patterns;
import dev.holdfast.trust.verdict.Check;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything about one request at one instant. Immutable. Durations are in milliseconds of the broker's clock; texts are empty where nothing
 * was said. What is marked as asked for is what the asker wants, or says of itself: it is as true as the one that vouches for the asker.
 *
 * @param executionId the execution that is asked for; a root
 * @param agent who is to run; verified with the identity
 * @param initiator who asked for it; asked for
 * @param tenant on whose behalf; verified with the identity
 * @param region where; verified with the identity
 * @param executorKeyId id of the key that asks, 32 hex digits; the request is signed by it
 * @param metadata whatever the asker says
 * @param scope what is to be allowed, as {@code action resource}, in the order of the request
 * @param scopeActions the actions of that scope, sorted, each once
 * @param budgets the most that counters are to reach; asked for
 * @param durationMillis how long the grant is to be valid; asked for
 * @param heartbeatIntervalMillis the rhythm of heartbeats; asked for
 * @param heartbeatModes how heartbeats are to prove whose they are, sorted; asked for
 * @param leaseMillis how long a lease is to last; asked for
 * @param graceMillis how long it may stay paused; asked for
 * @param confirmationMillis how long a command may stay unconfirmed; asked for
 * @param delegationDepth how many levels are to be delegated below it; asked for
 * @param requiredCapabilities what the executor is to be held to be able to do, sorted; asked for
 * @param evidence what the asker measured of its environment: name to value; becomes the grant's reference values
 * @param spiffeId the SPIFFE id that an SVID is to attest; asked for
 * @param attestations what is to be attested before anything is leased, sorted: {@code SVID}, {@code TPM_QUOTE}, {@code STATEMENT model.sha256}; asked
 *     for, so a rule that relies on one has to deny what does not ask for it
 * @param identity whether an executor authority vouches for the key as that of this agent, tenant and region; UNKNOWN when nobody does
 * @param identityDetail for a person, what is known of that
 * @param identityValidMillis until the first of the vouchers ends; 0 unless the identity is VERIFIED
 * @param environment whether there is evidence to bind the grant to: VERIFIED or UNKNOWN
 * @param issuer whether the evaluator may issue grants for this agent, tenant and region
 * @param revocation the revocation that would apply to it: id and reason; empty for none
 * @param operatorHalt the operator's order that halted what had this id; empty for none
 * @param flaw what does not make sense in what is asked for; empty for nothing
 * @param clockSkewMillis the asker's clock minus the broker's
 */
public record AdmissionFacts(
        String executionId,
        String agent,
        String initiator,
        String tenant,
        String region,
        String executorKeyId,
        SortedMap<String, String> metadata,
        List<String> scope,
        List<String> scopeActions,
        SortedMap<String, Long> budgets,
        long durationMillis,
        long heartbeatIntervalMillis,
        List<String> heartbeatModes,
        long leaseMillis,
        long graceMillis,
        long confirmationMillis,
        int delegationDepth,
        List<String> requiredCapabilities,
        SortedMap<String, String> evidence,
        String spiffeId,
        List<String> attestations,
        Check identity,
        String identityDetail,
        long identityValidMillis,
        Check environment,
        IssuerStanding issuer,
        String revocation,
        String operatorHalt,
        String flaw,
        long clockSkewMillis) {

    public AdmissionFacts {
        metadata = sorted(metadata);
        scope = List.copyOf(scope);
        scopeActions = List.copyOf(scopeActions);
        budgets = sorted(budgets);
        heartbeatModes = List.copyOf(heartbeatModes);
        requiredCapabilities = List.copyOf(requiredCapabilities);
        evidence = sorted(evidence);
        attestations = List.copyOf(attestations);
    }

    /** The most that a counter is to reach; -1 when no budget is asked for, which means any number. */
    public long budget(String name) {
        return budgets.getOrDefault(name, -1L);
    }

    /**
     * Whether nothing is asked for but these actions, by name: a pattern such as {@code http.*} is none of them.
     *
     * @param actions separated by blanks, which no action holds
     */
    public boolean actionsAmong(String actions) {
        return List.of(actions.trim().split(" +")).containsAll(scopeActions);
    }

    /**
     * Whether what is asked for under an action lies within a pattern of resources; {@code *} stands for any run of characters. So it does when
     * nothing is asked for under it.
     */
    public boolean confined(String action, String resources) {
        return scope.stream()
                .filter(asked -> Patterns.matches(action(asked), action))
                .allMatch(asked -> Patterns.isSubset(resource(asked), resources));
    }

    private static String action(String rule) {
        int blank = rule.indexOf(' ');
        return blank < 0 ? rule : rule.substring(0, blank);
    }

    private static String resource(String rule) {
        int blank = rule.indexOf(' ');
        return blank < 0 ? "" : rule.substring(blank + 1);
    }

    private static <V> SortedMap<String, V> sorted(Map<String, V> map) {
        return map.isEmpty() ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }
}
