package dev.holdfast.topology.scenario;

import dev.holdfast.record.Acknowledgment;
import dev.holdfast.record.AcknowledgmentStage;
import dev.holdfast.record.Capability;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.Standing;
import dev.holdfast.schemas.Topic;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** An executor that does as it is told: each heartbeat says that it obeys the last command. Tests depart from there. */
public final class Executor {
    /** The evidence that {@link EvaluatorScenario#grantFor} accepts. */
    public static final Map<String, String> EVIDENCE = Map.of("executable.sha256", "aa");

    static final String INSTANCE = "instance-1";

    private final EvaluatorScenario scenario;
    private final String id;
    private final String instance;
    private long sequence;

    Executor(EvaluatorScenario scenario, String id, String instance) {
        this.scenario = scenario;
        this.id = id;
        this.instance = instance;
    }

    public String id() {
        return id;
    }

    /** Sequence of the last heartbeat it made. */
    public long sequence() {
        return sequence;
    }

    /** Sends the next heartbeat, in good order. */
    public EvaluatorScenario.Outcome beat() {
        return beat(heartbeat -> {});
    }

    /** Sends the next heartbeat, changed. */
    public EvaluatorScenario.Outcome beat(Consumer<Heartbeat.Builder> change) {
        return scenario.send(heartbeat(change));
    }

    /** Sends heartbeats in good order, one a second, the first after a second. */
    public void beatFor(int seconds) {
        for (int i = 0; i < seconds; i++) {
            scenario.advance(EvaluatorScenario.INTERVAL);
            beat();
        }
    }

    /** The next heartbeat, signed, not sent. */
    public Input heartbeat(Consumer<Heartbeat.Builder> change) {
        return scenario.signing().sign(Topic.HEARTBEATS, id, next(change), Keys.EXECUTOR);
    }

    /** The next heartbeat, neither signed nor sent. */
    public Heartbeat next(Consumer<Heartbeat.Builder> change) {
        Heartbeat.Builder heartbeat = Heartbeat.newBuilder()
                .setCapabilities(List.of(Capability.PAUSE, Capability.KILL))
                .setSequence(++sequence)
                .setExecutorInstance(instance)
                .setSentAt(scenario.now())
                .setStanding(standing())
                .setObeyedEpoch(obeyedEpoch())
                .setEvidence(EVIDENCE)
                .setCounters(Map.of("cpu.millis", 10L));
        change.accept(heartbeat);
        return heartbeat.build();
    }

    /** Answers a command. */
    public EvaluatorScenario.Outcome acknowledge(ControlCommand command, AcknowledgmentStage stage) {
        return scenario.send(acknowledgment(command.getEpoch(), command.getAction(), stage));
    }

    /** An answer, signed, not sent. */
    public Input acknowledgment(long epoch, ControlAction action, AcknowledgmentStage stage) {
        return scenario.signing()
                .sign(
                        Topic.ACKS,
                        id,
                        new Acknowledgment(epoch, action, stage, instance, scenario.now(), 1_000L, ""),
                        Keys.EXECUTOR);
    }

    private Standing standing() {
        List<ControlCommand> commands = scenario.commands(id);
        boolean leased = !scenario.leases(id).isEmpty();
        if (commands.isEmpty()) {
            return leased ? Standing.RUNNING : Standing.WAITING;
        }
        return switch (commands.get(commands.size() - 1).getAction()) {
            case RESUME -> Standing.RUNNING;
            case PAUSE -> Standing.PAUSED;
            case HALT, DENY -> Standing.HALTED;
        };
    }

    private long obeyedEpoch() {
        List<ControlCommand> commands = scenario.commands(id);
        return commands.isEmpty() ? 0 : commands.get(commands.size() - 1).getEpoch();
    }
}
