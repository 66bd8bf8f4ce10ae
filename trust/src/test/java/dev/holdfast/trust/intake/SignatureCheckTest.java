package dev.holdfast.trust.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.intake.SignatureCheck.JointResult;
import dev.holdfast.trust.intake.SignatureCheck.Result;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.signature.VerifyingKey;
import dev.holdfast.trust.testing.Seeds;
import dev.holdfast.trust.testing.TestGrants;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SignatureCheckTest {
    private static final SigningKey ISSUER = TestGrants.ISSUER;
    private static final SigningKey STRANGER = TestGrants.key(66);
    private static final List<SigningKey> OPERATORS = IntStream.rangeClosed(101, 100 + Limits.SIGNATURES)
            .mapToObj(TestGrants::key)
            .toList();
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

    @Test
    void shouldNameAllSignersInTheOrderOfTheirHeaders() {
        for (int round = 0; round < 20; round++) {
            var keys = new ArrayList<>(OPERATORS);
            Collections.shuffle(keys, Seeds.random(round));
            List<SigningKey> signers = keys.subList(0, 1 + round % Limits.SIGNATURES);

            JointResult result = checkAll(headers(signers));

            assertThat(result)
                    .describedAs(Seeds.recipe(round))
                    .isInstanceOfSatisfying(
                            JointResult.Signed.class,
                            signed -> assertThat(signed.signers()).containsExactlyElementsOf(ids(signers)));
        }
    }

    @Test
    void shouldRefuseNoSignaturesAndTooMany() {
        assertThat(checkAll(List.of()))
                .isEqualTo(refused(Reason.UNSIGNED, "expected a header `holdfast-signature`, found none"));
        assertThat(checkAll(Collections.nCopies(17, new byte[0])))
                .isEqualTo(refused(
                        Reason.SIGNATURE_MALFORMED, "expected at most 16 headers `holdfast-signature`, found 17"));
    }

    @Test
    void shouldRefuseTwoSignaturesOfOneKey() {
        List<byte[]> headers = headers(List.of(OPERATORS.get(0), OPERATORS.get(1), OPERATORS.get(0)));
        byte[] forged = headers.get(0).clone();
        forged[80] ^= 1;

        JointResult twice = refused(
                Reason.SIGNATURE_MALFORMED,
                "expected at most one signature of each key, found a second one of key "
                        + OPERATORS.get(0).verifyingKey().id());
        assertThat(checkAll(headers)).isEqualTo(twice);
        assertThat(checkAll(List.of(headers.get(0), forged))).isEqualTo(twice);
    }

    /** One bad signature in any place among good ones. */
    @Test
    void shouldRefuseAllForOneThatIsBad() {
        for (int round = 0; round < 48; round++) {
            List<byte[]> headers = new ArrayList<>(headers(OPERATORS));
            int place = round % headers.size();
            Reason expected = switch (round % 3) {
                case 0 -> {
                    headers.set(place, Arrays.copyOf(headers.get(place), 80));
                    yield Reason.SIGNATURE_MALFORMED;
                }
                case 1 -> {
                    headers.set(place, STRANGER.sign(CONTENT).header());
                    yield Reason.SIGNER_UNKNOWN;
                }
                default -> {
                    headers.set(
                            place,
                            OPERATORS.get(place).sign(content(new byte[] {9})).header());
                    yield Reason.SIGNATURE_INVALID;
                }
            };

            assertThat(checkAll(headers))
                    .describedAs("place %s", place)
                    .isInstanceOfSatisfying(
                            Result.Refused.class,
                            refused -> assertThat(refused.rejection().reason()).isEqualTo(expected));
        }
    }

    @Test
    void shouldNotVerifyAnythingWhileAHeaderIsMalformed() {
        byte[] wrong = OPERATORS.get(0).sign(content(new byte[] {9})).header();

        assertThat(checkAll(List.of(wrong, new byte[3])))
                .isEqualTo(
                        refused(Reason.SIGNATURE_MALFORMED, "header `holdfast-signature`: expected 81 bytes, found 3"));
    }

    private static JointResult checkAll(List<byte[]> headers) {
        return SignatureCheck.checkAll(
                headers,
                CONTENT,
                id -> OPERATORS.stream()
                        .map(SigningKey::verifyingKey)
                        .filter(key -> key.id().equals(id))
                        .findFirst(),
                "an operator");
    }

    private static List<byte[]> headers(List<SigningKey> signers) {
        return signers.stream().map(key -> key.sign(CONTENT).header()).toList();
    }

    private static List<KeyId> ids(List<SigningKey> signers) {
        return signers.stream().map(key -> key.verifyingKey().id()).toList();
    }

    private static Result check(List<byte[]> headers) {
        return SignatureCheck.check(headers, CONTENT, ISSUERS, "a trusted grant issuer");
    }

    private static Result.Refused refused(Reason reason, String detail) {
        return new Result.Refused(new Rejection(reason, detail));
    }

    private static SignedContent content(byte[] body) {
        return new SignedContent("prod", "grants", TestGrants.EXECUTION, 42, ByteBuffer.wrap(body));
    }
}
