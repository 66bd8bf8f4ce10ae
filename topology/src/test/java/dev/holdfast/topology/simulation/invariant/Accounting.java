package dev.holdfast.topology.simulation.invariant;

import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.InputRun;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.ScenarioSetup;
import dev.holdfast.topology.simulation.task.Partition.Appended;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Every input ends as one dead letter that says where it stood, or as a decision, which the state remembers; or it is a tick that nothing waits for any more. And
 * each is once, and in its place, in the order that is on record.
 */
public final class Accounting implements Invariant {
    @Override
    public void taken(Taken taken) {
        Appended appended = taken.appended();
        String where = appended.topic().logicalName() + " at offset " + appended.offset();
        String topic = ScenarioSetup.NAMES.of(appended.topic());
        long letters = taken.written(DeadLetter.class).stream()
                .filter(letter -> letter.getTopic().equals(topic)
                        && letter.getOffset() == appended.offset()
                        && letter.getPartition() == 0)
                .count();
        Broken.unless(letters <= 1, taken.id(), "expected one dead letter for " + where + ", found " + letters);
        if (letters == 1 || appended.topic() == Topic.TICKS) {
            return;
        }
        if (appended.topic() == Topic.GOVERNANCE) {
            Broken.unless(
                    taken.actStands(), taken.id(), "expected an act or a dead letter for " + where + ", found neither");
            return;
        }
        Broken.unless(
                taken.after() != null,
                taken.id(),
                "expected a decision or a dead letter for " + where + ", found neither");
        ExecutionState after = States.read(taken.after());
        long before = taken.before() == null ? 0 : States.read(taken.before()).getEvaluatedAt();
        long instant = Math.max(before, appended.appendedAt());
        Broken.unless(
                after.getEvaluatedAt() == instant,
                taken.id(),
                "expected a decision at " + instant + " or a dead letter for " + where + ", found the last decision at "
                        + after.getEvaluatedAt());
    }

    @Override
    public void ended(Ending ending) {
        Map<Topic, List<Long>> accounted = new EnumMap<>(Topic.class);
        for (InputRun run : ending.runs()) {
            Topic topic = topicOf(run.getTopic());
            List<Long> offsets = accounted.computeIfAbsent(topic, any -> new ArrayList<>());
            for (Appended appended : ending.partition().committed(topic)) {
                if (appended.offset() >= run.getFirstOffset() && appended.offset() <= run.getLastOffset()) {
                    offsets.add(appended.offset());
                }
            }
        }
        for (Topic topic : ending.partition().topics()) {
            List<Long> taken = ending.partition().committed(topic).stream()
                    .map(Appended::offset)
                    .toList();
            Broken.unless(
                    taken.equals(accounted.getOrDefault(topic, List.of())),
                    "*",
                    "expected the order of inputs to have " + taken.size() + " records of " + topic.logicalName()
                            + ", each once, found " + accounted.getOrDefault(topic, List.of()));
        }
    }

    private static Topic topicOf(String logicalName) {
        for (Topic topic : Topic.values()) {
            if (topic.logicalName().equals(logicalName)) {
                return topic;
            }
        }
        throw new Broken("*", "expected an input topic in the order of inputs, found `" + logicalName + "`");
    }
}
