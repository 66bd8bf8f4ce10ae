package dev.holdfast.bench.verify;

import dev.holdfast.bench.Workload;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.Standing;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.session.Admission;
import dev.holdfast.trust.session.Authentication;
import dev.holdfast.trust.session.Session;
import dev.holdfast.trust.session.SessionSigner;
import dev.holdfast.trust.session.SessionVerifier;
import dev.holdfast.trust.signature.AgreementKey;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What arrives from one signed heartbeat of a session to the next: as many as the grant's default says, the last one a checkpoint. */
@State(Scope.Thread)
public class SessionRun {
    /** Heartbeats in a run. */
    static final int HEARTBEATS = 64;

    private static final String EXECUTION = "order-17";
    private static final String INSTANCE = "process-a";
    private static final String TRUST_DOMAIN = "bench";
    private static final Instant START = Instant.ofEpochMilli(1_800_000_000_000L);

    private final Grant grant;
    private final SessionVerifier verifier;
    private final Function<KeyId, Optional<VerifyingKey>> signers;
    private final ExecutionState state;
    private final List<Arrival> run = new ArrayList<>();
    private final Session beforeFirst;
    private final Session beforeCheckpoint;

    private record Arrival(
            Heartbeat heartbeat, SignedContent content, List<byte[]> signatures, List<byte[]> sessions) {}

    /** Opens a session and seals the run. */
    public SessionRun() {
        GeneratedClasses.trust();
        SigningKey executor = SigningKey.ofSeed(Workload.seed(1));
        Optional<VerifyingKey> key = Optional.of(executor.verifyingKey());
        signers = id -> key;
        grant = Workload.grant(EXECUTION, executor.verifyingKey(), START, START.plusSeconds(3_600));
        grant.setHeartbeatModes(List.of(HeartbeatMode.SESSION));
        if (grant.getSessionCheckpointEvery() != HEARTBEATS) {
            throw new IllegalStateException("expected the grant's default to be " + HEARTBEATS + ", found "
                    + grant.getSessionCheckpointEvery());
        }
        AgreementKey evaluator = AgreementKey.derivedFrom(SigningKey.ofSeed(Workload.seed(4)));
        verifier = new SessionVerifier(evaluator);
        state = ExecutionState.newBuilder()
                .setExecutorInstance(INSTANCE)
                .setEvidence(Workload.EVIDENCE)
                .setCapabilities(Workload.CAPABILITIES)
                .build();
        var signer = new SessionSigner(executor, AgreementKey.of(Workload.seed(5)), TRUST_DOMAIN, grant, INSTANCE);
        signer.agree(evaluator.publicKey());
        verify(arrival(signer, 1)).session().storeIn(state);
        for (int place = 0; place < HEARTBEATS; place++) {
            run.add(arrival(signer, 2 + place));
        }
        beforeFirst = Session.of(state);
        for (Arrival arrival : run.subList(0, HEARTBEATS - 1)) {
            if (!arrival.signatures().isEmpty()) {
                throw new IllegalStateException("expected only the last heartbeat of the run to be signed");
            }
            verify(arrival).session().storeIn(state);
        }
        if (checkpoint().signatures().isEmpty()) {
            throw new IllegalStateException("expected the last heartbeat of the run to be signed, found a code alone");
        }
        beforeCheckpoint = Session.of(state);
    }

    /** The first after a signed one. */
    Admission.Accepted verifyFirst() {
        beforeFirst.storeIn(state);
        return verify(run.get(0));
    }

    /** The signed one. */
    Admission.Accepted verifyCheckpoint() {
        beforeCheckpoint.storeIn(state);
        return verify(checkpoint());
    }

    /** All of them, one after the other. */
    ExecutionState verifyRun() {
        beforeFirst.storeIn(state);
        for (int place = 0; place < HEARTBEATS; place++) {
            verify(run.get(place)).session().storeIn(state);
        }
        return state;
    }

    private Arrival checkpoint() {
        return run.get(HEARTBEATS - 1);
    }

    private Admission.Accepted verify(Arrival arrival) {
        Authentication authentication = verifier.authenticate(
                state, grant, arrival.signatures(), arrival.sessions(), arrival.content(), signers, "the executor");
        if (authentication instanceof Authentication.Authentic authentic
                && verifier.admit(state, grant, authentic, arrival.heartbeat())
                        instanceof Admission.Accepted accepted) {
            return accepted;
        }
        throw new IllegalStateException("expected an honest heartbeat to be accepted, found " + authentication);
    }

    private static Arrival arrival(SessionSigner signer, long sequence) {
        Heartbeat heartbeat = Workload.heartbeat(sequence, INSTANCE, START.plus(Workload.RHYTHM), Standing.RUNNING);
        SignedContent[] content = new SignedContent[1];
        SessionSigner.Seal seal = signer.seal(
                heartbeat,
                each -> content[0] = new SignedContent(
                        TRUST_DOMAIN,
                        Topic.HEARTBEATS.logicalName(),
                        EXECUTION,
                        Topic.HEARTBEATS.fingerprint(),
                        ByteBuffer.wrap(SignedHeartbeat.body(each))));
        return new Arrival(
                heartbeat,
                content[0],
                seal.signature().stream().toList(),
                seal.session().stream().toList());
    }
}
