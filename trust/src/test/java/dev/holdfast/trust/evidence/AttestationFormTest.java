package dev.holdfast.trust.evidence;

import static dev.holdfast.trust.testing.TestEvidence.attestation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class AttestationFormTest {
    private static final ByteBuffer ONE = ByteBuffer.allocate(1);

    @ParameterizedTest
    @EnumSource
    void shouldTakeJustTheFieldsOfAKind(AttestationKind kind) {
        assertThat(AttestationForm.flaw(sound(kind))).isEmpty();
    }

    static Stream<Arguments> unsigned() {
        return Stream.of(
                arguments(AttestationKind.X509_SVID, "payload", change(it -> it.setPayload(ONE))),
                arguments(AttestationKind.X509_SVID, "name", change(it -> it.setName("a"))),
                arguments(AttestationKind.JWT_SVID, "signature", change(it -> it.setSignature(ONE))),
                arguments(AttestationKind.JWT_SVID, "nonce", change(it -> it.setNonce(ONE))),
                arguments(AttestationKind.TPM_QUOTE, "name", change(it -> it.setName("a"))),
                arguments(AttestationKind.TPM_QUOTE, "chain", change(it -> it.setChain(List.of(ONE)))),
                arguments(AttestationKind.TPM_QUOTE, "issuedAt", change(it -> it.setIssuedAt(Instant.EPOCH))),
                arguments(AttestationKind.STATEMENT, "chain", change(it -> it.setChain(List.of(ONE)))));
    }

    @ParameterizedTest
    @MethodSource("unsigned")
    void shouldRefuseAFieldThatNoSignatureCovers(AttestationKind kind, String field, Consumer<Attestation> change) {
        Attestation attestation = sound(kind);
        change.accept(attestation);

        assertThat(AttestationForm.flaw(attestation))
                .contains("expected an attestation of kind " + kind + " to have no `" + field + "`, found one");
    }

    static Stream<Arguments> oversized() {
        return Stream.of(
                arguments(
                        named("payload", change(it -> it.setPayload(ByteBuffer.allocate(8_193)))),
                        "expected a payload of at most 8192 bytes, found one of 8193"),
                arguments(
                        named("signature", change(it -> it.setSignature(ByteBuffer.allocate(1_025)))),
                        "expected a signature of at most 1024 bytes, found one of 1025"),
                arguments(
                        named("nonce", change(it -> it.setNonce(ByteBuffer.allocate(33)))),
                        "expected a nonce of at most 32 bytes, found one of 33"),
                arguments(
                        named("name", change(it -> it.setName("a".repeat(257)))),
                        "expected a name of at most 256 characters, found 257"),
                arguments(
                        named("chain", change(it -> it.setChain(Collections.nCopies(7, ONE)))),
                        "expected a chain of at most 6 certificates, found 7"),
                arguments(
                        named("certificate", change(it -> it.setChain(List.of(ByteBuffer.allocate(8_193))))),
                        "expected a certificate of at most 8192 bytes, found one of 8193"));
    }

    @ParameterizedTest
    @MethodSource("oversized")
    void shouldBoundEvenWhatItDoesNotKnow(Consumer<Attestation> change, String detail) {
        Attestation attestation = sound(AttestationKind.OTHER);
        change.accept(attestation);

        assertThat(AttestationForm.flaw(attestation)).contains(detail);
    }

    @Test
    void shouldBoundHowManyThereAre() {
        Attestation sound = sound(AttestationKind.JWT_SVID);
        Attestation flawed = attestation(AttestationKind.JWT_SVID, it -> {});

        assertThat(AttestationForm.flaw(Collections.nCopies(8, sound))).isEmpty();
        assertThat(AttestationForm.flaw(Collections.nCopies(9, sound)))
                .contains("expected at most 8 attestations, found 9");
        assertThat(AttestationForm.flaw(List.of(sound, flawed)))
                .contains("expected an attestation of kind JWT_SVID to have a `payload`, found none");
    }

    private static Attestation sound(AttestationKind kind) {
        return attestation(kind, it -> {
            switch (kind) {
                case X509_SVID -> {
                    it.setSignature(ONE);
                    it.setChain(List.of(ONE));
                    it.setNonce(ONE);
                }
                case JWT_SVID -> it.setPayload(ONE);
                case TPM_QUOTE -> {
                    it.setPayload(ONE);
                    it.setSignature(ONE);
                    it.setNonce(ONE);
                }
                case STATEMENT -> {
                    it.setPayload(ONE);
                    it.setSignature(ONE);
                    it.setNonce(ONE);
                    it.setName("a");
                    it.setIssuedAt(Instant.EPOCH);
                }
                case OTHER -> {}
            }
        });
    }

    private static Consumer<Attestation> change(Consumer<Attestation> change) {
        return change;
    }
}
