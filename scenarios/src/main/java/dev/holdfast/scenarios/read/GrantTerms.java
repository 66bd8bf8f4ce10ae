package dev.holdfast.scenarios.read;

import dev.holdfast.record.Capability;
import dev.holdfast.record.Dimension;
import dev.holdfast.record.Grant;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.scenarios.Cast;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;

/** Reads what a grant says otherwise than the one that a scenario gives by itself. */
final class GrantTerms {
    /** The fields that there may be. */
    static final List<String> FIELDS = List.of(
            "agent",
            "initiator",
            "tenant",
            "region",
            "scope",
            "budgets",
            "referenceValues",
            "waived",
            "policy",
            "startsIn",
            "validFor",
            "heartbeatInterval",
            "lease",
            "grace",
            "confirmWithin",
            "capabilities",
            "delegationDepth",
            "metadata",
            "spiffeId",
            "statements",
            "evidenceMaxAge");

    private static final List<String> SCOPE_FIELDS = List.of("action", "resource", "maxCount", "maxPerMinute");

    private final Fields fields;
    private Consumer<Grant.Builder> terms = grant -> {};

    private GrantTerms(Fields fields) {
        this.fields = fields;
    }

    /** What the fields change of a grant whose {@code issuedAt} is set. */
    static Consumer<Grant.Builder> of(Fields fields) {
        return new GrantTerms(fields).read();
    }

    private Consumer<Grant.Builder> read() {
        fields.text("agent").ifPresent(value -> and(grant -> grant.setAgent(value)));
        fields.text("initiator").ifPresent(value -> and(grant -> grant.setInitiator(value)));
        fields.text("tenant").ifPresent(value -> and(grant -> grant.setTenant(value)));
        fields.text("region").ifPresent(value -> and(grant -> grant.setRegion(value)));
        fields.text("policy").ifPresent(value -> and(grant -> grant.setPolicyDigest(value)));
        fields.text("spiffeId").ifPresent(value -> and(grant -> grant.setSpiffeId(value)));
        if (fields.has("scope")) {
            List<ScopeRule> scope = scope(fields);
            and(grant -> grant.setScope(scope));
        }
        if (fields.has("budgets")) {
            var budgets = fields.numberMap("budgets");
            and(grant -> grant.setBudgets(budgets));
        }
        if (fields.has("referenceValues")) {
            var values = fields.textsMap("referenceValues");
            and(grant -> grant.setReferenceValues(values));
        }
        if (fields.has("waived")) {
            var waived = fields.choices("waived", List.of(Dimension.ENVIRONMENT));
            and(grant -> grant.setWaived(waived));
        }
        if (fields.has("capabilities")) {
            var capabilities = fields.choices("capabilities", Fields.all(Capability.class));
            and(grant -> grant.setRequiredCapabilities(capabilities));
        }
        if (fields.has("metadata")) {
            var metadata = fields.textMap("metadata");
            and(grant -> grant.setMetadata(metadata));
        }
        if (fields.has("statements")) {
            List<String> names = fields.texts("statements");
            var keys = new TreeMap<String, ByteBuffer>();
            names.forEach(name ->
                    keys.put(name, ByteBuffer.wrap(Cast.WITNESS.verifyingKey().raw())));
            and(grant -> grant.setStatementKeys(keys));
        }
        if (fields.has("evidenceMaxAge")) {
            var ages = fields.millisMap("evidenceMaxAge");
            and(grant -> grant.setEvidenceMaxAgeMillis(ages));
        }
        millis("heartbeatInterval", Grant.Builder::setHeartbeatIntervalMillis);
        millis("lease", Grant.Builder::setLeaseMillis);
        millis("grace", Grant.Builder::setGraceMillis);
        millis("confirmWithin", Grant.Builder::setConfirmationMillis);
        fields.number("delegationDepth").ifPresent(depth -> and(grant -> grant.setDelegationDepth((int) depth)));
        fields.millis("startsIn")
                .ifPresent(millis ->
                        and(grant -> grant.setNotBefore(grant.getIssuedAt().plusMillis(millis))));
        fields.millis("validFor")
                .ifPresent(millis ->
                        and(grant -> grant.setNotAfter(grant.getNotBefore().plusMillis(millis))));
        return terms;
    }

    private void millis(String name, ObjIntConsumer<Grant.Builder> set) {
        OptionalLong millis = fields.millis(name);
        if (millis.isPresent()) {
            int value = Fields.wholeMillis(millis.getAsLong());
            and(grant -> set.accept(grant, value));
        }
    }

    private void and(Consumer<Grant.Builder> change) {
        terms = terms.andThen(change);
    }

    /** What {@code scope} allows. */
    static List<ScopeRule> scope(Fields fields) {
        return fields.list("scope").stream().map(GrantTerms::rule).toList();
    }

    private static ScopeRule rule(Fields rule) {
        rule.allow(SCOPE_FIELDS);
        OptionalLong most = rule.number("maxCount");
        OptionalLong perMinute = rule.number("maxPerMinute");
        return new ScopeRule(
                rule.required("action"),
                rule.text("resource").orElse("*"),
                most.isPresent() ? most.getAsLong() : null,
                perMinute.isPresent() ? perMinute.getAsLong() : null);
    }
}
