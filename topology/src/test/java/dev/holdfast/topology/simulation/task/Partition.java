package dev.holdfast.topology.simulation.task;

import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.Input;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The input topics of one partition as a broker holds them, and how far they have been taken for good. Instants are epoch milliseconds. */
public final class Partition {
    private final Map<Topic, Log> logs = new EnumMap<>(Topic.class);

    /** A record where it stands. */
    public record Appended(Topic topic, long offset, Input input, long appendedAt) {}

    private static final class Log {
        private final List<Appended> records = new ArrayList<>();
        private long nextOffset;
        private long stamped;
        private int committed;
    }

    /** How far one process has taken them, from what was committed when it began. */
    public final class Reader {
        private final Map<Topic, Integer> taken = committed();

        private Reader() {}

        /** Topics with records that have not been taken. */
        public List<Topic> waiting() {
            var waiting = new ArrayList<Topic>();
            logs.forEach((topic, log) -> {
                if (taken.getOrDefault(topic, 0) < log.records.size()) {
                    waiting.add(topic);
                }
            });
            return waiting;
        }

        /** Takes the next record of a topic. */
        public Appended next(Topic topic) {
            int next = taken.getOrDefault(topic, 0);
            taken.put(topic, next + 1);
            return of(topic).records.get(next);
        }

        /** How many records of each topic have been taken, by this process and those before it. */
        public Map<Topic, Integer> taken() {
            return new EnumMap<>(taken);
        }
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

    /** A reader that begins where what is committed ends. */
    public Reader reader() {
        return new Reader();
    }

    /** What a reader has taken stays taken. */
    public void commit(Reader reader) {
        reader.taken.forEach((topic, taken) -> of(topic).committed = taken);
    }

    private Map<Topic, Integer> committed() {
        var committed = new EnumMap<Topic, Integer>(Topic.class);
        logs.forEach((topic, log) -> committed.put(topic, log.committed));
        return committed;
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
