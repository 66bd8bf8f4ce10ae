package dev.holdfast.trust.session;

import static dev.holdfast.trust.testing.TestEvidence.attestation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.Capability;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.Phase;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.session.SessionScene.Sent;
import dev.holdfast.trust.signature.AgreementKey;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.testing.Records;
import dev.holdfast.trust.testing.TestGrants;
import dev.holdfast.trust.testing.TestHeartbeats;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody between the two sides, or a faulty executor, cannot do. */
class SessionRefusalTest {

    @Test
    void shouldKnowNoSessionBeforeItsOpening() {
        SessionScene scene = SessionScene.agreed();
        scene.next();

        refuses(scene, scene.next(), Reason.SESSION_UNKNOWN);
    }

    @Test
    void shouldKnowNoSessionAfterAPlainHeartbeat() {
        SessionScene scene = SessionScene.open(1);
        Sent coded = scene.next();
        scene.signer.agree(new byte[32]);
        assertThat(scene.judge(scene.next())).isEmpty();

        refuses(scene, coded, Reason.SESSION_UNKNOWN);
    }

    @Test
    void shouldNotAcceptASessionThatTheGrantDoesNot() {
        SessionScene scene = SessionScene.open(1);
        Sent coded = scene.next();
        scene.signer.reopen();
        Sent opening = scene.next();
        scene.grant.setHeartbeatModes(List.of(HeartbeatMode.SIGNED));

        refuses(scene, coded, Reason.SESSION_NOT_ACCEPTED);
        refuses(scene, opening, Reason.SESSION_NOT_ACCEPTED);
    }

    @Test
    void shouldNotAcceptAPlainHeartbeatThatTheGrantDoesNot() {
        var scene = new SessionScene();
        Sent plain = scene.next();
        scene.grant.setHeartbeatModes(List.of(HeartbeatMode.SESSION, HeartbeatMode.OTHER));

        refuses(scene, plain, Reason.SESSION_NOT_ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 32, 33})
    void shouldRefuseAnOpeningWithWhichNothingCanBeAgreed(int zeros) {
        SessionScene scene = SessionScene.agreed();

        refuses(
                scene,
                signed(1, heartbeat -> heartbeat.setSessionKey(ByteBuffer.allocate(zeros))),
                Reason.SESSION_MALFORMED);
    }

    @Test
    void shouldRefuseAnOpeningWithinASession() {
        SessionScene scene = SessionScene.open(0);

        Sent sent = coded(
                scene,
                2,
                heartbeat -> heartbeat.setSessionKey(ByteBuffer.wrap(SessionScene.EXECUTOR_AGREES.publicKey())));

        refuses(scene, sent, Reason.SESSION_MALFORMED);
    }

    @Test
    void shouldRefuseTwoHeadersEvenWhenBothAreGood() {
        SessionScene scene = SessionScene.open(0);
        Sent sent = scene.next();

        refuses(
                scene,
                sent.withSessions(
                        List.of(sent.sessions().get(0), sent.sessions().get(0))),
                Reason.SESSION_MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64, 66})
    void shouldRefuseHeadersOfOtherSizes(int sizeBytes) {
        SessionScene scene = SessionScene.open(0);

        refuses(scene, scene.next().withSessions(List.of(new byte[sizeBytes])), Reason.SESSION_MALFORMED);
    }

    @Test
    void shouldRefuseAHeartbeatWithoutAnything() {
        SessionScene scene = SessionScene.open(0);

        refuses(scene, scene.next().withSessions(List.of()), Reason.UNSIGNED);
    }

    @Test
    void shouldRefuseTheHeaderAlteredAnywhere() {
        SessionScene scene = SessionScene.open(0);
        Sent sent = scene.next();

        for (int place = 0; place < SessionHeader.HEADER_BYTES; place++) {
            Reason reason = place == 0
                    ? Reason.SESSION_MALFORMED
                    : place <= 32 ? Reason.SESSION_CHAIN_BROKEN : Reason.SESSION_CODE_INVALID;
            byte[] altered = altered(sent.sessions().get(0), place);
            refuses(scene, sent.withSessions(List.of(altered)), reason);
        }
        assertThat(scene.judge(sent)).isEmpty();
    }

    @Test
    void shouldRefuseTheBodyAlteredAnywhere() {
        SessionScene scene = SessionScene.open(0);
        Sent sent = scene.next();

        for (int place = 0; place < sent.body().length; place++) {
            refuses(scene, sent.withBody(altered(sent.body(), place)), Reason.SESSION_CODE_INVALID);
        }
        assertThat(scene.judge(sent)).isEmpty();
    }

    static Stream<Arguments> elsewhere() {
        ByteBuffer none = ByteBuffer.allocate(0);
        return Stream.of(
                Arguments.of("trust domain", new SignedContent("other", "heartbeats", TestGrants.EXECUTION, 5L, none)),
                Arguments.of("topic", new SignedContent("test", "acks", TestGrants.EXECUTION, 5L, none)),
                Arguments.of("execution", new SignedContent("test", "heartbeats", "order-18", 5L, none)),
                Arguments.of("schema", new SignedContent("test", "heartbeats", TestGrants.EXECUTION, 6L, none)));
    }

    @ParameterizedTest(name = "another {0}")
    @MethodSource("elsewhere")
    void shouldRefuseWhatWasSealedForElsewhere(String name, SignedContent other) {
        SessionScene scene = SessionScene.open(0);
        Sent sent = scene.next();

        refuses(
                scene,
                sent.withContent(new SignedContent(
                        other.trustDomain(),
                        other.topic(),
                        other.key(),
                        other.fingerprint(),
                        sent.content().body())),
                Reason.SESSION_CODE_INVALID);
    }

    @Test
    void shouldRefuseTheCheckpointSignatureAlteredAnywhere() {
        SessionScene scene = SessionScene.open(SessionScene.EVERY - 1);
        Sent checkpoint = scene.next();
        assertThat(checkpoint.isSigned()).isTrue();

        for (int place = 0; place < checkpoint.signatures().get(0).length; place++) {
            Reason reason = place == 0
                    ? Reason.SIGNATURE_MALFORMED
                    : place <= 16 ? Reason.SIGNER_UNKNOWN : Reason.SIGNATURE_INVALID;
            byte[] altered = altered(checkpoint.signatures().get(0), place);
            refuses(scene, checkpoint.withSignatures(List.of(altered)), reason);
        }
        assertThat(scene.judge(checkpoint)).isEmpty();
    }

    @Test
    void shouldRefuseACheckpointOfWhichEitherHeaderIsTaken() {
        SessionScene scene = SessionScene.open(SessionScene.EVERY - 1);
        Sent checkpoint = scene.next();

        refuses(scene, checkpoint.withSessions(List.of()), Reason.SIGNATURE_INVALID);
        refuses(scene, checkpoint.withSignatures(List.of()), Reason.SESSION_CHECKPOINT_DUE);
    }

    @Test
    void shouldNotTakeAPlainSignatureForThatOfACheckpoint() {
        SessionScene scene = SessionScene.open(SessionScene.EVERY - 1);
        Sent checkpoint = scene.next();
        byte[] plain = SessionScene.EXECUTOR.sign(checkpoint.content()).header();

        refuses(scene, checkpoint.withSignatures(List.of(plain)), Reason.SIGNATURE_INVALID);
    }

    @Test
    void shouldRefuseMoreWithoutASignatureThanTheGrantAllows() {
        SessionScene scene = SessionScene.open(SessionScene.EVERY - 1);

        refuses(scene, coded(scene, SessionScene.EVERY + 1, heartbeat -> {}), Reason.SESSION_CHECKPOINT_DUE);
        assertThat(scene.judge(scene.next())).isEmpty();
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change(
                        "its evidence is not that of the heartbeat before",
                        heartbeat -> heartbeat.setEvidence(Map.of("image.sha256", "4f"))),
                change(
                        "its capabilities are not those of the heartbeat before",
                        heartbeat -> heartbeat.setCapabilities(List.of(Capability.KILL))),
                change(
                        "no signed heartbeat of the session used the scope for `http.get`",
                        heartbeat -> heartbeat.setActions(List.of(TestHeartbeats.fetch(1)))),
                change(
                        "no signed heartbeat of the session used the scope for `file.delete`",
                        heartbeat -> heartbeat.setActions(List.of(TestHeartbeats.deletion("/etc/hosts")))),
                change(
                        "it carries attestations",
                        heartbeat -> heartbeat.setAttestations(List.of(attestation(AttestationKind.OTHER, it -> {})))),
                change("it ends the execution", heartbeat -> heartbeat.setPhase(Phase.ENDED)));
    }

    private static Arguments change(String why, Consumer<Heartbeat> change) {
        return Arguments.of(why, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void shouldRefuseAChangeThatRestsOnItsCodeAlone(String why, Consumer<Heartbeat> change) {
        SessionScene scene = SessionScene.open(1);
        Sent sent = coded(scene, 3, change);

        assertThat(scene.judge(sent)).hasValueSatisfying(rejection -> {
            assertThat(rejection.reason()).isEqualTo(Reason.SESSION_CHECKPOINT_DUE);
            assertThat(rejection.detail())
                    .isEqualTo("expected this heartbeat to be signed, found a code alone: " + why);
        });
        assertThat(scene.judge(scene.next())).isEmpty();
    }

    @Test
    void shouldRefuseAReplay() {
        SessionScene scene = SessionScene.agreed();
        Sent opening = scene.next();
        assertThat(scene.judge(opening)).isEmpty();
        Sent coded = scene.next();
        assertThat(scene.judge(coded)).isEmpty();

        refuses(scene, coded, Reason.SESSION_CHAIN_BROKEN);
        refuses(scene, opening, Reason.REPLAYED);
        assertThat(scene.judge(scene.next())).isEmpty();
    }

    @Test
    void shouldRefuseTheOneAfterTheNextButThenTakeBothInOrder() {
        SessionScene scene = SessionScene.open(0);
        Sent second = scene.next();
        Sent third = scene.next();

        refuses(scene, third, Reason.SESSION_CHAIN_BROKEN);
        assertThat(scene.judge(second)).isEmpty();
        assertThat(scene.judge(third)).isEmpty();
    }

    @Test
    void shouldRefuseACheckpointOverAChainThatWasNotSeen() {
        SessionScene scene = SessionScene.open(SessionScene.EVERY - 2);
        scene.next();
        Sent checkpoint = scene.next();

        assertThat(checkpoint.isSigned()).isTrue();
        refuses(scene, checkpoint, Reason.SESSION_CHAIN_BROKEN);
    }

    @Test
    void shouldRefuseCodesUnderAnotherEvaluatorKey() {
        SessionScene scene = SessionScene.open(0);
        scene.verifier = new SessionVerifier(AgreementKey.derivedFrom(TestGrants.key(51)));

        refuses(scene, scene.next(), Reason.SESSION_CODE_INVALID);
    }

    /** Refused for this reason, and nothing has changed by it. */
    private static void refuses(SessionScene scene, Sent sent, Reason reason) {
        ExecutionState before = Records.copy(scene.state, ExecutionState.class);

        Optional<Reason> found = scene.deliver(sent);

        assertThat(found).hasValue(reason);
        assertThat(scene.state).isEqualTo(before);
    }

    private static byte[] altered(byte[] bytes, int place) {
        byte[] altered = bytes.clone();
        altered[place] ^= 1;
        return altered;
    }

    /** Signed plainly, whatever it says. */
    private static Sent signed(long sequence, Consumer<Heartbeat> change) {
        SignedContent content = SessionScene.content(TestHeartbeats.with(sequence, change));
        return new Sent(content, List.of(SessionScene.EXECUTOR.sign(content).header()), List.of());
    }

    /** What an executor with the right key sends that never signs when it should. */
    private static Sent coded(SessionScene scene, long sequence, Consumer<Heartbeat> change) {
        SignedContent content = SessionScene.content(TestHeartbeats.with(sequence, change));
        var code = new SessionCode();
        byte[] previous = Session.of(scene.state).chain();
        var purpose = new SessionKey.Purpose(SessionScene.DOMAIN, TestGrants.EXECUTION, TestHeartbeats.INSTANCE);
        byte[] chain = code.chain(previous, content);
        byte[] header = SessionKey.ofExecutor(SessionScene.EXECUTOR_AGREES, SessionScene.EVALUATOR.publicKey(), purpose)
                .map(key -> new SessionHeader(previous, code.code(key, chain)).bytes())
                .orElseThrow();
        return new Sent(content, List.of(), List.of(header));
    }
}
