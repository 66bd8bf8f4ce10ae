package dev.holdfast.topology.simulation.world;

import dev.holdfast.record.Acknowledgment;
import dev.holdfast.record.AcknowledgmentStage;
import dev.holdfast.record.Capability;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.Lease;
import dev.holdfast.record.Standing;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.topology.scenario.Signing;
import dev.holdfast.trust.session.SessionHeader;
import dev.holdfast.trust.session.SessionSigner;
import dev.holdfast.trust.signature.AgreementKey;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SignedContent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * One executor process: seals its heartbeats, obeys commands and leases as the protocol for executors has it, and counts leases on its own steady clock, which nobody
 * sets. Instants are that clock's, in milliseconds.
 */
final class ModelExecutor {
    private static final byte[] EVALUATOR =
            AgreementKey.derivedFrom(Keys.EVALUATOR).publicKey();
    private static final AgreementKey OWN = AgreementKey.derivedFrom(Keys.EXECUTOR);

    private final String id;
    private final String instance;
    private final Grant grant;
    private final Drafts drafts;
    private final @Nullable SessionSigner session;
    private final Map<Long, Long> sentAt = new HashMap<>();
    private Standing standing = Standing.WAITING;
    private long obeyedEpoch;
    private boolean pausedByCommand;
    private boolean leased;
    private long leaseEnd;
    private long pausedAt;
    private long sequence;
    private long heardAt;

    ModelExecutor(String id, String instance, Grant grant, Drafts drafts) {
        this.id = id;
        this.instance = instance;
        this.grant = grant;
        this.drafts = drafts;
        if (grant.getHeartbeatModes().contains(HeartbeatMode.SESSION)) {
            session = new SessionSigner(Keys.EXECUTOR, OWN, Signing.TRUST_DOMAIN, grant, instance);
            session.agree(EVALUATOR).ifPresent(why -> {
                throw new IllegalStateException(why);
            });
        } else {
            session = null;
        }
    }

    String id() {
        return id;
    }

    String instance() {
        return instance;
    }

    Grant grant() {
        return grant;
    }

    long sequence() {
        return sequence;
    }

    /** Whether it is at work. */
    boolean works(long now) {
        elapse(now);
        return standing == Standing.RUNNING;
    }

    /** The next heartbeat, sealed. */
    Input heartbeat(long now, Consumer<Heartbeat.Builder> change) {
        elapse(now);
        Heartbeat.Builder terms = Heartbeat.newBuilder()
                .setCapabilities(List.of(Capability.PAUSE, Capability.KILL))
                .setSequence(++sequence)
                .setExecutorInstance(instance)
                .setSentAt(Instant.ofEpochMilli(now))
                .setStanding(standing)
                .setObeyedEpoch(obeyedEpoch)
                .setEvidence(Map.of("executable.sha256", "aa"))
                .setCounters(Map.of("cpu.millis", 2 * sequence));
        change.accept(terms);
        sentAt.put(sequence, now);
        if (session == null) {
            return drafts.signing().sign(Topic.HEARTBEATS, id, terms.build(), Keys.EXECUTOR);
        }
        if (now - heardAt > grant.getLeaseMillis()) {
            session.reopen();
        }
        return sealed(session, terms.build());
    }

    private Input sealed(SessionSigner signer, Heartbeat heartbeat) {
        byte[][] value = new byte[1][];
        SessionSigner.Seal seal = signer.seal(heartbeat, each -> {
            value[0] = drafts.signing().valueOf(Topic.HEARTBEATS, each);
            return new SignedContent(
                    Signing.TRUST_DOMAIN,
                    Topic.HEARTBEATS.logicalName(),
                    id,
                    Topic.HEARTBEATS.fingerprint(),
                    WireFormat.parse(value[0]).body());
        });
        var headers = new ArrayList<Header>();
        seal.signature().ifPresent(bytes -> headers.add(new RecordHeader(RecordSignature.HEADER, bytes)));
        seal.session().ifPresent(bytes -> headers.add(new RecordHeader(SessionHeader.HEADER, bytes)));
        return new Input(Topic.HEARTBEATS, id.getBytes(StandardCharsets.UTF_8), value[0], List.copyOf(headers));
    }

    /** A committed lease has arrived. */
    void lease(Lease lease, long now) {
        elapse(now);
        Long sent = sentAt.get(lease.getHeartbeatSequence());
        if (!lease.getExecutorInstance().equals(instance) || sent == null) {
            return;
        }
        heardAt = now;
        long epoch = lease.getEpoch();
        long end = sent + lease.getDurationMillis();
        boolean overtaken = epoch < obeyedEpoch || pausedByCommand && epoch == obeyedEpoch;
        if (standing == Standing.HALTED || overtaken || end <= now) {
            return;
        }
        if (!leased || epoch > obeyedEpoch || end > leaseEnd) {
            leaseEnd = end;
        }
        leased = true;
        obeyedEpoch = epoch;
        pausedByCommand = false;
        standing = Standing.RUNNING;
    }

    /** A command has arrived, committed or not. The answer is empty when it changes nothing. */
    List<Input> command(ControlCommand command, long now) {
        elapse(now);
        ControlAction action = command.getAction();
        if (command.getSelector() != null) {
            chosen(action, now);
            return List.of();
        }
        if (command.getEpoch() <= obeyedEpoch || action == ControlAction.RESUME) {
            return List.of();
        }
        if (action == ControlAction.PAUSE) {
            if (standing == Standing.HALTED) {
                return List.of();
            }
            pause(now);
        } else {
            standing = Standing.HALTED;
        }
        obeyedEpoch = command.getEpoch();
        return List.of(
                acknowledgment(command, AcknowledgmentStage.RECEIVED, now),
                acknowledgment(command, AcknowledgmentStage.EFFECTIVE, now));
    }

    /** A denial for many. */
    private void chosen(ControlAction action, long now) {
        if (action == ControlAction.HALT) {
            standing = Standing.HALTED;
        } else if (action == ControlAction.PAUSE && standing != Standing.HALTED) {
            pause(now);
        }
    }

    private void pause(long now) {
        pausedByCommand = true;
        if (standing != Standing.PAUSED) {
            pausedAt = now;
        }
        standing = Standing.PAUSED;
    }

    private Input acknowledgment(ControlCommand command, AcknowledgmentStage stage, long now) {
        return drafts.acknowledgment(
                id,
                new Acknowledgment(
                        command.getEpoch(),
                        command.getAction(),
                        stage,
                        instance,
                        Instant.ofEpochMilli(now),
                        1_000L,
                        ""));
    }

    private void elapse(long now) {
        if (standing == Standing.RUNNING && leaseEnd <= now) {
            standing = Standing.PAUSED;
            pausedAt = leaseEnd;
        }
        if (standing == Standing.PAUSED && !pausedByCommand && pausedAt + grant.getGraceMillis() <= now) {
            standing = Standing.HALTED;
        }
    }
}
