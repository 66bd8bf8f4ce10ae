package dev.holdfast.trust.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.intake.SignatureCheck.Result;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.signature.VerifyingKey;
import dev.holdfast.trust.testing.TestGrants;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SignatureCheckTest {
    private static final SigningKey ISSUER = TestGrants.ISSUER;
    private static final SigningKey STRANGER = TestGrants.key(66);
    private static final SignedContent CONTENT = content(new byte[] {1, 2, 3});
    private static final Function<KeyId, Optional<VerifyingKey>> ISSUERS =
            id -> id.equals(ISSUER.verifyingKey().id()) ? Optional.of(ISSUER.verifyingKey()) : Optional.empty();

    @Test
    void shouldNameTheSigner() {
        Result result = check(List.of(ISSUER.sign(CONTENT).header()));

        assertThat(result).isEqualTo(new Result.Signed(ISSUER.verifyingKey().id()));
    }

    @Test
    void shouldRefuseARecordWithoutSignature() {
        assertThat(check(List.of()))
                .isEqualTo(refused(Reason.UNSIGNED, "expected one header `holdfast-signature`, found none"));
    }

    @Test
    void shouldRefuseTwoSignaturesEvenWhenBothAreGood() {
        byte[] header = ISSUER.sign(CONTENT).header();

        assertThat(check(List.of(header, header)))
                .isEqualTo(refused(Reason.SIGNATURE_MALFORMED, "expected one header `holdfast-signature`, found 2"));
    }

    @Test
    void shouldRefuseAHeaderThatIsNoSignature() {
        assertThat(check(List.of(new byte[0])))
                .isEqualTo(
                        refused(Reason.SIGNATURE_MALFORMED, "header `holdfast-signature`: expected 81 bytes, found 0"));
    }

    @Test
    void shouldRefuseASignerWhoMayNot() {
        assertThat(check(List.of(STRANGER.sign(CONTENT).header())))
                .isEqualTo(refused(
                        Reason.SIGNER_UNKNOWN,
                        "expected a signature by a trusted grant issuer, found one by key "
                                + STRANGER.verifyingKey().id()));
    }

    @Test
    void shouldRefuseASignatureOverOtherBytes() {
        byte[] header = ISSUER.sign(content(new byte[] {1, 2, 4})).header();

        assertThat(check(List.of(header)))
                .isEqualTo(refused(
                        Reason.SIGNATURE_INVALID,
                        "the signature of key " + ISSUER.verifyingKey().id()
                                + " does not fit these bytes, this topic, this key and the trust domain `prod`"));
    }

    @Test
    void shouldNotBelieveAKeyThatIsNotTheOneOfTheId() {
        Result result = SignatureCheck.check(
                List.of(ISSUER.sign(CONTENT).header()),
                CONTENT,
                id -> Optional.of(STRANGER.verifyingKey()),
                "a trusted grant issuer");

        assertThat(result)
                .isInstanceOfSatisfying(
                        Result.Refused.class,
                        refused -> assertThat(refused.rejection().reason()).isEqualTo(Reason.SIGNATURE_INVALID));
    }

    private static Result check(List<byte[]> headers) {
        return SignatureCheck.check(headers, CONTENT, ISSUERS, "a trusted grant issuer");
    }

    private static Result refused(Reason reason, String detail) {
        return new Result.Refused(new Rejection(reason, detail));
    }

    private static SignedContent content(byte[] body) {
        return new SignedContent("prod", "grants", TestGrants.EXECUTION, 42, ByteBuffer.wrap(body));
    }
}
