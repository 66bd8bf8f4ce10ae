package dev.holdfast.bench.stream;

import dev.holdfast.bench.Workload;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.Standing;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.trust.session.Admission;
import dev.holdfast.trust.session.Authentication;
import dev.holdfast.trust.session.SessionHeader;
import dev.holdfast.trust.session.SessionSigner;
import dev.holdfast.trust.session.SessionVerifier;
import dev.holdfast.trust.signature.AgreementKey;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SignedContent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Copies the model execution under other ids, each in a session that its own executor has opened, and seals what comes next in it. One thread. */
final class Copyist {
    /** Of so many executions, one each has a checkpoint due in the same heartbeat. */
    private static final int CHECKPOINTS_SPREAD = 64;

    /** Senders stand this far apart at the most; leases end independently of who sends. */
    private static final int SENDERS_APART = 5;

    /** None of them is missing while the backlog is taken, however long that takes: it would be another job. */
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private static final int CHAIN_BYTES = 32;

    private final RecordCodec codec;
    private final Plan plan;
    private final long beginning;
    private final String trustDomain;
    private final Model model;
    private final AgreementKey own;
    private final byte[] evaluator;
    private final SessionVerifier verifier;
    private final ExecutionState state;
    // Of an execution that sends nothing it is never asked whose chain that is.
    private byte[] lastChain = new byte[CHAIN_BYTES];
    private final Heartbeat heartbeat = Workload.heartbeat(1, Model.INSTANCE, Instant.EPOCH, Standing.RUNNING);

    Copyist(
            RecordCodec codec,
            Model model,
            Plan plan,
            long beginning,
            String trustDomain,
            AgreementKey own,
            AgreementKey evaluator) {
        this.codec = codec;
        this.plan = plan;
        this.beginning = beginning;
        this.trustDomain = trustDomain;
        this.model = model;
        this.own = own;
        this.evaluator = evaluator.publicKey();
        this.verifier = new SessionVerifier(evaluator);
        this.state = ExecutionState.newBuilder(model.state()).build();
    }

    /** A heartbeat as it travels. */
    record Sealed(byte[] value, List<Header> headers) {}

    /** An execution: what the evaluator keeps of it, and what its executor sends next. */
    record Copy(int number, byte[] key, byte[] state, List<Sealed> heartbeats) {
        private static final byte[] WRITTEN = {};

        Copy withoutState() {
            return new Copy(number, key, WRITTEN, heartbeats);
        }
    }

    Copy copy(int number) {
        String id = Fleet.id(number);
        Grant grant = Objects.requireNonNull(state.getGrant(), "the model has a grant");
        grant.setExecutionId(id);
        grant.setGrantId("grant-of-" + id);
        grant.setHeartbeatIntervalMillis((int) PATIENCE.toMillis());
        if (!plan.sends(number)) {
            return new Copy(number, Fleet.key(id), stateOf(number, 1, 0, lastChain), List.of());
        }
        // Shared with the state, and not changed before the next copy: it is written by then.
        var signer = new SessionSigner(model.executor(), own, trustDomain, grant, Model.INSTANCE);
        signer.agree(evaluator);
        long sequence = 1;
        open(signer, id, grant);
        // Checkpoints are spread as they are among executions that began at any time.
        int coded = number % CHECKPOINTS_SPREAD == 0
                ? Math.max(0, grant.getSessionCheckpointEvery() - 1 - plan.rounds() / 2 - 1)
                : 0;
        for (int before = 0; before < coded; before++) {
            seal(signer, id, ++sequence, beginning);
        }
        long lastSequence = sequence;
        var heartbeats = new ArrayList<Sealed>(plan.rounds());
        for (int round = 0; round < plan.rounds(); round++) {
            heartbeats.add(seal(signer, id, ++sequence, beginning + plan.sentAfterMillis(number, round)));
        }
        lastChain = chainBefore(heartbeats.get(0));
        return new Copy(number, Fleet.key(id), stateOf(number, lastSequence, coded, lastChain), heartbeats);
    }

    /** As the evaluator would have left it after the last heartbeat before those. */
    private byte[] stateOf(int number, long lastSequence, int coded, byte[] chain) {
        long interval = plan.interval().toMillis();
        state.setSequence(lastSequence);
        state.setEvaluatedAt(beginning);
        state.setLastHeartbeatAt(beginning);
        // Leases end at any time, too.
        state.setLeasedAt(beginning - interval * (number / SENDERS_APART % 5));
        state.setSessionChain(ByteBuffer.wrap(chain));
        state.setSessionUncovered(coded);
        // Its heartbeats act under the second rule of the scope alone.
        state.setSessionScope(ByteBuffer.wrap(new byte[] {0b10}));
        return Model.bytes(state);
    }

    private static byte[] chainBefore(Sealed heartbeat) {
        for (Header header : heartbeat.headers()) {
            if (header.key().equals(SessionHeader.HEADER)) {
                return Arrays.copyOfRange(header.value(), 1, 1 + CHAIN_BYTES);
            }
        }
        throw new IllegalStateException("expected a heartbeat within a session, found one without");
    }

    /** The state holds what the evaluator keeps of the session. */
    private void open(SessionSigner signer, String id, Grant grant) {
        SignedContent[] content = new SignedContent[1];
        heartbeat.setSequence(1L);
        heartbeat.setSentAt(Instant.ofEpochMilli(beginning));
        signer.seal(heartbeat, each -> content[0] = content(id, codec.encode(Topic.HEARTBEATS, each)));
        var opening = new Authentication.Signed(model.executor().verifyingKey().id(), content[0]);
        ((Admission.Accepted) verifier.admit(state, grant, opening, heartbeat))
                .session()
                .storeIn(state);
    }

    private SignedContent content(String id, byte[] value) {
        WireFormat wire = Objects.requireNonNull(WireFormat.parse(value), "the serializer writes the wire format");
        return new SignedContent(
                trustDomain, Topic.HEARTBEATS.logicalName(), id, Topic.HEARTBEATS.fingerprint(), wire.body());
    }

    private Sealed seal(SessionSigner signer, String id, long sequence, long sentAt) {
        heartbeat.setSequence(sequence);
        heartbeat.setSentAt(Instant.ofEpochMilli(sentAt));
        byte[][] value = new byte[1][];
        SessionSigner.Seal seal = signer.seal(heartbeat, each -> {
            value[0] = codec.encode(Topic.HEARTBEATS, each);
            return content(id, value[0]);
        });
        List<Header> headers = new ArrayList<>(2);
        seal.signature().ifPresent(each -> headers.add(new RecordHeader(RecordSignature.HEADER, each)));
        seal.session().ifPresent(each -> headers.add(new RecordHeader(SessionHeader.HEADER, each)));
        return new Sealed(value[0], headers);
    }
}
