package dev.holdfast.scenarios.play;

import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.Capability;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.Standing;
import dev.holdfast.scenarios.Cast;
import dev.holdfast.scenarios.Step;
import dev.holdfast.trust.evidence.StatementCheck;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An executor that does as it is told: each heartbeat says that it obeys the last command, unless its scenario has it go on as before. */
final class ActingExecutor {
    /** The evidence that grants of scenarios accept. */
    static final String EVIDENCE = "executable.sha256";

    static final String EVIDENCE_VALUE = "aa";

    /** Its process, unless a scenario says otherwise. */
    static final String INSTANCE = "instance-1";

    private final String execution;
    private @Nullable ControlCommand command;
    private @Nullable ControlCommand obeyed;
    private boolean leased;
    private long sequence;

    ActingExecutor(String execution) {
        this.execution = execution;
    }

    /** Takes a command in; false when it knew it already, since commands are repeated. */
    boolean hear(ControlCommand heard) {
        boolean isNew = command == null || heard.getEpoch() > command.getEpoch();
        if (isNew) {
            command = heard;
        }
        return isNew;
    }

    void lease() {
        leased = true;
    }

    /** The last command; null before the first. */
    @Nullable
    ControlCommand command() {
        return command;
    }

    long sequence() {
        return sequence;
    }

    Heartbeat next(Step.Beats step, Instant now, ByteBuffer challenge) {
        sequence += 1 + step.skipped();
        if (step.obeys()) {
            obeyed = command;
        }
        var attestations = new ArrayList<Attestation>();
        step.statements().forEach((name, value) -> attestations.add(state(name, value, Cast.WITNESS, now, challenge)));
        step.forged().forEach((name, value) -> attestations.add(state(name, value, Cast.STRANGER, now, challenge)));
        Heartbeat.Builder heartbeat = Heartbeat.newBuilder()
                .setCapabilities(List.of(Capability.PAUSE, Capability.KILL))
                .setSequence(sequence)
                .setExecutorInstance(INSTANCE)
                .setSentAt(now)
                .setStanding(standing())
                .setObeyedEpoch(obeyed == null ? 0 : obeyed.getEpoch())
                .setEvidence(Map.of(EVIDENCE, EVIDENCE_VALUE))
                .setAttestations(attestations);
        step.terms().accept(heartbeat);
        return heartbeat.build();
    }

    private Standing standing() {
        ControlAction action = obeyed == null ? null : obeyed.getAction();
        if (action == null) {
            return leased ? Standing.RUNNING : Standing.WAITING;
        }
        return switch (action) {
            case RESUME -> Standing.RUNNING;
            case PAUSE -> Standing.PAUSED;
            case HALT, DENY -> Standing.HALTED;
        };
    }

    private Attestation state(String name, String value, SigningKey signer, Instant now, ByteBuffer challenge) {
        ByteBuffer payload = StandardCharsets.UTF_8.encode(value);
        var content =
                StatementCheck.content(Signing.TRUST_DOMAIN, execution, name, payload, now.toEpochMilli(), challenge);
        return Attestation.newBuilder()
                .setKind(AttestationKind.STATEMENT)
                .setName(name)
                .setPayload(payload)
                .setIssuedAt(now)
                .setNonce(challenge)
                .setSignature(ByteBuffer.wrap(signer.sign(content).header()))
                .build();
    }
}
