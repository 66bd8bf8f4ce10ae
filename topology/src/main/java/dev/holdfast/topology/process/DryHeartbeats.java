package dev.holdfast.topology.process;

import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.topology.process.Inbound.Rejected;
import dev.holdfast.trust.session.SessionHeader;
import dev.holdfast.trust.session.SessionSigner;
import dev.holdfast.trust.signature.AgreementKey;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/** Heartbeats of one execution that does not exist, in a session, from their bytes on: for a dry run. */
final class DryHeartbeats {
    private final Grant grant;
    private final String trustDomain;
    private final RecordCodec codec;
    private final Inbound inbound;
    private final HeartbeatIntake intake;
    private final StateStore store;
    private final SessionSigner signer;

    /**
     * @param grant accepts sessions, and has been taken
     * @param executor the one that it names
     * @param session made for this session
     * @param evaluator whom the session is with
     */
    DryHeartbeats(
            Grant grant,
            SigningKey executor,
            AgreementKey session,
            AgreementKey evaluator,
            String trustDomain,
            RecordCodec codec,
            HeartbeatIntake intake,
            StateStore store,
            String executorInstance) {
        this.grant = grant;
        this.trustDomain = trustDomain;
        this.codec = codec;
        this.inbound = new Inbound(codec, trustDomain, 1);
        this.intake = intake;
        this.store = store;
        this.signer = new SessionSigner(executor, session, trustDomain, grant, executorInstance);
        signer.agree(evaluator.publicKey());
    }

    /** Takes the next one as a task does that knows nothing of the execution but what is stored. */
    void take(Heartbeat heartbeat, Settlement.Cause cause) {
        byte[] key = grant.getExecutionId().getBytes(StandardCharsets.UTF_8);
        var content = new Content();
        SessionSigner.Seal seal = signer.seal(heartbeat, content::of);
        var headers = new RecordHeaders();
        seal.signature().ifPresent(signature -> headers.add(RecordSignature.HEADER, signature));
        seal.session().ifPresent(session -> headers.add(SessionHeader.HEADER, session));
        store.forgetChanges(key);
        try {
            intake.take(
                    inbound.executionId(key, 0),
                    inbound.open(Topic.HEARTBEATS, content.value),
                    new Record<>(key, content.value, cause.appendedAt(), headers),
                    cause);
        } catch (Rejected e) {
            throw new IllegalStateException("a heartbeat of a dry run was refused: " + e.getMessage(), e);
        }
    }

    /** A heartbeat's bytes, and what of them is signed. */
    private final class Content {
        private byte[] value = {};

        SignedContent of(Heartbeat heartbeat) {
            value = codec.encode(Topic.HEARTBEATS, heartbeat);
            WireFormat wire = Objects.requireNonNull(WireFormat.parse(value));
            return new SignedContent(
                    trustDomain,
                    Topic.HEARTBEATS.logicalName(),
                    grant.getExecutionId(),
                    Topic.HEARTBEATS.fingerprint(),
                    wire.body());
        }
    }
}
