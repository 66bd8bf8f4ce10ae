package dev.holdfast.trust.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.trust.evidence.Appraisal.Failed;
import dev.holdfast.trust.evidence.Appraisal.Stale;
import dev.holdfast.trust.evidence.Appraisal.Unknown;
import dev.holdfast.trust.evidence.Appraisal.Verified;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.testing.TestEvidence;
import dev.holdfast.trust.testing.TestGrants;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StatementCheckTest {
    private static final SigningKey SIGNER = TestGrants.key(9);
    private static final String NAME = "model.sha256";
    private static final Map<String, ByteBuffer> KEYS =
            Map.of(NAME, ByteBuffer.wrap(SIGNER.verifyingKey().raw()));
    private static final String DIFFERS = "the signature of key "
            + SIGNER.verifyingKey().id() + " does not fit this evidence, this execution and the trust domain `prod`";

    @Test
    void shouldVerifyWhatTheGrantsKeyStated() {
        Appraisal appraisal = StatementCheck.check(statement(SIGNER), KEYS, TestEvidence.presentation());

        assertThat(appraisal)
                .isEqualTo(new Verified("key " + SIGNER.verifyingKey().id()
                        + " stated `model.sha256` at 2027-01-15T08:00:00Z by its own clock"));
        assertThat(((Verified) appraisal).untilMillis()).isEqualTo(Verified.WITHOUT_END_MILLIS);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change("another value", it -> it.setPayload(bytes("beef")), DIFFERS),
                change("another instant", it -> it.setIssuedAt(Instant.ofEpochMilli(TestGrants.START + 1)), DIFFERS),
                change(
                        "another nonce",
                        it -> it.setNonce(ByteBuffer.wrap(TestEvidence.CHALLENGE.at(TestGrants.START - 30_000))),
                        DIFFERS),
                change(
                        "another form of signature",
                        it -> it.setSignature(ByteBuffer.allocate(64)),
                        "expected the statement's signature in the form of the header `holdfast-signature`, found another"),
                change(
                        "no signature",
                        it -> it.setSignature(ByteBuffer.allocate(0)),
                        "expected an attestation of kind STATEMENT to have a `signature`, found none"),
                change(
                        "an instant out of range",
                        it -> it.setIssuedAt(Instant.ofEpochMilli(Long.MAX_VALUE)),
                        "expected a statement's instant from the year 1970 to 9999, found "
                                + Instant.ofEpochMilli(Long.MAX_VALUE)),
                change(
                        "a value that is no text",
                        it -> it.setPayload(ByteBuffer.wrap(new byte[] {(byte) 0xff})),
                        "expected a stated value of 1 to 512 bytes in UTF-8, found other bytes"),
                change(
                        "a long value",
                        it -> it.setPayload(bytes("a".repeat(513))),
                        "expected a stated value of 1 to 512 bytes in UTF-8, found other bytes"),
                change("another kind", it -> it.setKind(AttestationKind.OTHER), "expected a STATEMENT, found OTHER"));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void shouldFailWhatWasChanged(Consumer<Attestation> change, String detail) {
        Attestation statement = statement(SIGNER);
        change.accept(statement);

        assertThat(StatementCheck.check(statement, KEYS, TestEvidence.presentation()))
                .isEqualTo(new Failed(detail));
    }

    @Test
    void shouldFailAnothersStatement() {
        SigningKey other = TestGrants.key(10);

        assertThat(StatementCheck.check(statement(other), KEYS, TestEvidence.presentation()))
                .isEqualTo(new Failed("expected the signature of key "
                        + SIGNER.verifyingKey().id() + ", found one of key "
                        + other.verifyingKey().id()));
    }

    @Test
    void shouldFailAStatementAboutOtherEvidenceOfTheSameKey() {
        Map<String, ByteBuffer> keys =
                Map.of("other.sha256", ByteBuffer.wrap(SIGNER.verifyingKey().raw()));
        Attestation renamed = statement(SIGNER);
        renamed.setName("other.sha256");

        assertThat(StatementCheck.check(renamed, keys, TestEvidence.presentation()))
                .isEqualTo(new Failed(DIFFERS));
    }

    @Test
    void shouldFailAStatementForAnotherExecution() {
        Presentation other =
                TestEvidence.presentation("order-18", TestGrants.EXECUTOR.verifyingKey(), TestGrants.START);

        assertThat(StatementCheck.check(statement(SIGNER), KEYS, other)).isEqualTo(new Failed(DIFFERS));
    }

    @Test
    void shouldFailANonceThatNobodyGave() {
        Attestation statement = statement(SIGNER, ByteBuffer.allocate(32));

        assertThat(StatementCheck.check(statement, KEYS, TestEvidence.presentation()))
                .isEqualTo(
                        new Failed("expected an answer to a challenge of this deployment's evaluator, found the nonce `"
                                + "00".repeat(32) + "`"));
    }

    @Test
    void shouldCallStaleWhatAnswersAnEarlierChallenge() {
        Presentation later = TestEvidence.presentation(TestGrants.START + 2 * Challenge.WINDOW_MILLIS);

        assertThat(StatementCheck.check(statement(SIGNER), KEYS, later))
                .isEqualTo(new Stale("expected an answer to the challenge of this window of 30000 ms or of the"
                        + " one before, found one to another challenge; attest again"));
    }

    @Test
    void shouldNotKnowWhatTheGrantNamesNoKeyFor() {
        assertThat(StatementCheck.check(statement(SIGNER), Map.of(), TestEvidence.presentation()))
                .isEqualTo(new Unknown("the grant names no key for statements about `model.sha256`"));
        assertThat(StatementCheck.check(
                        statement(SIGNER), Map.of(NAME, ByteBuffer.allocate(3)), TestEvidence.presentation()))
                .isEqualTo(new Unknown("the grant's key for statements about `model.sha256` is no Ed25519 key"));
    }

    @Test
    void shouldFindFlawsInAGrantsKeys() {
        assertThat(StatementCheck.flaw(KEYS)).isEmpty();
        assertThat(StatementCheck.flaw(Map.of("", KEYS.get(NAME)))).isPresent();
        assertThat(StatementCheck.flaw(Map.of("a".repeat(257), KEYS.get(NAME)))).isPresent();
        assertThat(StatementCheck.flaw(Map.of(NAME, ByteBuffer.allocate(2))))
                .contains("expected the key for statements about `model.sha256` to be a raw Ed25519 public key, found"
                        + " `0000`");
    }

    private static Attestation statement(SigningKey signer) {
        return statement(signer, TestEvidence.nonce());
    }

    private static Attestation statement(SigningKey signer, ByteBuffer nonce) {
        ByteBuffer value = bytes("cafe");
        var content = StatementCheck.content("prod", TestGrants.EXECUTION, NAME, value, TestGrants.START, nonce);
        return TestEvidence.attestation(AttestationKind.STATEMENT, it -> {
            it.setName(NAME);
            it.setPayload(value);
            it.setIssuedAt(Instant.ofEpochMilli(TestGrants.START));
            it.setNonce(nonce);
            it.setSignature(ByteBuffer.wrap(signer.sign(content).header()));
        });
    }

    private static Arguments change(String name, Consumer<Attestation> change, String detail) {
        return arguments(named(name, change), detail);
    }

    private static ByteBuffer bytes(String text) {
        return StandardCharsets.UTF_8.encode(text);
    }
}
