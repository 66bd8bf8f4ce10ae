package dev.holdfast.topology.simulation.world;

import dev.holdfast.record.Deadline;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Phase;
import dev.holdfast.record.ReportedAction;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.record.Standing;
import dev.holdfast.record.Tick;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.Acts;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Keys;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Chooses what goes wrong, and what authorities do about it. */
final class Mishaps {
    private static final List<Topic> READ = List.of(
            Topic.REQUESTS, Topic.GRANTS, Topic.HEARTBEATS, Topic.SIGNALS, Topic.ACKS, Topic.GOVERNANCE, Topic.TICKS);

    private final SplittableRandom random;
    private final Drafts drafts;
    private int acts;
    private int rulesets;

    Mishaps(SplittableRandom random, Drafts drafts) {
        this.random = random;
        this.drafts = drafts;
    }

    /** True once in so many times. */
    boolean onceIn(int times) {
        return random.nextInt(times) == 0;
    }

    /** What a heartbeat says; mostly nothing out of order. */
    Consumer<Heartbeat.Builder> heartbeat() {
        return switch (random.nextInt(90)) {
            case 0 -> heartbeat -> heartbeat.setEvidence(Map.of("executable.sha256", "bb"));
            case 1 -> heartbeat -> heartbeat.setEvidence(Map.of());
            case 2 -> heartbeat -> heartbeat.setCounters(Map.of("cpu.millis", 5_000L));
            case 3 -> heartbeat -> heartbeat.setCounters(Map.of());
            case 4 ->
                heartbeat -> heartbeat.setActions(List.of(new ReportedAction("http.get", "https://outside/", 1L)));
            case 5 ->
                heartbeat -> heartbeat.setActions(List.of(new ReportedAction("http.get", "https://inside/a", 2L)));
            case 6 -> heartbeat -> heartbeat.setPhase(Phase.ENDED).setExitCode(0);
            case 7 -> heartbeat -> heartbeat.setStanding(Standing.HALTED);
            case 8 -> heartbeat -> heartbeat.setObeyedEpoch(heartbeat.getObeyedEpoch() + random.nextInt(4));
            case 9 -> heartbeat -> heartbeat.setSentAt(heartbeat.getSentAt().plusSeconds(7_200));
            default -> heartbeat -> {};
        };
    }

    /** Something that somebody sends about an execution who may or may not. */
    Input about(ModelExecutor executor, long now) {
        String id = executor.id();
        Instant instant = Instant.ofEpochMilli(now);
        return switch (random.nextInt(16)) {
            case 0, 1 -> order(id, OrderAction.PAUSE, instant);
            case 2, 3, 4 -> order(id, OrderAction.RESUME, instant);
            case 5 -> order(id, OrderAction.HALT, instant);
            case 6 -> revocation(id, instant);
            case 7 -> drafts.signal(id, "prompt.injection", instant, onceIn(3) ? Keys.STRANGER : Keys.SOURCE);
            case 8 -> drafts.signal(id, "disk.pressure", instant, Keys.SOURCE);
            case 9 -> drafts.ruleset(1 + (rulesets++ & 1));
            case 10, 11 -> forged(executor, instant);
            case 12 -> {
                Deadline kind = Deadline.values()[random.nextInt(Deadline.values().length)];
                yield drafts.tick(
                        onceIn(4) ? "*" : id, new Tick(kind, instant.plusMillis(random.nextInt(20_000) - 10_000), 0L));
            }
            default -> garbage(id);
        };
    }

    private Input order(String id, OrderAction action, Instant now) {
        boolean everything = onceIn(4);
        var order = Acts.order(
                "o-" + acts++,
                action,
                everything ? SelectorKind.EVERYTHING : SelectorKind.EXECUTION,
                everything ? "everything" : id,
                now);
        var act = GovernanceRecord.newBuilder().setOrder(order).build();
        return drafts.act("order/" + order.getId(), act, onceIn(8) ? Keys.STRANGER : Keys.OPERATOR);
    }

    private Input revocation(String id, Instant now) {
        var revocation = Acts.revocation("r-" + acts++, SelectorKind.EXECUTION, id, now);
        var act = GovernanceRecord.newBuilder().setRevocation(revocation).build();
        return drafts.act("revocation/" + revocation.getId(), act, Keys.OPERATOR);
    }

    /** A heartbeat that the executor never sent. */
    private Input forged(ModelExecutor executor, Instant now) {
        Heartbeat heartbeat = Heartbeat.newBuilder()
                .setSequence(executor.sequence() + 1)
                .setExecutorInstance(executor.instance())
                .setSentAt(now)
                .setStanding(Standing.RUNNING)
                .setEvidence(Map.of("executable.sha256", "aa"))
                .setCounters(Map.of("cpu.millis", 10L))
                .build();
        return drafts.signing().sign(Topic.HEARTBEATS, executor.id(), heartbeat, Keys.STRANGER);
    }

    private Input garbage(String id) {
        byte[] bytes = new byte[random.nextInt(40)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextInt(256);
        }
        if (bytes.length > 5 && random.nextBoolean()) {
            // As far as a schema's id it looks like a record.
            bytes[0] = 0;
            bytes[1] = 0;
            bytes[2] = 0;
            bytes[3] = 0;
            bytes[4] = (byte) (1 + random.nextInt(20));
        }
        Topic topic = READ.get(random.nextInt(READ.size()));
        return drafts.bytes(topic, onceIn(5) ? id + "//" : topic == Topic.GOVERNANCE ? "order/x" : id, bytes);
    }
}
