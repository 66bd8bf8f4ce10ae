package dev.holdfast.topology.simulation.world;

import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.Grant;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.Lease;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.schemas.ExecutionId;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.topology.scenario.Output;
import dev.holdfast.topology.scenario.ScenarioSetup;
import dev.holdfast.topology.simulation.invariant.Bound;
import dev.holdfast.topology.simulation.invariant.Invariant;
import dev.holdfast.topology.simulation.invariant.Observed;
import dev.holdfast.topology.simulation.invariant.Truth;
import dev.holdfast.topology.simulation.task.Suppliers;
import dev.holdfast.topology.simulation.task.Task;
import dev.holdfast.trust.signature.SigningKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * A world around one partition, from its first second until all that ever ran in it has been forgotten. Its time is the steady clock of executors and, but for a few
 * milliseconds from topic to topic, the brokers'; the clock of the evaluator's process is that and whatever it was set by.
 */
public final class World {
    private static final List<List<String>> FAMILIES = List.of(
            List.of("a", "a/x"), List.of("a", "b"), List.of("a", "a/x", "a/x/y", "b"), List.of("a", "a/x", "a/y"));

    private static final long START = EvaluatorScenario.START.toEpochMilli();

    /** Longer than any grant of a world, its retention and what clocks can hold up. */
    private static final long ALL_FORGOTTEN_AFTER = 240_000;

    private final SplittableRandom random;
    private final Profile profile;
    private final Agenda agenda = new Agenda(START);
    private final Drafts drafts = new Drafts(CODEC.get());
    private final Truth truth = new Truth();
    private final Evaluation evaluation;
    private final Processes processes;
    private final Mishaps mishaps;
    private final Map<Topic, Integer> brokerAhead = new EnumMap<>(Topic.class);
    private final Map<String, Grant> granted = new HashMap<>();
    private final List<ModelExecutor> executors = new ArrayList<>();
    private final Map<String, Long> silentUntil = new HashMap<>();
    private final long end;
    private boolean over;
    private int steps;

    private static final ThreadLocal<RecordCodec> CODEC =
            ThreadLocal.withInitial(() -> new RecordCodec(Suppliers.REGISTRY, ScenarioSetup.NAMES));

    /** @param invariants those that are to hold, given what is true */
    public World(long seed, Profile profile, Task.Maker maker, Function<Truth, List<Invariant>> invariants) {
        this.random = new SplittableRandom(seed);
        this.profile = profile;
        this.mishaps = new Mishaps(random.split(), drafts);
        this.evaluation = new Evaluation(maker, CODEC.get(), invariants.apply(truth), profile.lack(), START);
        LogStage log = profile.logEvery() > 0 && seed % profile.logEvery() == 0
                ? new LogStage(new SplittableRandom(~seed), CODEC.get(), evaluation::signed, START)
                : null;
        this.processes = new Processes(
                random,
                mishaps,
                profile,
                agenda,
                evaluation,
                log,
                this::readUncommitted,
                this::readCommitted,
                this::deliver);
        for (Topic topic : Topic.values()) {
            brokerAhead.put(topic, random.nextInt((int) Bound.BROKERS_DIFFER));
        }
        this.end = START + 8_000 + random.nextInt(14_000);
        Drafts.AUTHORITIES.forEach(this::append);
        List<String> family = FAMILIES.get(random.nextInt(FAMILIES.size()));
        for (String id : family) {
            agenda.in(random.nextInt(300), () -> begin(id, "1"));
        }
        agenda.in(1, processes::turn);
        agenda.in(500, this::mishap);
    }

    /** How many things have happened. */
    public int steps() {
        return steps;
    }

    /** All that was written for good. */
    public List<Output> committed() {
        return evaluation.committed();
    }

    /** Lets everything happen. */
    public void run() {
        while (agenda.now() < end) {
            next();
        }
        over = true;
        processes.calm();
        // When all has been forgotten and nobody has anything left to say, more of the same would follow.
        while (agenda.now() < end + ALL_FORGOTTEN_AFTER && !(agenda.isQuiet() && evaluation.isEmpty())) {
            next();
        }
        processes.finish();
        evaluation.end();
    }

    /** Ends its tasks. */
    public void close() {
        processes.close();
    }

    private void next() {
        steps++;
        agenda.next();
        executors.stream()
                .filter(executor -> executor.works(agenda.now()))
                .forEach(executor -> evaluation.acted(executor.id(), executor.instance(), agenda.now()));
    }

    // What executors and those who grant do.

    private void begin(String id, String generation) {
        Instant from = Instant.ofEpochMilli(agenda.now() + (mishaps.onceIn(6) ? random.nextInt(4_000) : 0));
        Grant above = granted.get(ExecutionId.parentOf(id).orElse(""));
        String name = "g-" + id + "-" + generation;
        Grant.Builder terms = above == null
                ? Drafts.terms(id, name, from, modes())
                        .setNotAfter(from.plusMillis(6_000 + random.nextInt(60_000)))
                        .setLeaseMillis(2_000 + random.nextInt(6_000))
                        .setGraceMillis(random.nextInt(8_000))
                        .setAgent(mishaps.onceIn(3) ? Drafts.BARRED : "worker")
                : Grant.newBuilder(above)
                        .setExecutionId(id)
                        .setGrantId(name)
                        .setDelegationDepth(above.getDelegationDepth() - 1);
        if (above != null && mishaps.onceIn(10)) {
            terms.setNotAfter(above.getNotAfter().plusMillis(1));
        }
        if (mishaps.onceIn(25)) {
            terms.setPolicyDigest("another");
        }
        Grant grant = terms.build();
        SigningKey signer = mishaps.onceIn(20) ? Keys.STRANGER : id.contains("/") ? Keys.EXECUTOR : Keys.ISSUER;
        granted.put(id, grant);
        truth.granted(id, grant.getLeaseMillis(), grant.getNotAfter().toEpochMilli());
        if (!mishaps.onceIn(20)) {
            deliver(drafts.grant(grant, signer), mishaps.onceIn(8) ? 6_000 : 100);
        }
        var executor = new ModelExecutor(id, "process-" + generation, grant, drafts);
        executors.add(executor);
        agenda.in(random.nextInt(400), () -> beat(executor));
        if (mishaps.onceIn(6)) {
            // Another process with the same key.
            var second = new ModelExecutor(id, "second-" + generation, grant, drafts);
            executors.add(second);
            agenda.in(random.nextInt(6_000), () -> send(second));
        }
    }

    private HeartbeatMode[] modes() {
        return switch (random.nextInt(3)) {
            case 0 -> new HeartbeatMode[] {HeartbeatMode.SIGNED};
            case 1 -> new HeartbeatMode[] {HeartbeatMode.SESSION};
            default -> new HeartbeatMode[] {HeartbeatMode.SIGNED, HeartbeatMode.SESSION};
        };
    }

    private void beat(ModelExecutor executor) {
        if (over) {
            return;
        }
        if (mishaps.onceIn(25)) {
            silentUntil.put(executor.id(), agenda.now() + random.nextInt(14_000));
        }
        if (agenda.now() >= silentUntil.getOrDefault(executor.id(), 0L)) {
            send(executor);
        }
        agenda.in(900 + random.nextInt(200), () -> beat(executor));
    }

    /** Sends a heartbeat, which may be lost, come late or come twice. */
    private void send(ModelExecutor executor) {
        Input heartbeat = executor.heartbeat(agenda.now(), mishaps.heartbeat());
        truth.sent(executor.id(), executor.instance(), executor.sequence(), agenda.now());
        if (!mishaps.onceIn(25)) {
            deliver(heartbeat, mishaps.onceIn(15) ? 2_500 : 60);
        }
        if (mishaps.onceIn(20)) {
            deliver(heartbeat, 4_000);
        }
    }

    private void mishap() {
        if (over) {
            return;
        }
        if (!executors.isEmpty()) {
            ModelExecutor executor = executors.get(random.nextInt(executors.size()));
            deliver(mishaps.about(executor, agenda.now()), 50);
            if (profile.gaps()) {
                evaluation.partition().skipOffset(random.nextBoolean() ? Topic.GOVERNANCE : Topic.HEARTBEATS);
            }
            if (mishaps.onceIn(20)) {
                again(executor.id());
            }
        }
        agenda.in(400 + random.nextInt(2_500), this::mishap);
    }

    /** The same id once more, after all of it has been forgotten or too early for that. */
    private void again(String id) {
        String generation = Integer.toString(executors.size() + 1);
        executors.stream()
                .filter(executor -> executor.id().equals(id))
                .forEach(executor -> silentUntil.put(id, agenda.now() + 3_000));
        agenda.in(2_000, () -> begin(id, generation));
    }

    private void deliver(Input input, int withinMillis) {
        agenda.in(random.nextInt(withinMillis), () -> append(input));
    }

    private void append(Input input) {
        evaluation.partition().append(input, agenda.now() + brokerAhead.getOrDefault(input.topic(), 0));
    }

    // What executors hear.

    private void readUncommitted(Observed written) {
        if (written.output().topic() != Topic.CONTROL || mishaps.onceIn(6)) {
            return;
        }
        ControlCommand command = written.as(ControlCommand.class).orElseThrow();
        agenda.in(
                random.nextInt(mishaps.onceIn(10) ? 2_000 : 10),
                () -> executors.stream()
                        .filter(executor -> isFor(executor, written.id(), command))
                        .forEach(executor -> obey(executor, command)));
    }

    private void obey(ModelExecutor executor, ControlCommand command) {
        for (Input answer : executor.command(command, agenda.now())) {
            if (!mishaps.onceIn(4)) {
                deliver(answer, 40);
            }
        }
    }

    private static boolean isFor(ModelExecutor executor, String id, ControlCommand command) {
        if (command.getSelector() == null) {
            return executor.id().equals(id);
        }
        String selected = command.getSelector().getValue();
        return command.getSelector().getKind() == SelectorKind.EVERYTHING
                || executor.id().equals(selected)
                || executor.id().startsWith(selected + "/");
    }

    private void readCommitted(Observed written) {
        written.as(Lease.class).ifPresent(lease -> {
            if (!mishaps.onceIn(15)) {
                agenda.in(
                        random.nextInt(mishaps.onceIn(10) ? 3_000 : 30),
                        () -> executors.stream()
                                .filter(executor -> executor.id().equals(written.id()))
                                .forEach(executor -> executor.lease(lease, agenda.now())));
            }
        });
    }
}
