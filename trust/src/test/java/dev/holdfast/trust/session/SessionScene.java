package dev.holdfast.trust.session;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.trust.intake.HeartbeatCheck;
import dev.holdfast.trust.intake.Rejection;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.signature.AgreementKey;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.signature.VerifyingKey;
import dev.holdfast.trust.testing.Records;
import dev.holdfast.trust.testing.TestGrants;
import dev.holdfast.trust.testing.TestHeartbeats;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** An executor and an evaluator with a session between them: what one seals, the other takes as it would come from Kafka. */
final class SessionScene {
    static final int EVERY = 4;
    static final SigningKey EXECUTOR = TestGrants.EXECUTOR;
    static final AgreementKey EXECUTOR_AGREES = AgreementKey.derivedFrom(TestGrants.key(40));
    static final AgreementKey EVALUATOR = AgreementKey.derivedFrom(TestGrants.key(50));
    static final String DOMAIN = "test";

    final Grant grant;
    final SessionSigner signer;
    SessionVerifier verifier = new SessionVerifier(EVALUATOR);
    ExecutionState state = ExecutionState.newBuilder().build();
    private long sequence;

    SessionScene() {
        this(grant -> {});
    }

    SessionScene(Consumer<Grant> change) {
        grant = TestGrants.with(each -> {
            each.setHeartbeatModes(List.of(HeartbeatMode.SIGNED, HeartbeatMode.SESSION));
            each.setSessionCheckpointEvery(EVERY);
            each.setScope(List.of(
                    TestGrants.rule("http.get", "https://example.org/*", null),
                    TestGrants.rule("db.read", "orders/*", null)));
            change.accept(each);
        });
        signer = new SessionSigner(EXECUTOR, EXECUTOR_AGREES, DOMAIN, grant, TestHeartbeats.INSTANCE);
    }

    /** One in which the executor has agreed a key. */
    static SessionScene agreed() {
        var scene = new SessionScene();
        scene.agree();
        return scene;
    }

    /** One with an opening that was accepted, and so many heartbeats after it. */
    static SessionScene open(int further) {
        SessionScene scene = agreed();
        for (int each = 0; each <= further; each++) {
            if (scene.deliver(scene.next()).isPresent()) {
                throw new AssertionError("an honest heartbeat was refused");
            }
        }
        return scene;
    }

    void agree() {
        signer.agree(EVALUATOR.publicKey()).ifPresent(why -> {
            throw new AssertionError(why);
        });
    }

    /** A heartbeat under way: its bytes and headers. */
    record Sent(SignedContent content, List<byte[]> signatures, List<byte[]> sessions) {
        Sent withBody(byte[] body) {
            return withContent(new SignedContent(
                    content.trustDomain(),
                    content.topic(),
                    content.key(),
                    content.fingerprint(),
                    ByteBuffer.wrap(body)));
        }

        Sent withContent(SignedContent other) {
            return new Sent(other, signatures, sessions);
        }

        Sent withSignatures(List<byte[]> others) {
            return new Sent(content, others, sessions);
        }

        Sent withSessions(List<byte[]> others) {
            return new Sent(content, signatures, others);
        }

        byte[] body() {
            byte[] bytes = new byte[content.body().remaining()];
            content.body().duplicate().get(bytes);
            return bytes;
        }

        boolean isSigned() {
            return !signatures.isEmpty();
        }
    }

    /** The executor's next heartbeat. */
    Sent next() {
        return next(heartbeat -> {});
    }

    /** The executor's next heartbeat with a change. */
    Sent next(Consumer<Heartbeat> change) {
        Heartbeat heartbeat = TestHeartbeats.with(++sequence, change);
        SignedContent[] content = new SignedContent[1];
        SessionSigner.Seal seal = signer.seal(heartbeat, each -> content[0] = content(each));
        return new Sent(
                content[0],
                seal.signature().stream().toList(),
                seal.session().stream().toList());
    }

    /** What a heartbeat signs. */
    static SignedContent content(Heartbeat heartbeat) {
        return new SignedContent(
                DOMAIN, "heartbeats", TestGrants.EXECUTION, 5L, ByteBuffer.wrap(Records.bytes(heartbeat)));
    }

    /** Why the evaluator refuses it; empty when it accepts it and goes on from there. */
    Optional<Reason> deliver(Sent sent) {
        return judge(sent).map(Rejection::reason);
    }

    /** The same with its words. */
    Optional<Rejection> judge(Sent sent) {
        Authentication authentication = verifier.authenticate(
                state, grant, sent.signatures(), sent.sessions(), sent.content(), SIGNERS, "the executor");
        if (authentication instanceof Authentication.Refused refused) {
            return Optional.of(refused.rejection());
        }
        Heartbeat heartbeat = Records.read(sent.body(), Heartbeat.class);
        Optional<Rejection> replayed = HeartbeatCheck.check(state, heartbeat);
        if (replayed.isPresent()) {
            return replayed;
        }
        Admission admission = verifier.admit(state, grant, (Authentication.Authentic) authentication, heartbeat);
        if (admission instanceof Admission.Refused refused) {
            return Optional.of(refused.rejection());
        }
        last = (Admission.Accepted) admission;
        last.session().storeIn(state);
        state.setSequence(heartbeat.getSequence());
        state.setExecutorInstance(heartbeat.getExecutorInstance());
        state.setEvidence(heartbeat.getEvidence());
        state.setCapabilities(heartbeat.getCapabilities());
        return Optional.empty();
    }

    /** What the last accepted heartbeat brought. */
    Admission.Accepted last = new Admission.Accepted(Session.NONE, 0);

    /** Another instance of the evaluator goes on with what the store has. */
    void takeOver() {
        verifier = new SessionVerifier(EVALUATOR);
        state = Records.copy(state, ExecutionState.class);
    }

    private static final Function<KeyId, Optional<VerifyingKey>> SIGNERS =
            id -> id.equals(EXECUTOR.verifyingKey().id()) ? Optional.of(EXECUTOR.verifyingKey()) : Optional.empty();
}
