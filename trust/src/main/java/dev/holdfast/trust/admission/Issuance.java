package dev.holdfast.trust.admission;

import dev.holdfast.record.ExecutionRequest;
import dev.holdfast.record.Grant;
import dev.holdfast.trust.intake.Limits;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The grant that a request comes to when it is admitted: a function of the request, the instant and the ruleset alone. */
public final class Issuance {
    private Issuance() {}

    /**
     * The terms. Valid from the instant on, for as long as was asked; bound to the ruleset and to the evidence, so that what runs must be
     * what was admitted. Whether they are sound is for {@link dev.holdfast.trust.intake.RequestCheck} to say.
     *
     * @param requestDigest SHA-256 of the request's Avro body, 32 bytes; becomes the grant's id, in hex
     * @param now epoch milliseconds of the broker's clock
     * @param rulesetDigest of the ruleset under which it is admitted
     */
    public static Grant terms(ExecutionRequest request, byte[] requestDigest, long now, String rulesetDigest) {
        Instant from = Instant.ofEpochMilli(now);
        return Grant.newBuilder()
                .setExecutionId(request.getExecutionId())
                .setGrantId(HexFormat.of().formatHex(requestDigest))
                .setAgent(request.getAgent())
                .setInitiator(request.getInitiator())
                .setTenant(request.getTenant())
                .setRegion(request.getRegion())
                .setExecutorKey(request.getExecutorKey().duplicate())
                .setIssuedAt(from)
                .setNotBefore(from)
                .setNotAfter(Instant.ofEpochMilli(now + durationMillis(request, now)))
                .setScope(List.copyOf(request.getScope()))
                .setBudgets(new TreeMap<>(request.getBudgets()))
                .setReferenceValues(references(request))
                .setPolicyDigest(rulesetDigest)
                .setHeartbeatIntervalMillis(request.getHeartbeatIntervalMillis())
                .setLeaseMillis(request.getLeaseMillis())
                .setGraceMillis(request.getGraceMillis())
                .setConfirmationMillis(request.getConfirmationMillis())
                .setHeartbeatModes(List.copyOf(request.getHeartbeatModes()))
                .setRequiredCapabilities(List.copyOf(request.getRequiredCapabilities()))
                .setDelegationDepth(request.getDelegationDepth())
                .setMetadata(new TreeMap<>(request.getMetadata()))
                .setSpiffeId(request.getSpiffeId())
                .setJwtAudience(request.getJwtAudience())
                .setTpm(request.getTpm())
                .setStatementKeys(new TreeMap<>(request.getStatementKeys()))
                .setEvidenceMaxAgeMillis(new TreeMap<>(request.getEvidenceMaxAgeMillis()))
                .setDetail(request.getDetail())
                .setSealed(List.copyOf(request.getSealed()))
                .build();
    }

    /** Within what an instant may be, so that a request for ever comes to terms that can be judged. */
    private static long durationMillis(ExecutionRequest request, long now) {
        long most = Math.max(0, Limits.INSTANT_MAXIMUM_MILLIS - now);
        return Math.min(Math.max(0, request.getDurationMillis()), most);
    }

    private static SortedMap<String, List<String>> references(ExecutionRequest request) {
        var references = new TreeMap<String, List<String>>();
        for (Map.Entry<String, String> each : request.getEvidence().entrySet()) {
            references.put(each.getKey(), List.of(each.getValue()));
        }
        return references;
    }
}
