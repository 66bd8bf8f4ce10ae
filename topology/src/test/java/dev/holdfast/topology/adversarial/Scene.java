package dev.holdfast.topology.adversarial;

import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.topology.scenario.Signing;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** Two executions that run well, and the means to make bad records for one of them. */
record Scene(EvaluatorScenario scenario, Executor victim, Executor neighbour) {
    static final String VICTIM = "victim";
    static final String NEIGHBOUR = "neighbour";
    static final String NEWCOMER = "newcomer";

    /** The victim's next heartbeat, changed before it is signed. */
    Input beat(Consumer<Heartbeat.Builder> change) {
        return victim.heartbeat(change);
    }

    /** The victim's next heartbeat. */
    Input beat() {
        return beat(heartbeat -> {});
    }

    /** A newcomer's grant, changed before its issuer signs it. */
    Input grant(Consumer<Grant.Builder> change) {
        return scenario.signedGrant(NEWCOMER, Keys.ISSUER, change);
    }

    /** An act of governance, signed as it is. */
    Input act(String key, GovernanceRecord act, SigningKey signer) {
        return scenario.signing().sign(Topic.GOVERNANCE, key, act, signer);
    }

    /** A body of somebody's choice in place of a heartbeat's, validly signed by the victim's executor, under the right schema. */
    Input beatOf(byte[] body) {
        Input good = beat();
        return signed(good, WireFormat.parse(good.value()).schemaId(), Topic.HEARTBEATS.fingerprint(), body);
    }

    /** The same under another schema of the registry. */
    Input beatOf(HostileRegistry.Entry schema, byte[] body) {
        return signed(beat(), schema.id(), schema.fingerprint(), body);
    }

    private static Input signed(Input good, int schemaId, long fingerprint, byte[] body) {
        var content = new SignedContent(
                Signing.TRUST_DOMAIN, Topic.HEARTBEATS.logicalName(), VICTIM, fingerprint, ByteBuffer.wrap(body));
        return new Input(Topic.HEARTBEATS, good.key(), WireFormat.join(schemaId, body), List.of())
                .alsoSigned(Keys.EXECUTOR.sign(content).header());
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
