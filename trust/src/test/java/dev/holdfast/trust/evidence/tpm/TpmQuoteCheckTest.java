package dev.holdfast.trust.evidence.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.TpmBinding;
import dev.holdfast.trust.evidence.Appraisal;
import dev.holdfast.trust.evidence.Appraisal.Failed;
import dev.holdfast.trust.evidence.Appraisal.Stale;
import dev.holdfast.trust.evidence.Appraisal.Unknown;
import dev.holdfast.trust.evidence.Appraisal.Verified;
import dev.holdfast.trust.evidence.AttestationDigest;
import dev.holdfast.trust.evidence.Bytes;
import dev.holdfast.trust.evidence.Challenge;
import dev.holdfast.trust.signature.Digest;
import dev.holdfast.trust.testing.TestEvidence;
import dev.holdfast.trust.testing.TestGrants;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TpmQuoteCheckTest {
    private static final String DIGEST = HexFormat.of().formatHex(TestTpm.PCR_DIGEST);

    @Test
    void shouldVerifyAQuoteOfAnAcceptedState() {
        Appraisal appraisal = TpmQuoteCheck.check(quote(it -> {}), binding(it -> {}), TestEvidence.presentation());

        assertThat(appraisal)
                .isEqualTo(new Verified("the TPM quotes the registers [0, 1, 16] with the accepted pcrDigest `" + DIGEST
                        + "`; clock 500 ms, reset 2 times, restarted 3 times"));
    }

    @Test
    void shouldSayThatAClockIsNotSafe() {
        Attestation quote = quote(it -> it.clock = "00".repeat(17));

        assertThat(TpmQuoteCheck.check(quote, binding(it -> {}), TestEvidence.presentation())
                        .detail())
                .endsWith("clock 0 ms (not safe), reset 0 times, restarted 0 times");
    }

    static Stream<Arguments> quotes() {
        return Stream.of(
                failed(
                        "another state",
                        it -> it.digest = "0020" + "ee".repeat(32),
                        "expected a pcrDigest that the grant accepts, found `" + "ee".repeat(32) + "`"),
                failed(
                        "fewer registers",
                        it -> it.select = "03010001",
                        "expected a quote of the registers [0, 1, 16], found one of [0, 16]"),
                failed(
                        "more registers",
                        it -> it.select = "03070001",
                        "expected a quote of the registers [0, 1, 16], found one of [0, 1, 2, 16]"),
                failed(
                        "no nonce",
                        it -> it.extraData = "0000",
                        "expected a quote whose extraData is the digest of the executor's key, this execution, the trust domain"
                                + " `prod` and the nonce; found ``"),
                failed(
                        "what a TPM did not make",
                        it -> it.magic = "00000000",
                        "the attestation key signed something else than a quote: expected magic ff544347, found"
                                + " 00000000"));
    }

    @ParameterizedTest
    @MethodSource("quotes")
    void shouldFailWhatTheTpmSignedBut(Consumer<TestTpm.Fields> change, String detail) {
        assertThat(TpmQuoteCheck.check(quote(change), binding(it -> {}), TestEvidence.presentation()))
                .isEqualTo(new Failed(detail));
    }

    @Test
    void shouldFailAQuoteThatWasChangedAfterwards() {
        Attestation quote = quote(it -> {});
        byte[] changed = Bytes.of(quote.getPayload());
        changed[changed.length - 1] ^= 1;
        quote.setPayload(ByteBuffer.wrap(changed));

        assertThat(TpmQuoteCheck.check(quote, binding(it -> {}), TestEvidence.presentation()))
                .isEqualTo(new Failed("the quote's signature is not of the grant's attestation key"));
    }

    @Test
    void shouldFailAnotherTpmsQuote() {
        TpmBinding other = binding(it -> it.setAttestationKey(TestTpm.spki(TestTpm.keys("EC", "secp256r1"))));

        assertThat(TpmQuoteCheck.check(quote(it -> {}), other, TestEvidence.presentation()))
                .isEqualTo(new Failed("the quote's signature is not of the grant's attestation key"));
    }

    @Test
    void shouldFailAQuoteForAnotherExecution() {
        var other = TestEvidence.presentation("order-18", TestGrants.EXECUTOR.verifyingKey(), TestGrants.START);

        assertThat(TpmQuoteCheck.check(quote(it -> {}), binding(it -> {}), other)
                        .detail())
                .startsWith("expected a quote whose extraData is the digest of");
    }

    @Test
    void shouldFailAQuoteForAnotherExecutor() {
        var other = TestEvidence.presentation(TestGrants.EXECUTION, TestGrants.ISSUER.verifyingKey(), TestGrants.START);

        assertThat(TpmQuoteCheck.check(quote(it -> {}), binding(it -> {}), other))
                .isInstanceOf(Failed.class);
    }

    @Test
    void shouldFailAQuoteThatDoesNotAnswerTheNonceBesideIt() {
        Attestation quote = quote(it -> {});
        quote.setNonce(ByteBuffer.wrap(TestEvidence.CHALLENGE.at(TestGrants.START - Challenge.WINDOW_MILLIS)));

        assertThat(TpmQuoteCheck.check(quote, binding(it -> {}), TestEvidence.presentation()))
                .isInstanceOf(Failed.class);
    }

    @Test
    void shouldFailANonceThatNobodyGave() {
        ByteBuffer nonce = ByteBuffer.allocate(32);
        var fields = new TestTpm.Fields(extraData(nonce));
        Attestation quote = TestEvidence.attestation(AttestationKind.TPM_QUOTE, it -> {
            it.setPayload(ByteBuffer.wrap(fields.bytes()));
            it.setSignature(TestTpm.ecdsa(fields.bytes()));
            it.setNonce(nonce);
        });

        assertThat(TpmQuoteCheck.check(quote, binding(it -> {}), TestEvidence.presentation()))
                .isEqualTo(
                        new Failed("expected an answer to a challenge of this deployment's evaluator, found the nonce `"
                                + "00".repeat(32) + "`"));
    }

    @Test
    void shouldGiveTheTpmWhatTheDocumentSays() {
        // printf of `\0\0\0\x14holdfast-evidence-v1`, `\0\0\0\x09tpm-quote`, `\0\0\0\x04prod`, `\0\0\0\x08order-17`,
        // `\0\0\0\x20`
        // and the executor's key, `\0\0\0\x20` and the nonce, through `sha256sum`.
        var out = new java.io.ByteArrayOutputStream();
        for (byte[] part : List.of(
                "holdfast-evidence-v1".getBytes(StandardCharsets.US_ASCII),
                "tpm-quote".getBytes(StandardCharsets.US_ASCII),
                "prod".getBytes(StandardCharsets.US_ASCII),
                "order-17".getBytes(StandardCharsets.US_ASCII),
                TestGrants.EXECUTOR.verifyingKey().raw(),
                new byte[32])) {
            out.writeBytes(new byte[] {0, 0, 0, (byte) part.length});
            out.writeBytes(part);
        }

        assertThat(extraData(ByteBuffer.allocate(32))).isEqualTo(Digest.sha256(out.toByteArray()));
    }

    @Test
    void shouldCallStaleWhatAnswersAnEarlierChallenge() {
        var later = TestEvidence.presentation(TestGrants.START + 2 * Challenge.WINDOW_MILLIS);

        Appraisal appraisal = TpmQuoteCheck.check(quote(it -> {}), binding(it -> {}), later);

        assertThat(appraisal).isInstanceOf(Stale.class);
    }

    @Test
    void shouldTellAQuotePresentedAgainWithinItsWindow() {
        Attestation first = quote(it -> {});
        Attestation again = quote(it -> {});
        Attestation next = quote(it -> it.clock = "00000000000001f5" + "00000002" + "00000003" + "01");

        assertThat(again.getSignature()).isNotEqualTo(first.getSignature());
        assertThat(AttestationDigest.of(again)).isEqualTo(AttestationDigest.of(first));
        assertThat(AttestationDigest.of(next)).isNotEqualTo(AttestationDigest.of(first));
    }

    @Test
    void shouldFailAnotherKindAndAnotherForm() {
        Attestation other = quote(it -> {});
        other.setKind(AttestationKind.OTHER);
        Attestation named = quote(it -> {});
        named.setName("a");

        assertThat(TpmQuoteCheck.check(other, binding(it -> {}), TestEvidence.presentation()))
                .isEqualTo(new Failed("expected a TPM_QUOTE, found OTHER"));
        assertThat(TpmQuoteCheck.check(named, binding(it -> {}), TestEvidence.presentation()))
                .isEqualTo(new Failed("expected an attestation of kind TPM_QUOTE to have no `name`, found one"));
    }

    static Stream<Arguments> bindings() {
        return Stream.of(
                flaw("no key", it -> it.setAttestationKey(ByteBuffer.allocate(2)), "expected an attestation key of"),
                flaw("no registers", it -> it.setPcrs(List.of()), "expected registers from 0 to 23"),
                flaw("register 24", it -> it.setPcrs(List.of(24)), "expected registers from 0 to 23"),
                flaw("register -1", it -> it.setPcrs(List.of(-1)), "expected registers from 0 to 23"),
                flaw("a register twice", it -> it.setPcrs(List.of(1, 1)), "expected registers from 0 to 23"),
                flaw("no digests", it -> it.setPcrDigests(List.of()), "expected 1 to 64 pcrDigests"),
                flaw(
                        "a short digest",
                        it -> it.setPcrDigests(List.of(ByteBuffer.allocate(20))),
                        "expected 1 to 64 pcrDigests"),
                flaw(
                        "too many digests",
                        it -> it.setPcrDigests(Collections.nCopies(65, ByteBuffer.allocate(32))),
                        "expected 1 to 64 pcrDigests"));
    }

    @ParameterizedTest
    @MethodSource("bindings")
    void shouldNotKnowByAnUnusableBinding(Consumer<TpmBinding> change, String flaw) {
        TpmBinding binding = binding(change);

        assertThat(TpmQuoteCheck.flaw(binding).orElseThrow()).startsWith(flaw);
        assertThat(TpmQuoteCheck.check(quote(it -> {}), binding, TestEvidence.presentation()))
                .isInstanceOf(Unknown.class)
                .extracting(Appraisal::detail)
                .asString()
                .startsWith("the grant's TPM binding is unusable: " + flaw);
    }

    @Test
    void shouldFindNoFlawInASoundBinding() {
        assertThat(TpmQuoteCheck.flaw(binding(it -> {}))).isEmpty();
    }

    private static Attestation quote(Consumer<TestTpm.Fields> change) {
        var fields = new TestTpm.Fields(extraData(TestEvidence.nonce()));
        change.accept(fields);
        return TestEvidence.attestation(AttestationKind.TPM_QUOTE, it -> {
            it.setPayload(ByteBuffer.wrap(fields.bytes()));
            it.setSignature(TestTpm.ecdsa(fields.bytes()));
            it.setNonce(TestEvidence.nonce());
        });
    }

    private static byte[] extraData(ByteBuffer nonce) {
        return TpmQuoteCheck.extraData("prod", TestGrants.EXECUTION, TestGrants.EXECUTOR.verifyingKey(), nonce);
    }

    private static TpmBinding binding(Consumer<TpmBinding> change) {
        var binding = new TpmBinding(
                TestTpm.spki(TestTpm.EC),
                List.of(16, 0, 1),
                List.of(ByteBuffer.allocate(32), ByteBuffer.wrap(TestTpm.PCR_DIGEST)));
        change.accept(binding);
        return binding;
    }

    private static Arguments failed(String name, Consumer<TestTpm.Fields> change, String detail) {
        return arguments(named(name, change), detail);
    }

    private static Arguments flaw(String name, Consumer<TpmBinding> change, String flaw) {
        return arguments(named(name, change), flaw);
    }
}
