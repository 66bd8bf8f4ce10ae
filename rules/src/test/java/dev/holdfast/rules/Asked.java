package dev.holdfast.rules;

import dev.holdfast.record.ExecutionRequest;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.trust.admission.AdmissionFactReader;
import dev.holdfast.trust.admission.AdmissionFacts;
import dev.holdfast.trust.admission.Identity;
import dev.holdfast.trust.admission.Issuance;
import dev.holdfast.trust.facts.IssuerStanding;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.verdict.Check;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A request in good order, to be spoiled one part at a time. */
final class Asked {
    private static final long NOW = 1_000_000_000L;
    private static final long THIRTY_DAYS = 2_592_000_000L;

    private final ExecutionRequest request;

    private Asked(ExecutionRequest request) {
        this.request = request;
    }

    static Asked good() {
        return new Asked(ExecutionRequest.newBuilder()
                .setRequestId("r-1")
                .setExecutionId("order-17")
                .setAgent("batch-7")
                .setInitiator("alice")
                .setExecutorKey(ByteBuffer.wrap(
                        SigningKey.ofSeed(new byte[32]).verifyingKey().raw()))
                .setScope(List.of(
                        new ScopeRule("process.run", "/usr/bin/sleep", null, null),
                        new ScopeRule("http.get", "https://inside.example/orders/*", null, null)))
                .setBudgets(Map.of("cpu.millis", 1_000L))
                .setDurationMillis(600_000)
                .setEvidence(Map.of("executable.sha256", "aa"))
                .setRequestedAt(Instant.ofEpochMilli(NOW))
                .build());
    }

    Asked with(Consumer<ExecutionRequest> change) {
        change.accept(request);
        return this;
    }

    AdmissionFacts facts() {
        var circumstances = new AdmissionFactReader.Circumstances(
                new Identity(Check.VERIFIED, "", THIRTY_DAYS), IssuerStanding.VALID, "", "");
        return AdmissionFactReader.read(
                request, Issuance.terms(request, new byte[32], NOW, "digest"), circumstances, NOW);
    }

    @Override
    public String toString() {
        return request.toString();
    }
}
