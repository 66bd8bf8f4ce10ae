package dev.holdfast.trust.admission;

import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.Capability;
import dev.holdfast.record.ExecutionRequest;
import dev.holdfast.record.Grant;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.trust.appraisal.Results;
import dev.holdfast.trust.facts.IssuerStanding;
import dev.holdfast.trust.intake.RequestCheck;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.verdict.Check;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the facts off a request and what is known of it. Pure. */
public final class AdmissionFactReader {
    private AdmissionFactReader() {}

    /**
     * What a request depends on beside itself.
     *
     * @param identity whose the key is that asks
     * @param issuer whether the evaluator may issue what is asked for
     * @param revocation the revocation that would apply to it: id and reason; empty for none
     * @param operatorHalt the operator's order that halted what had this id; empty for none
     */
    public record Circumstances(Identity identity, IssuerStanding issuer, String revocation, String operatorHalt) {}

    /**
     * The facts at an instant.
     *
     * @param terms the grant that the request would come to
     * @param now epoch milliseconds of the broker's clock
     */
    public static AdmissionFacts read(ExecutionRequest request, Grant terms, Circumstances circumstances, long now) {
        byte[] key = new byte[request.getExecutorKey().remaining()];
        request.getExecutorKey().duplicate().get(key);
        return new AdmissionFacts(
                request.getExecutionId(),
                request.getAgent(),
                request.getInitiator(),
                request.getTenant(),
                request.getRegion(),
                KeyId.ofPublicKey(key).toString(),
                new TreeMap<>(request.getMetadata()),
                request.getScope().stream()
                        .map(rule -> rule.getAction() + " " + rule.getResource())
                        .toList(),
                request.getScope().stream()
                        .map(ScopeRule::getAction)
                        .sorted()
                        .distinct()
                        .toList(),
                new TreeMap<>(request.getBudgets()),
                request.getDurationMillis(),
                request.getHeartbeatIntervalMillis(),
                request.getHeartbeatModes().stream()
                        .map(HeartbeatMode::name)
                        .sorted()
                        .distinct()
                        .toList(),
                request.getLeaseMillis(),
                request.getGraceMillis(),
                request.getConfirmationMillis(),
                request.getDelegationDepth(),
                request.getRequiredCapabilities().stream()
                        .map(Capability::name)
                        .sorted()
                        .distinct()
                        .toList(),
                new TreeMap<>(request.getEvidence()),
                request.getSpiffeId() == null ? "" : request.getSpiffeId(),
                attestations(request),
                circumstances.identity().check(),
                circumstances.identity().detail(),
                circumstances.identity().validMillis(),
                request.getEvidence().isEmpty() ? Check.UNKNOWN : Check.VERIFIED,
                circumstances.issuer(),
                circumstances.revocation(),
                circumstances.operatorHalt(),
                RequestCheck.flaw(request, terms).orElse(""),
                request.getRequestedAt().toEpochMilli() - now);
    }

    private static List<String> attestations(ExecutionRequest request) {
        var names = new TreeSet<String>();
        if (request.getSpiffeId() != null) {
            names.add("SVID");
        }
        if (request.getTpm() != null) {
            names.add(AttestationKind.TPM_QUOTE.name());
        }
        request.getStatementKeys()
                .keySet()
                .forEach(about -> names.add(Results.nameOf(AttestationKind.STATEMENT, about)));
        return List.copyOf(names);
    }
}
