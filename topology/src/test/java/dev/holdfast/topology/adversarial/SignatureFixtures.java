package dev.holdfast.topology.adversarial;

import static dev.holdfast.topology.adversarial.Fixture.rejected;
import static dev.holdfast.topology.adversarial.Scene.VICTIM;

import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.session.SessionHeader;
import dev.holdfast.trust.signature.RecordSignature;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Signatures that are cut, stretched, doubled, of another algorithm or another key. */
final class SignatureFixtures {
    /** Order of the base point of edwards25519 (RFC 8032, section 5.1). */
    private static final BigInteger ORDER =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

    private static final int KEY_ID_AT = 1;
    private static final int R_AT = 17;
    private static final int S_AT = 49;

    private SignatureFixtures() {}

    static Stream<Fixture> all() {
        return Stream.of(sizes(), algorithms(), keyIds(), values(), headers()).flatMap(fixtures -> fixtures);
    }

    private static Stream<Fixture> sizes() {
        return IntStream.of(0, 1, 64, 80, 82, 1_024, 65_536, 900_000)
                .mapToObj(size -> rejected(
                        "a signature of " + size + " bytes",
                        Reason.SIGNATURE_MALFORMED,
                        changed(header -> Arrays.copyOf(header, size))));
    }

    private static Stream<Fixture> algorithms() {
        return IntStream.of(0, 2, 3, 127, 255)
                .mapToObj(algorithm -> rejected(
                        "a signature of algorithm " + algorithm, Reason.SIGNATURE_MALFORMED, changed(header -> {
                            header[0] = (byte) algorithm;
                            return header;
                        })));
    }

    private static Stream<Fixture> keyIds() {
        return Stream.of(
                rejected(
                        "the executor's key id over a stranger's signature",
                        Reason.SIGNATURE_INVALID,
                        s -> underIdOf(s, Keys.STRANGER.sign(content(s)))),
                rejected(
                        "the issuer's signature under the executor's key id",
                        Reason.SIGNATURE_INVALID,
                        s -> underIdOf(s, Keys.ISSUER.sign(content(s)))),
                rejected("a key id that differs in its last bit", Reason.SIGNER_UNKNOWN, changed(header -> {
                    header[R_AT - 1] ^= 1;
                    return header;
                })),
                rejected("a key id of zeros", Reason.SIGNER_UNKNOWN, changed(header -> {
                    Arrays.fill(header, KEY_ID_AT, R_AT, (byte) 0);
                    return header;
                })),
                rejected(
                        "a heartbeat signed by the evaluator's own key",
                        Reason.SIGNER_UNKNOWN,
                        s -> s.scenario()
                                .signing()
                                .sign(Topic.HEARTBEATS, VICTIM, s.victim().next(h -> {}), Keys.EVALUATOR)),
                rejected(
                        "a heartbeat signed by the root",
                        Reason.SIGNER_UNKNOWN,
                        s -> s.scenario()
                                .signing()
                                .sign(Topic.HEARTBEATS, VICTIM, s.victim().next(h -> {}), Keys.ROOT)));
    }

    private static Stream<Fixture> values() {
        return Stream.of(
                rejected("a signature of zeros", Reason.SIGNATURE_INVALID, changed(header -> {
                    Arrays.fill(header, R_AT, header.length, (byte) 0);
                    return header;
                })),
                rejected("a signature of ones", Reason.SIGNATURE_INVALID, changed(header -> {
                    Arrays.fill(header, R_AT, header.length, (byte) 0xFF);
                    return header;
                })),
                rejected("R of small order and S of zero", Reason.SIGNATURE_INVALID, changed(header -> {
                    Arrays.fill(header, R_AT, header.length, (byte) 0);
                    header[R_AT] = 1;
                    return header;
                })),
                rejected("S with the group's order added", Reason.SIGNATURE_INVALID, changed(header -> {
                    addOrder(header);
                    return header;
                })));
    }

    private static Stream<Fixture> headers() {
        return Stream.of(
                rejected("one signature twice", Reason.SIGNATURE_MALFORMED, s -> {
                    Input beat = s.beat();
                    return beat.alsoSigned(beat.signature());
                }),
                rejected("a bad signature before the good one", Reason.SIGNATURE_MALFORMED, s -> {
                    Input beat = s.beat();
                    return beat.unsigned().alsoSigned(new byte[81]).alsoSigned(beat.signature());
                }),
                rejected(
                        "a good signature before a bad one",
                        Reason.SIGNATURE_MALFORMED,
                        s -> s.beat().alsoSigned(new byte[81])),
                rejected("one signature twice on a grant", Reason.SIGNATURE_MALFORMED, s -> {
                    Input grant = s.grant(g -> {});
                    return grant.alsoSigned(grant.signature());
                }),
                rejected(
                        "seventeen signatures on a grant", Reason.SIGNATURE_MALFORMED, s -> many(s.grant(g -> {}), 16)),
                rejected("a thousand signatures", Reason.SIGNATURE_MALFORMED, s -> many(s.beat(), 999)),
                rejected("a signature under a name of other case", Reason.UNSIGNED, s -> {
                    Input beat = s.beat();
                    return beat.unsigned().withHeader("Holdfast-Signature", beat.signature());
                }),
                rejected("a signature under a look-alike name", Reason.UNSIGNED, s -> {
                    Input beat = s.beat();
                    return beat.unsigned().withHeader("holdf\u0430st-signature", beat.signature());
                }),
                rejected("two headers of a session", Reason.SESSION_MALFORMED, s -> {
                    byte[] session = new byte[SessionHeader.HEADER_BYTES];
                    session[0] = 1;
                    return s.beat().withHeader(SessionHeader.HEADER, session).withHeader(SessionHeader.HEADER, session);
                }),
                rejected(
                        "an oversized header of a session",
                        Reason.SESSION_MALFORMED,
                        s -> s.beat().withHeader(SessionHeader.HEADER, new byte[900_000])));
    }

    private static Input many(Input input, int more) {
        Input result = input;
        for (int i = 0; i < more; i++) {
            byte[] header = new byte[RecordSignature.HEADER_BYTES];
            header[0] = 1;
            header[1] = (byte) i;
            result = result.alsoSigned(header);
        }
        return result;
    }

    private static Fixture.Recipe changed(UnaryOperator<byte[]> change) {
        return scene -> {
            Input beat = scene.beat();
            return beat.unsigned().alsoSigned(change.apply(beat.signature().clone()));
        };
    }

    private static dev.holdfast.trust.signature.SignedContent content(Scene scene) {
        return new dev.holdfast.trust.signature.SignedContent(
                dev.holdfast.topology.scenario.Signing.TRUST_DOMAIN,
                Topic.HEARTBEATS.logicalName(),
                VICTIM,
                Topic.HEARTBEATS.fingerprint(),
                dev.holdfast.schemas.WireFormat.parse(scene.beat().value()).body());
    }

    private static Input underIdOf(Scene scene, RecordSignature other) {
        Input beat = scene.beat();
        byte[] header = other.header();
        System.arraycopy(beat.signature(), KEY_ID_AT, header, KEY_ID_AT, R_AT - KEY_ID_AT);
        return beat.unsigned().alsoSigned(header);
    }

    /** The other S of the same signature, which RFC 8032 refuses (section 5.1.7). */
    private static void addOrder(byte[] header) {
        byte[] bigEndian = new byte[header.length - S_AT];
        for (int i = 0; i < bigEndian.length; i++) {
            bigEndian[i] = header[header.length - 1 - i];
        }
        byte[] sum = new BigInteger(1, bigEndian).add(ORDER).toByteArray();
        Arrays.fill(header, S_AT, header.length, (byte) 0);
        for (int i = 0; i < sum.length && i < bigEndian.length; i++) {
            header[S_AT + i] = sum[sum.length - 1 - i];
        }
    }
}
