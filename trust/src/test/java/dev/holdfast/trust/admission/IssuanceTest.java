package dev.holdfast.trust.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.ExecutionRequest;
import dev.holdfast.record.Grant;
import dev.holdfast.record.TpmBinding;
import dev.holdfast.trust.testing.TestGrants;
import dev.holdfast.trust.testing.TestRequests;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IssuanceTest {
    private static final TpmBinding TPM =
            new TpmBinding(ByteBuffer.allocate(9), List.of(0, 7), List.of(ByteBuffer.allocate(32)));
    private static final Map<String, ByteBuffer> KEYS = Map.of("model.sha256", ByteBuffer.allocate(32));

    private static Grant terms(ExecutionRequest request) {
        return Issuance.terms(request, new byte[32], TestGrants.START, "digest");
    }

    @Test
    void shouldPutTheAttestationsThatAreAskedForIntoTheGrant() {
        ExecutionRequest request = TestRequests.with(it -> {
            it.setSpiffeId("spiffe://example.org/fetcher");
            it.setJwtAudience("billing");
            it.setTpm(TPM);
            it.setStatementKeys(KEYS);
            it.setEvidenceMaxAgeMillis(Map.of("TPM_QUOTE", 120_000L));
        });

        Grant grant = terms(request);

        assertThat(grant.getSpiffeId()).isEqualTo("spiffe://example.org/fetcher");
        assertThat(grant.getJwtAudience()).isEqualTo("billing");
        assertThat(grant.getTpm()).isEqualTo(TPM);
        assertThat(grant.getStatementKeys()).isEqualTo(KEYS);
        assertThat(grant.getEvidenceMaxAgeMillis()).isEqualTo(Map.of("TPM_QUOTE", 120_000L));
        AdmissionFacts facts = TestRequests.facts(request);
        assertThat(facts.spiffeId()).isEqualTo("spiffe://example.org/fetcher");
        assertThat(facts.attestations()).containsExactly("STATEMENT model.sha256", "SVID", "TPM_QUOTE");
    }

    @Test
    void shouldAskForNoAttestationUnlessTheRequestDoes() {
        ExecutionRequest request = TestRequests.with(it -> {});

        Grant grant = terms(request);

        assertThat(grant.getSpiffeId()).isNull();
        assertThat(grant.getTpm()).isNull();
        assertThat(grant.getStatementKeys()).isEmpty();
        assertThat(TestRequests.facts(request).attestations()).isEmpty();
    }
}
