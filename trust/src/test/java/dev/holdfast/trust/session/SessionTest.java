package dev.holdfast.trust.session;

import static dev.holdfast.trust.testing.TestEvidence.attestation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.Capability;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.Phase;
import dev.holdfast.record.ReportedAction;
import dev.holdfast.trust.intake.Rejection;
import dev.holdfast.trust.session.SessionScene.Sent;
import dev.holdfast.trust.signature.AgreementKey;
import dev.holdfast.trust.testing.TestGrants;
import dev.holdfast.trust.testing.TestHeartbeats;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Both sides of a session, and nobody between them. */
class SessionTest {

    @Test
    void shouldSignEachHeartbeatUntilAKeyIsAgreed() {
        var scene = new SessionScene();

        Sent sent = scene.next();

        assertThat(sent.signatures()).hasSize(1);
        assertThat(sent.sessions()).isEmpty();
        assertThat(scene.judge(sent)).isEmpty();
        assertThat(scene.last.session().stands()).isFalse();
    }

    @Test
    void shouldSignTheOpeningEveryNthAndNoOther() {
        SessionScene scene = SessionScene.agreed();
        var signed = new java.util.ArrayList<Boolean>();
        var covered = new java.util.ArrayList<Integer>();
        var uncovered = new java.util.ArrayList<Integer>();

        for (int beat = 0; beat < 2 * SessionScene.EVERY + 1; beat++) {
            Sent sent = scene.next();
            assertThat(scene.judge(sent)).isEmpty();
            signed.add(sent.isSigned());
            covered.add(scene.last.covered());
            uncovered.add(scene.state.getSessionUncovered());
        }

        assertThat(signed).containsExactly(true, false, false, false, true, false, false, false, true);
        assertThat(covered).containsExactly(0, 0, 0, 0, 3, 0, 0, 0, 3);
        assertThat(uncovered).containsExactly(0, 1, 2, 3, 0, 1, 2, 3, 0);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change("evidence", heartbeat -> heartbeat.setEvidence(Map.of("image.sha256", "4f"))),
                change("capabilities", heartbeat -> heartbeat.setCapabilities(List.of(Capability.KILL))),
                change("a rule not used before", heartbeat -> heartbeat.setActions(List.of(TestHeartbeats.fetch(1)))),
                change(
                        "an action outside the scope",
                        heartbeat -> heartbeat.setActions(List.of(TestHeartbeats.deletion("/etc/hosts")))),
                change(
                        "attestations",
                        heartbeat -> heartbeat.setAttestations(List.of(attestation(AttestationKind.OTHER, it -> {})))),
                change("the end", heartbeat -> heartbeat.setPhase(Phase.ENDED)));
    }

    private static Arguments change(String name, Consumer<Heartbeat> change) {
        return Arguments.of(name, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void shouldSignWhatChanges(String name, Consumer<Heartbeat> change) {
        SessionScene scene = SessionScene.open(1);

        Sent sent = scene.next(change);

        assertThat(sent.isSigned()).isTrue();
        assertThat(scene.judge(sent)).isEmpty();
        assertThat(scene.last.covered()).isEqualTo(1);
    }

    @Test
    void shouldNotSignAgainForARuleThatASignedHeartbeatHasUsed() {
        SessionScene scene = SessionScene.open(0);
        Consumer<Heartbeat> fetching = heartbeat -> heartbeat.setActions(List.of(TestHeartbeats.fetch(1)));
        assertThat(scene.judge(scene.next(fetching))).isEmpty();

        Sent again = scene.next(fetching);
        assertThat(scene.judge(again)).isEmpty();
        Sent other =
                scene.next(heartbeat -> heartbeat.setActions(List.of(new ReportedAction("db.read", "orders/17", 1L))));
        assertThat(scene.judge(other)).isEmpty();

        assertThat(again.isSigned()).isFalse();
        assertThat(other.isSigned()).isTrue();
    }

    @Test
    void shouldNotSignAgainWhenEvidenceStaysAsItChanged() {
        SessionScene scene = SessionScene.open(0);
        Consumer<Heartbeat> changed = heartbeat -> heartbeat.setEvidence(Map.of("image.sha256", "4f"));
        assertThat(scene.judge(scene.next(changed))).isEmpty();

        Sent again = scene.next(changed);

        assertThat(again.isSigned()).isFalse();
        assertThat(scene.judge(again)).isEmpty();
    }

    @Test
    void shouldGoOnAtAnotherInstanceFromTheStateAlone() {
        SessionScene scene = SessionScene.agreed();

        for (int beat = 0; beat < 3 * SessionScene.EVERY; beat++) {
            assertThat(scene.judge(scene.next(heartbeat -> heartbeat.setActions(List.of(TestHeartbeats.fetch(1))))))
                    .as("heartbeat %d", beat)
                    .isEmpty();
            scene.takeOver();
        }

        assertThat(scene.state.getSequence()).isEqualTo(3 * SessionScene.EVERY);
    }

    @Test
    void shouldOpenAnewWhenTold() {
        SessionScene scene = SessionScene.open(2);
        scene.next();

        assertThat(scene.deliver(scene.next())).isPresent();
        scene.signer.reopen();
        Sent opening = scene.next();

        assertThat(opening.isSigned()).isTrue();
        assertThat(scene.judge(opening)).isEmpty();
        assertThat(scene.last.covered()).isZero();
        assertThat(scene.judge(scene.next())).isEmpty();
        assertThat(scene.state.getSessionUncovered()).isEqualTo(1);
    }

    @Test
    void shouldOpenAnewForAnotherEvaluatorKeyAndOnlyThen() {
        SessionScene scene = SessionScene.open(1);
        AgreementKey other = AgreementKey.derivedFrom(TestGrants.key(51));

        assertThat(scene.signer.agree(SessionScene.EVALUATOR.publicKey())).isEmpty();
        assertThat(scene.next().isSigned()).isFalse();
        assertThat(scene.signer.agree(other.publicKey())).isEmpty();
        scene.verifier = new SessionVerifier(other);

        Sent opening = scene.next();
        assertThat(opening.sessions()).isEmpty();
        assertThat(scene.judge(opening)).isEmpty();
        assertThat(scene.judge(scene.next())).isEmpty();
    }

    @Test
    void shouldSignEachHeartbeatAgainWhenTheEvaluatorKeyIsNone() {
        SessionScene scene = SessionScene.open(1);

        assertThat(scene.signer.agree(new byte[32]))
                .hasValue("expected the evaluator's X25519 public key of 32 bytes, found bytes with which no secret"
                        + " can be agreed");
        Sent plain = scene.next();

        assertThat(scene.judge(plain)).isEmpty();
        assertThat(plain.sessions()).isEmpty();
        assertThat(scene.state.getSessionKey().remaining()).isZero();
        assertThat(scene.state.getSessionChain().remaining()).isZero();
        assertThat(scene.state.getSessionUncovered()).isZero();
    }

    @Test
    void shouldNotAgreeWhereTheGrantAcceptsNoSessions() {
        var scene = new SessionScene(grant -> grant.setHeartbeatModes(List.of(HeartbeatMode.SIGNED)));

        assertThat(scene.signer.agree(SessionScene.EVALUATOR.publicKey())).hasValue("the grant accepts no sessions");
        assertThat(scene.next().sessions()).isEmpty();
    }

    @Test
    void shouldNotSealPlainlyWhereTheGrantAcceptsSessionsOnly() {
        var scene = new SessionScene(grant -> grant.setHeartbeatModes(List.of(HeartbeatMode.SESSION)));

        assertThatThrownBy(scene::next)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("agree with the evaluator's key");
    }

    @Test
    void shouldBeWhereItWasWhenEncodingFails() {
        SessionScene scene = SessionScene.open(1);

        assertThatThrownBy(() -> scene.signer.seal(TestHeartbeats.sound(99), heartbeat -> {
                    throw new IllegalArgumentException("does not fit");
                }))
                .hasMessage("does not fit");

        assertThat(scene.judge(scene.next())).isEmpty();
    }

    @Test
    void shouldKeepTheKeysUsedLastOnly() {
        var keys = new SessionKeys(SessionScene.EVALUATOR, 2);
        for (String execution : List.of("a", "b", "a", "c")) {
            assertThat(keys.begin(
                            SessionScene.EXECUTOR_AGREES.publicKey(),
                            new SessionKey.Purpose("test", execution, "process-a")))
                    .isPresent();
        }

        assertThat(keys.size()).isEqualTo(2);
    }

    @Test
    void shouldDeriveAKeyPerDomainExecutionInstanceAndPair() {
        byte[] executor = SessionScene.EXECUTOR_AGREES.publicKey();
        var purpose = new SessionKey.Purpose("test", "a", "b");

        assertThat(SessionKey.ofExecutor(SessionScene.EXECUTOR_AGREES, SessionScene.EVALUATOR.publicKey(), purpose))
                .isEqualTo(derived(executor, purpose));
        assertThat(List.of(
                        derived(executor, purpose),
                        derived(executor, new SessionKey.Purpose("other", "a", "b")),
                        derived(executor, new SessionKey.Purpose("test", "ab", "")),
                        derived(executor, new SessionKey.Purpose("test", "a", "c")),
                        derived(AgreementKey.derivedFrom(TestGrants.key(41)).publicKey(), purpose)))
                .doesNotHaveDuplicates();
    }

    private static Optional<SecretKeySpec> derived(byte[] executor, SessionKey.Purpose purpose) {
        return SessionKey.ofEvaluator(SessionScene.EVALUATOR, executor, purpose);
    }

    @Test
    void shouldKeepAKeySealed() {
        byte[] executor = SessionScene.EXECUTOR_AGREES.publicKey();
        var purpose = new SessionKey.Purpose("test", "a", "b");
        SecretKeySpec key = derived(executor, purpose).orElseThrow();

        byte[] sealed = new SessionKeys(SessionScene.EVALUATOR, 1)
                .begin(executor, purpose)
                .orElseThrow();

        assertThat(sealed).hasSize(32).isNotEqualTo(key.getEncoded());
        assertThat(new SessionKeys(SessionScene.EVALUATOR, 1).of(executor, sealed, purpose))
                .as("another process with the evaluators' key")
                .isEqualTo(key);
        var otherPurpose = new SessionKey.Purpose("test", "a", "c");
        assertThat(new SessionKeys(SessionScene.EVALUATOR, 1).of(executor, sealed, otherPurpose))
                .as("put in the place of another session's")
                .isNotEqualTo(derived(executor, otherPurpose).orElseThrow());
        AgreementKey other = AgreementKey.derivedFrom(TestGrants.key(41));
        assertThat(new SessionKeys(other, 1).of(executor, sealed, purpose))
                .as("without that key")
                .isNotEqualTo(key);
    }

    @Test
    void shouldAcceptNothingByAnAlteredKey() {
        SessionScene scene = SessionScene.open(1);
        byte[] altered = new byte[32];
        scene.state.getSessionSecret().duplicate().get(altered);
        altered[7] ^= 1;
        scene.state.setSessionSecret(ByteBuffer.wrap(altered));

        scene.verifier = new SessionVerifier(SessionScene.EVALUATOR);

        assertThat(scene.judge(scene.next()))
                .hasValueSatisfying(
                        rejection -> assertThat(rejection.reason()).isEqualTo(Rejection.Reason.SESSION_CODE_INVALID));
    }
}
