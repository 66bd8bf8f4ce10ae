package dev.holdfast.cli.command;

import dev.holdfast.record.Grant;
import dev.holdfast.trust.grant.SignedGrant;
import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

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
        byte[] executorKey = new byte[grant.getExecutorKey().remaining()];
        grant.getExecutorKey().duplicate().get(executorKey);
        var object = new LinkedHashMap<String, Object>();
        object.put("execution", grant.getExecutionId());
        object.put("grantId", grant.getGrantId());
        object.put("agent", grant.getAgent());
        object.put("initiator", grant.getInitiator());
        object.put("tenant", grant.getTenant());
        object.put("trustDomain", signed.trustDomain());
        object.put("issuerKeyId", signed.signature().keyId().toString());
        object.put("executorKey", HexFormat.of().formatHex(executorKey));
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
        return object;
    }
}
