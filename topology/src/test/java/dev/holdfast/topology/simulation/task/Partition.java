package dev.holdfast.topology.simulation.task;

import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.Input;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The input topics of one partition as a broker holds them, and how far a task has taken them. Instants are epoch milliseconds. */
public final class Partition {
    private final Map<Topic, Log> logs = new EnumMap<>(Topic.class);

    /** A record where it stands. */
    public record Appended(Topic topic, long offset, Input input, long appendedAt) {}

    private static final class Log {
        private final List<Appended> records = new ArrayList<>();
        private long nextOffset;
        private long stamped;
        private int taken;
        private int committed;
    }

    /** The next offset of a topic is left out, as a marker of a transaction leaves it out. */
    public void skipOffset(Topic topic) {
        of(topic).nextOffset++;
    }

    /** Appends a record; a topic's instants never fall. */
    public void append(Input input, long now) {
        Log log = of(input.topic());
        log.stamped = Math.max(log.stamped, now);
        log.records.add(new Appended(input.topic(), log.nextOffset++, input, log.stamped));
    }

    /** Topics with records that have not been taken. */
    public List<Topic> waiting() {
        var waiting = new ArrayList<Topic>();
        logs.forEach((topic, log) -> {
            if (log.taken < log.records.size()) {
                waiting.add(topic);
            }
        });
        return waiting;
    }

    /** Takes the next record of a topic. */
    public Appended next(Topic topic) {
        Log log = of(topic);
        return log.records.get(log.taken++);
    }

    /** What has been taken stays taken. */
    public void commit() {
        logs.values().forEach(log -> log.committed = log.taken);
    }

    /** What has been taken since the last commit is to be taken again. */
    public void abort() {
        logs.values().forEach(log -> log.taken = log.committed);
    }

    /** Topics to which something was appended. */
    public List<Topic> topics() {
        return List.copyOf(logs.keySet());
    }

    /** The records of a topic that have been taken for good. */
    public List<Appended> committed(Topic topic) {
        Log log = of(topic);
        return List.copyOf(log.records.subList(0, log.committed));
    }

    private Log of(Topic topic) {
        return logs.computeIfAbsent(topic, any -> new Log());
    }
}
