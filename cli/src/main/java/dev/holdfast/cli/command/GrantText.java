package dev.holdfast.cli.command;

import dev.holdfast.record.Grant;
import dev.holdfast.record.TpmBinding;
import dev.holdfast.trust.grant.SignedGrant;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** A grant as people and scripts read it. */
final class GrantText {
    private GrantText() {}

    static void print(SignedGrant signed, boolean json, PrintWriter out) {
        Map<String, Object> object = object(signed);
        if (json) {
            out.println(Json.pretty(object));
        } else {
            object.forEach((name, value) -> out.println(String.format("%-20s %s", name, value)));
        }
    }

    private static Map<String, Object> object(SignedGrant signed) {
        Grant grant = signed.grant();
        var object = new LinkedHashMap<String, Object>();
        object.put("execution", grant.getExecutionId());
        object.put("grantId", grant.getGrantId());
        object.put("agent", grant.getAgent());
        object.put("initiator", grant.getInitiator());
        object.put("tenant", grant.getTenant());
        object.put("trustDomain", signed.trustDomain());
        object.put("issuerKeyId", signed.signature().keyId().toString());
        object.put("executorKey", hex(grant.getExecutorKey()));
        object.put("issuedAt", grant.getIssuedAt().toString());
        object.put("notBefore", grant.getNotBefore().toString());
        object.put("notAfter", grant.getNotAfter().toString());
        object.put("scope", grant.getScope().stream().map(ScopeText::print).toList());
        object.put("budgets", grant.getBudgets());
        object.put("referenceValues", grant.getReferenceValues());
        object.put("waived", grant.getWaived().stream().map(Enum::name).toList());
        object.put("policyDigest", grant.getPolicyDigest());
        object.put("heartbeatMillis", grant.getHeartbeatIntervalMillis());
        object.put("leaseMillis", grant.getLeaseMillis());
        object.put("graceMillis", grant.getGraceMillis());
        object.put("confirmationMillis", grant.getConfirmationMillis());
        object.put("region", grant.getRegion());
        object.put("delegationDepth", grant.getDelegationDepth());
        object.put(
                "requiredCapabilities",
                grant.getRequiredCapabilities().stream().map(Enum::name).toList());
        object.put("metadata", grant.getMetadata());
        object.put("detail", grant.getDetail().name());
        object.put("sealed", grant.getSealed());
        attested(grant, object);
        return object;
    }

    /** What it asks to be attested; nothing where it asks for nothing. */
    private static void attested(Grant grant, Map<String, Object> object) {
        if (grant.getSpiffeId() != null) {
            object.put("spiffeId", grant.getSpiffeId());
        }
        if (grant.getJwtAudience() != null) {
            object.put("jwtAudience", grant.getJwtAudience());
        }
        TpmBinding tpm = grant.getTpm();
        if (tpm != null) {
            object.put("tpmKey", hex(tpm.getAttestationKey()));
            object.put("tpmPcrs", tpm.getPcrs());
            object.put(
                    "tpmDigests",
                    tpm.getPcrDigests().stream().map(GrantText::hex).toList());
        }
        if (!grant.getStatementKeys().isEmpty()) {
            var keys = new TreeMap<String, String>();
            grant.getStatementKeys().forEach((name, key) -> keys.put(name, hex(key)));
            object.put("statementKeys", keys);
        }
        if (!grant.getEvidenceMaxAgeMillis().isEmpty()) {
            object.put("evidenceMaxAgeMillis", new TreeMap<>(grant.getEvidenceMaxAgeMillis()));
        }
    }

    private static String hex(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
