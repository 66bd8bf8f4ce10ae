package dev.holdfast.topology.walk;

import dev.holdfast.record.AcknowledgmentStage;
import dev.holdfast.record.Capability;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Deadline;
import dev.holdfast.record.Dimension;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.Phase;
import dev.holdfast.record.ReportedAction;
import dev.holdfast.record.Standing;
import dev.holdfast.record.Tick;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.ExecutionId;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Keys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Walks at random: mostly executors in good order, now and then everything that can go wrong. */
final class Walk {
    private static final List<String> IDS = List.of("a", "a/x", "a/x/y", "b", "b/z", "c", "d", "e", "f", "g");

    /** What is wrong with a heartbeat only when there was one before it. */
    private static final String FIRST_INSTANCE = "instance-1";

    private static final List<String> ONLY_LATER = List.of("instance", "gap", "old");

    private final Random random;
    private final EvaluatorScenario scenario;
    private final Invariants invariants;

    Walk(long seed, EvaluatorScenario scenario, Invariants invariants) {
        this.random = new Random(seed);
        this.scenario = scenario;
        this.invariants = invariants;
        scenario.holdTicks();
    }

    void step() {
        int choice = random.nextInt(100);
        if (choice < 12) {
            beatAll();
        } else if (choice < 60) {
            heartbeat(pick());
        } else if (choice < 72) {
            grant(pick());
        } else if (choice < 78) {
            acknowledge(pick());
        } else if (choice < 83) {
            forgeTick(pick());
        } else if (choice < 86) {
            garbage(pick());
        } else if (choice < 97) {
            pass(Duration.ofMillis(random.nextInt(1_500)));
        } else if (choice < 99) {
            pass(Duration.ofSeconds(random.nextInt(8)));
        } else if (random.nextInt(8) == 0) {
            pass(Duration.ofSeconds(90));
        } else {
            scenario.brokerAhead(Duration.ofMillis(random.nextInt(8_000) - 4_000));
        }
    }

    private String pick() {
        return IDS.get(random.nextInt(IDS.size()));
    }

    private void beatAll() {
        for (int round = random.nextInt(4); round >= 0; round--) {
            IDS.forEach(id -> beat(id, List.of(), heartbeat -> {}));
            pass(Duration.ofMillis(700 + random.nextInt(500)));
        }
    }

    private void heartbeat(String id) {
        switch (random.nextInt(24)) {
            case 0 -> beat(id, List.of("evidence"), h -> h.setEvidence(Map.of("executable.sha256", "bb")));
            case 1 -> beat(id, List.of("evidence"), h -> h.setEvidence(Map.of()));
            case 2 -> beat(id, List.of("budget"), h -> h.setCounters(Map.of("cpu.millis", 5_000L)));
            case 3 -> beat(id, List.of("budget"), h -> h.setCounters(Map.of()));
            case 4 -> beat(id, List.of("scope"), h -> h.setActions(List.of(action("https://outside/", 1))));
            case 5 -> beat(id, List.of("gap"), h -> h.setSequence(h.getSequence() + 1 + random.nextInt(3)));
            case 6 -> beat(id, List.of("old"), h -> h.setSequence(Math.max(1, h.getSequence() - 1)));
            case 7 -> beat(id, List.of("instance"), h -> h.setExecutorInstance("instance-2"));
            case 8 -> beat(id, List.of("halted"), h -> h.setStanding(Standing.HALTED));
            case 9 -> beat(id, List.of("ended"), h -> h.setPhase(Phase.ENDED).setExitCode(1));
            case 10 -> beat(id, List.of(), h -> h.setObeyedEpoch(h.getObeyedEpoch() + random.nextInt(5)));
            case 11 -> beat(id, List.of("range"), h -> h.setObeyedEpoch(1_000_000));
            case 12 -> beat(id, List.of(), h -> h.setObeyedEpoch(0).setStanding(Standing.RUNNING));
            case 13 -> beat(id, List.of(), h -> h.setActions(List.of(action("https://inside/x", 2))));
            default -> beat(id, List.of(), h -> {});
        }
    }

    private static ReportedAction action(String resource, long count) {
        return new ReportedAction("http.get", resource, count);
    }

    private void beat(String id, List<String> faults, Consumer<Heartbeat.Builder> change) {
        ExecutionState state = scenario.state(id);
        Heartbeat.Builder heartbeat = Heartbeat.newBuilder()
                .setCapabilities(List.of(Capability.PAUSE, Capability.KILL))
                .setSequence(state == null ? 1 : state.getSequence() + 1)
                .setExecutorInstance(
                        state == null || state.getSequence() == 0 ? FIRST_INSTANCE : state.getExecutorInstance())
                .setSentAt(scenario.now())
                .setStanding(standing(state))
                .setObeyedEpoch(state == null ? 0 : state.getEpoch())
                .setEvidence(Executor.EVIDENCE)
                .setCounters(Map.of("cpu.millis", 10L));
        change.accept(heartbeat);
        Input input = scenario.signing().sign(Topic.HEARTBEATS, id, heartbeat.build(), Keys.EXECUTOR);
        boolean judgeable = state != null && state.getGrant() != null && !state.getEnded();
        send(id, input, judgeable ? faultsFor(state, faults) : List.of("nobody to judge"));
    }

    /** Those of the faults that are any in this state. */
    private static List<String> faultsFor(ExecutionState state, List<String> faults) {
        boolean first = state.getSequence() == 0;
        boolean waived = !state.getGrant().getWaived().isEmpty();
        return faults.stream()
                .filter(fault -> !(first && ONLY_LATER.contains(fault)))
                .filter(fault -> !(fault.equals("instance")
                        && state.getExecutorInstance().equals("instance-2")))
                .filter(fault -> !(waived && fault.equals("evidence")))
                .toList();
    }

    private static Standing standing(@Nullable ExecutionState state) {
        return switch (state == null ? TrustState.PENDING : state.getState()) {
            case TRUSTED -> Standing.RUNNING;
            case PAUSED -> Standing.PAUSED;
            case PENDING, HALTED, COMPLETED, DENIED -> Standing.WAITING;
        };
    }

    private void grant(String id) {
        ExecutionState state = scenario.state(id);
        Instant from = scenario.now().plusSeconds(random.nextInt(4) == 0 ? random.nextInt(6) : 0);
        Grant.Builder grant = scenario.grantFor(id)
                .setGrantId("g-" + random.nextInt(1_000_000))
                .setNotBefore(from)
                .setNotAfter(from.plusSeconds(5 + random.nextInt(60)))
                .setLeaseMillis(3_000 + random.nextInt(6_000))
                .setGraceMillis(random.nextInt(8_000));
        if (random.nextInt(8) == 0) {
            grant.setPolicyDigest("another");
        }
        if (random.nextInt(8) == 0) {
            grant.setReferenceValues(Map.of()).setWaived(List.of(Dimension.ENVIRONMENT));
        }
        var faults = new ArrayList<String>();
        Optional<String> parent = ExecutionId.parentOf(id);
        if (parent.isPresent()) {
            ExecutionState above = scenario.state(parent.get());
            if (above == null || above.getGrant() == null) {
                faults.add("orphan");
            } else {
                grant = delegated(grant.build(), above.getGrant());
            }
        }
        if (state != null && state.getGrant() != null) {
            faults.add("conflicting");
        }
        if (random.nextInt(10) == 0) {
            grant.setScope(List.of());
            faults.add("grants nothing");
        }
        if (parent.isPresent() && faults.isEmpty() && random.nextInt(10) == 0) {
            grant.setNotAfter(grant.getNotAfter().plusMillis(1));
            faults.add("widened");
        }
        boolean stranger = random.nextInt(10) == 0;
        if (stranger) {
            faults.add("stranger");
        }
        var signer = stranger ? Keys.STRANGER : id.contains("/") ? Keys.EXECUTOR : Keys.ISSUER;
        send(id, scenario.signing().sign(Topic.GRANTS, id, grant.build(), signer), faults);
    }

    /** No wider than the parent's, whose executor key is also the child's. */
    private static Grant.Builder delegated(Grant wanted, Grant parent) {
        return Grant.newBuilder(parent)
                .setExecutionId(wanted.getExecutionId())
                .setGrantId(wanted.getGrantId())
                .setDelegationDepth(parent.getDelegationDepth() - 1);
    }

    private void acknowledge(String id) {
        ExecutionState state = scenario.state(id);
        long epoch = state == null ? 1 : Math.max(0, state.getEpoch() - random.nextInt(2));
        ControlAction action = ControlAction.values()[random.nextInt(ControlAction.values().length)];
        AcknowledgmentStage stage = random.nextBoolean() ? AcknowledgmentStage.RECEIVED : AcknowledgmentStage.EFFECTIVE;
        var faults = new ArrayList<String>();
        if (state == null || state.getGrant() == null) {
            faults.add("grant");
        } else if (!state.getExecutorInstance().equals(FIRST_INSTANCE)) {
            faults.add("instance");
        }
        send(id, scenario.executor(id).acknowledgment(epoch, action, stage), faults);
    }

    private void forgeTick(String id) {
        Deadline kind = Deadline.values()[random.nextInt(Deadline.values().length)];
        Instant dueAt = scenario.now().plusMillis(random.nextInt(20_000) - 10_000);
        send(id, scenario.signing().unsigned(Topic.TICKS, id, new Tick(kind, dueAt, 0L)), List.of());
    }

    private void garbage(String id) {
        Input good = scenario.executor(id).heartbeat(heartbeat -> {});
        Input bad = switch (random.nextInt(5)) {
            case 0 -> good.unsigned();
            case 1 -> good.alsoSigned(good.signature());
            case 2 -> good.withValue(Arrays.copyOf(good.value(), random.nextInt(good.value().length)));
            case 3 -> good.withKey((id + "//").getBytes(StandardCharsets.UTF_8));
            default -> good.withValue(null);
        };
        send(id, bad, List.of("garbage"));
    }

    /** Lets time pass; each tick is a step of its own. One in ten is lost, one in ten comes twice. */
    private void pass(Duration duration) {
        scenario.advance(duration);
        for (Input tick : scenario.heldTicks()) {
            int fate = random.nextInt(10);
            for (int times = fate == 0 ? 0 : fate == 1 ? 2 : 1; times > 0; times--) {
                send(new String(tick.key(), StandardCharsets.UTF_8), tick, List.of());
            }
        }
    }

    private void send(String id, Input input, List<String> faults) {
        Instant now = scenario.now();
        boolean ancestorsTrusted = ancestorsTrusted(id);
        ExecutionState before = scenario.state(id);
        var outcome = scenario.sendAt(input, now);
        invariants.check(new Step(id, input, now, faults, ancestorsTrusted, before, scenario.state(id), outcome));
    }

    private boolean ancestorsTrusted(String id) {
        int slash = id.lastIndexOf('/');
        return slash < 0 || scenario.standing(id.substring(0, slash)) == TrustState.TRUSTED;
    }
}
