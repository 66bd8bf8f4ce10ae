package dev.holdfast.trust.evidence;

import static dev.holdfast.trust.testing.TestEvidence.attestation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AttestationDigestTest {
    @Test
    void shouldTellTheSameAttestationPresentedAgain() {
        assertThat(digest(AttestationKind.TPM_QUOTE, it -> it.setPayload(bytes("quote"))))
                .isEqualTo(digest(AttestationKind.TPM_QUOTE, it -> it.setPayload(bytes("quote"))))
                .hasSize(32);
    }

    @Test
    void shouldNotTakeAnotherSignatureOfTheSameForSomethingNew() {
        assertThat(digest(AttestationKind.TPM_QUOTE, it -> it.setSignature(bytes("r, s"))))
                .isEqualTo(digest(AttestationKind.TPM_QUOTE, it -> it.setSignature(bytes("r, n - s"))));
        assertThat(digest(AttestationKind.JWT_SVID, it -> it.setPayload(bytes("head.claims.one"))))
                .isEqualTo(digest(AttestationKind.JWT_SVID, it -> it.setPayload(bytes("head.claims.two"))));
        assertThat(digest(AttestationKind.X509_SVID, it -> it.setSignature(bytes("one"))))
                .isEqualTo(digest(AttestationKind.X509_SVID, it -> it.setSignature(bytes("two"))));
    }

    @Test
    void shouldTellApartWhatIsAttested() {
        assertDiffer(AttestationKind.TPM_QUOTE, it -> it.setPayload(bytes("a")), it -> it.setPayload(bytes("b")));
        assertDiffer(
                AttestationKind.JWT_SVID, it -> it.setPayload(bytes("a.b.c")), it -> it.setPayload(bytes("a.d.c")));
        assertDiffer(AttestationKind.X509_SVID, it -> it.setNonce(bytes("a")), it -> it.setNonce(bytes("b")));
        assertDiffer(AttestationKind.STATEMENT, it -> it.setName("a"), it -> it.setName("b"));
        assertDiffer(AttestationKind.STATEMENT, it -> it.setName("a"), it -> it.setPayload(bytes("a")));
        assertDiffer(AttestationKind.STATEMENT, it -> it.setNonce(bytes("a")), it -> it.setPayload(bytes("a")));
        assertDiffer(AttestationKind.STATEMENT, it -> {}, it -> it.setIssuedAt(Instant.EPOCH));
        assertThat(digest(AttestationKind.STATEMENT, it -> {})).isNotEqualTo(digest(AttestationKind.OTHER, it -> {}));
    }

    private static void assertDiffer(AttestationKind kind, Consumer<Attestation> one, Consumer<Attestation> other) {
        assertThat(digest(kind, one)).isNotEqualTo(digest(kind, other));
    }

    private static byte[] digest(AttestationKind kind, Consumer<Attestation> change) {
        return AttestationDigest.of(attestation(kind, change));
    }

    private static ByteBuffer bytes(String text) {
        return StandardCharsets.UTF_8.encode(text);
    }
}
