package dev.holdfast.topology.scenario;

import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.trust.session.SessionHeader;
import dev.holdfast.trust.session.SessionSigner;
import dev.holdfast.trust.signature.AgreementKey;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SignedContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** An executor that keeps a session with the evaluator: the first heartbeat opens it, the others go on with it. */
public final class SessionExecutor {
    private final EvaluatorScenario scenario;
    private final Executor executor;
    private final SessionSigner signer;

    SessionExecutor(EvaluatorScenario scenario, Executor executor, Grant grant, byte[] evaluatorKey) {
        this.scenario = scenario;
        this.executor = executor;
        this.signer = new SessionSigner(
                Keys.EXECUTOR, AgreementKey.derivedFrom(Keys.EXECUTOR), Signing.TRUST_DOMAIN, grant, Executor.INSTANCE);
        signer.agree(evaluatorKey).ifPresent(why -> {
            throw new AssertionError(why);
        });
    }

    /** Sends the next heartbeat, in good order. */
    public EvaluatorScenario.Outcome beat() {
        return scenario.send(heartbeat(heartbeat -> {}));
    }

    /** The next heartbeat, sealed, not sent. */
    public Input heartbeat(Consumer<Heartbeat.Builder> change) {
        Heartbeat heartbeat = executor.next(change);
        byte[][] value = new byte[1][];
        SessionSigner.Seal seal = signer.seal(heartbeat, each -> {
            value[0] = scenario.signing().valueOf(Topic.HEARTBEATS, each);
            return new SignedContent(
                    Signing.TRUST_DOMAIN,
                    Topic.HEARTBEATS.logicalName(),
                    executor.id(),
                    Topic.HEARTBEATS.fingerprint(),
                    WireFormat.parse(value[0]).body());
        });
        List<Header> headers = new ArrayList<>();
        seal.signature().ifPresent(bytes -> headers.add(new RecordHeader(RecordSignature.HEADER, bytes)));
        seal.session().ifPresent(bytes -> headers.add(new RecordHeader(SessionHeader.HEADER, bytes)));
        return new Input(
                Topic.HEARTBEATS, executor.id().getBytes(StandardCharsets.UTF_8), value[0], List.copyOf(headers));
    }

    /** Makes its next heartbeat an opening. */
    public void reopen() {
        signer.reopen();
    }

    public Executor executor() {
        return executor;
    }
}
