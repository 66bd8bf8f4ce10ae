package dev.holdfast.scenarios.read;

import dev.holdfast.record.Capability;
import dev.holdfast.record.ExecutionRequest;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.scenarios.Cast;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;

/** Reads what a request says otherwise than the one that a scenario makes by itself. */
final class RequestTerms {
    /** The fields that there may be. */
    static final List<String> FIELDS = List.of(
            "execution",
            "agent",
            "initiator",
            "tenant",
            "region",
            "scope",
            "budgets",
            "evidence",
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
            "evidenceMaxAge",
            "clock",
            "vouchedFor");

    private final Fields fields;
    private Consumer<ExecutionRequest.Builder> terms = request -> {};

    private RequestTerms(Fields fields) {
        this.fields = fields;
    }

    /** What the fields change of a request whose {@code requestedAt} is set. */
    static Consumer<ExecutionRequest.Builder> of(Fields fields) {
        return new RequestTerms(fields).read();
    }

    private Consumer<ExecutionRequest.Builder> read() {
        fields.text("agent").ifPresent(value -> and(request -> request.setAgent(value)));
        fields.text("initiator").ifPresent(value -> and(request -> request.setInitiator(value)));
        fields.text("tenant").ifPresent(value -> and(request -> request.setTenant(value)));
        fields.text("region").ifPresent(value -> and(request -> request.setRegion(value)));
        fields.text("spiffeId").ifPresent(value -> and(request -> request.setSpiffeId(value)));
        if (fields.has("scope")) {
            List<ScopeRule> scope = GrantTerms.scope(fields);
            and(request -> request.setScope(scope));
        }
        if (fields.has("budgets")) {
            var budgets = fields.numberMap("budgets");
            and(request -> request.setBudgets(budgets));
        }
        if (fields.has("evidence")) {
            var evidence = fields.textMap("evidence");
            and(request -> request.setEvidence(evidence));
        }
        if (fields.has("capabilities")) {
            var capabilities = fields.choices("capabilities", Fields.all(Capability.class));
            and(request -> request.setRequiredCapabilities(capabilities));
        }
        if (fields.has("metadata")) {
            var metadata = fields.textMap("metadata");
            and(request -> request.setMetadata(metadata));
        }
        if (fields.has("statements")) {
            var keys = new TreeMap<String, ByteBuffer>();
            fields.texts("statements")
                    .forEach(name -> keys.put(
                            name, ByteBuffer.wrap(Cast.WITNESS.verifyingKey().raw())));
            and(request -> request.setStatementKeys(keys));
        }
        if (fields.has("evidenceMaxAge")) {
            var ages = fields.millisMap("evidenceMaxAge");
            and(request -> request.setEvidenceMaxAgeMillis(ages));
        }
        millis("heartbeatInterval", ExecutionRequest.Builder::setHeartbeatIntervalMillis);
        millis("lease", ExecutionRequest.Builder::setLeaseMillis);
        millis("grace", ExecutionRequest.Builder::setGraceMillis);
        millis("confirmWithin", ExecutionRequest.Builder::setConfirmationMillis);
        fields.number("delegationDepth").ifPresent(depth -> and(request -> request.setDelegationDepth((int) depth)));
        fields.millis("validFor").ifPresent(millis -> and(request -> request.setDurationMillis(millis)));
        fields.millis("clock")
                .ifPresent(off -> and(request ->
                        request.setRequestedAt(request.getRequestedAt().plusMillis(off))));
        return terms;
    }

    private void millis(String name, ObjIntConsumer<ExecutionRequest.Builder> set) {
        OptionalLong millis = fields.millis(name);
        if (millis.isPresent()) {
            int value = Fields.wholeMillis(millis.getAsLong());
            and(request -> set.accept(request, value));
        }
    }

    private void and(Consumer<ExecutionRequest.Builder> change) {
        terms = terms.andThen(change);
    }
}
