package dev.holdfast.topology.adversarial;

import static dev.holdfast.topology.adversarial.Fixture.ignored;
import static dev.holdfast.topology.adversarial.Fixture.rejected;
import static dev.holdfast.topology.adversarial.Fixture.taken;
import static dev.holdfast.topology.adversarial.Scene.VICTIM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Acknowledgment;
import dev.holdfast.record.AcknowledgmentStage;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Deadline;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.ReportedAction;
import dev.holdfast.record.Tick;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.trust.intake.Rejection.Reason;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Heartbeats and answers of an executor that turned bad, and ticks of somebody who may write to their topic. */
final class HeartbeatFixtures {
    private static final long END_OF_9999 = 253_402_300_799_999L;

    private HeartbeatFixtures() {}

    static Stream<Fixture> all() {
        return Stream.of(sequences(), clocks(), counters(), actions(), epochs(), texts(), answers(), ticks())
                .flatMap(fixtures -> fixtures);
    }

    private static Stream<Fixture> sequences() {
        return Stream.concat(
                LongStream.of(Long.MIN_VALUE, -1, 0, 1)
                        .mapToObj(sequence -> rejected(
                                "a sequence of " + sequence,
                                Reason.REPLAYED,
                                s -> s.beat(h -> h.setSequence(sequence)))),
                Stream.of(
                        taken(
                                "the last sequence there is",
                                s -> s.beat(h -> h.setSequence(Long.MAX_VALUE)),
                                s -> assertThat(s.state(VICTIM).getSequenceGap())
                                        .isPositive()),
                        rejected("a sequence beyond the last one", Reason.REPLAYED, s -> {
                            s.scenario().send(s.beat(h -> h.setSequence(Long.MAX_VALUE)));
                            return s.beat(h -> h.setSequence(Long.MAX_VALUE + 1));
                        })));
    }

    private static Stream<Fixture> clocks() {
        return Stream.concat(
                LongStream.of(Long.MIN_VALUE, -1, END_OF_9999 + 1, Long.MAX_VALUE)
                        .mapToObj(millis -> outOfRange(
                                "a clock at " + millis + " ms", h -> h.setSentAt(Instant.ofEpochMilli(millis)))),
                LongStream.of(0, END_OF_9999)
                        .mapToObj(millis -> taken(
                                "a clock at " + millis + " ms, a claim",
                                s -> s.beat(h -> h.setSentAt(Instant.ofEpochMilli(millis))),
                                s -> assertThat(s.state(VICTIM).getSequence()).isGreaterThan(1))));
    }

    private static Stream<Fixture> counters() {
        return Stream.of(
                outOfRange("a counter of -1", h -> h.setCounters(Map.of("cpu.millis", -1L))),
                outOfRange("the most negative counter", h -> h.setCounters(Map.of("cpu.millis", Long.MIN_VALUE))),
                outOfRange("257 counters", h -> h.setCounters(numbered(257))),
                stopped("the largest counter", h -> h.setCounters(Map.of("cpu.millis", Long.MAX_VALUE))),
                stopped("one more than the budget", h -> h.setCounters(Map.of("cpu.millis", 1_001L))));
    }

    private static Stream<Fixture> actions() {
        return Stream.of(
                outOfRange("an action done 0 times", act(0)),
                outOfRange("an action done -1 times", act(-1)),
                outOfRange("an action done most negative times", act(Long.MIN_VALUE)),
                outOfRange("an action done 2^31 times", act(1L << 31)),
                outOfRange("an action done 2^63-1 times", act(Long.MAX_VALUE)),
                outOfRange("257 actions", h -> h.setActions(Collections.nCopies(257, action("a", 1)))),
                outOfRange("an action of 2,049 characters", h -> h.setActions(List.of(action("a".repeat(2_049), 1)))),
                stopped(
                        "256 actions out of scope, done 2^31-1 times each",
                        h -> h.setActions(Collections.nCopies(256, action("a", Integer.MAX_VALUE)))));
    }

    private static Stream<Fixture> epochs() {
        return LongStream.of(Long.MIN_VALUE, -1, 1_001, Long.MAX_VALUE)
                .mapToObj(epoch -> outOfRange("an obeyed epoch of " + epoch, h -> h.setObeyedEpoch(epoch)));
    }

    private static Stream<Fixture> texts() {
        return Stream.of(
                outOfRange("evidence of 2,049 characters", h -> h.setEvidence(Map.of("image", "x".repeat(2_049)))),
                outOfRange("257 pieces of evidence", h -> h.setEvidence(texts(257))),
                rejected(
                        "an executor process turned round",
                        Reason.SECOND_EXECUTOR,
                        s -> s.beat(h -> h.setExecutorInstance("\u202E1-ecnatsni"))),
                rejected("a first executor process that drives the terminal", Reason.OUT_OF_RANGE, s -> {
                    s.scenario().grant(Scene.NEWCOMER);
                    return s.scenario().executor(Scene.NEWCOMER, "\u001B[2J").heartbeat(h -> {});
                }));
    }

    private static Stream<Fixture> answers() {
        return Stream.of(
                unmoved("an answer to the last epoch there is", Long.MAX_VALUE, 0, 0),
                unmoved("an answer to the most negative epoch", Long.MIN_VALUE, 0, 0),
                unmoved("an answer in the year 292 million", 1, Long.MAX_VALUE, 0),
                unmoved("an answer after most negative time", 1, 0, Long.MIN_VALUE),
                rejected(
                        "an answer of another process",
                        Reason.SECOND_EXECUTOR,
                        s -> s.scenario()
                                .executor(VICTIM, "instance-2")
                                .acknowledgment(1, ControlAction.HALT, AcknowledgmentStage.EFFECTIVE)),
                rejected(
                        "an answer to the wrong key",
                        Reason.SIGNATURE_INVALID,
                        s -> s.victim()
                                .acknowledgment(1, ControlAction.HALT, AcknowledgmentStage.EFFECTIVE)
                                .withKey(Scene.utf8(Scene.NEIGHBOUR))));
    }

    private static Stream<Fixture> ticks() {
        return Stream.concat(
                LongStream.of(Long.MIN_VALUE, 0, END_OF_9999, Long.MAX_VALUE)
                        .boxed()
                        .flatMap(dueAt -> Arrays.stream(Deadline.values())
                                .map(deadline -> ignored(
                                        "a tick of " + deadline + " at " + dueAt + " ms",
                                        s -> s.scenario()
                                                .signing()
                                                .unsigned(
                                                        Topic.TICKS,
                                                        VICTIM,
                                                        new Tick(deadline, Instant.ofEpochMilli(dueAt), 0L))))),
                Stream.of(
                        ignored(
                                "a tick for nobody",
                                s -> s.scenario()
                                        .signing()
                                        .unsigned(
                                                Topic.TICKS,
                                                "nobody",
                                                new Tick(Deadline.GRANT_MISSING, Instant.EPOCH, 0L))),
                        rejected("a tick cut short", Reason.UNDECODABLE, s -> {
                            var tick = s.scenario()
                                    .signing()
                                    .unsigned(Topic.TICKS, VICTIM, new Tick(Deadline.HEARTBEAT, Instant.EPOCH, 0L));
                            return tick.withValue(Arrays.copyOf(tick.value(), 6));
                        }),
                        rejected(
                                "a heartbeat in a tick's place",
                                Reason.SCHEMA_UNEXPECTED,
                                s -> s.beat().onTopic(Topic.TICKS))));
    }

    private static Fixture outOfRange(String name, Consumer<Heartbeat.Builder> change) {
        return rejected("a heartbeat with " + name, Reason.OUT_OF_RANGE, s -> s.beat(change));
    }

    /** It is told to stop, and gets no lease. */
    private static Fixture stopped(String name, Consumer<Heartbeat.Builder> change) {
        Consumer<EvaluatorScenario> stopped = s -> {
            assertThat(s.commands(VICTIM))
                    .last()
                    .satisfies(
                            command -> assertThat(command.getAction()).isIn(ControlAction.PAUSE, ControlAction.HALT));
            assertThat(s.leases(VICTIM)).hasSize(1);
        };
        return taken("a heartbeat with " + name, s -> s.beat(change), stopped);
    }

    private static Fixture unmoved(String name, long epoch, long sentAt, long elapsed) {
        Consumer<EvaluatorScenario> unmoved = s -> {
            assertThat(s.standing(VICTIM)).isEqualTo(TrustState.TRUSTED);
            assertThat(s.commands(VICTIM)).isEmpty();
            assertThat(s.leases(VICTIM)).hasSize(1);
        };
        return taken(
                name,
                s -> s.scenario()
                        .signing()
                        .sign(
                                Topic.ACKS,
                                VICTIM,
                                new Acknowledgment(
                                        epoch,
                                        ControlAction.HALT,
                                        AcknowledgmentStage.EFFECTIVE,
                                        "instance-1",
                                        Instant.ofEpochMilli(sentAt),
                                        elapsed,
                                        "\u001B[2J"),
                                Keys.EXECUTOR),
                unmoved);
    }

    private static Consumer<Heartbeat.Builder> act(long count) {
        return h -> h.setActions(List.of(action("http.get", count)));
    }

    private static ReportedAction action(String name, long count) {
        return new ReportedAction(name, "https://inside/x", count);
    }

    private static Map<String, Long> numbered(int count) {
        var map = new TreeMap<String, Long>();
        for (int i = 0; i < count; i++) {
            map.put("c" + i, 1L);
        }
        return map;
    }

    private static Map<String, String> texts(int count) {
        var map = new TreeMap<String, String>();
        for (int i = 0; i < count; i++) {
            map.put("c" + i, "");
        }
        return map;
    }
}
