package dev.holdfast.bench.stream;

import dev.holdfast.bench.suite.Committed;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.schemas.Topic;
import java.io.IOException;
import org.apache.avro.specific.SpecificRecord;

/** That the evaluator took every heartbeat for what it is: what it refuses costs it something else. */
final class Refusals {
    private Refusals() {}

    /** @throws IllegalStateException when there is a dead letter or a command; its message has the first of them */
    static void none(Site site) throws IOException {
        none(site, Topic.DEAD_LETTERS, DeadLetter.class);
        none(site, Topic.CONTROL, ControlCommand.class);
    }

    private static void none(Site site, Topic topic, Class<? extends SpecificRecord> type) throws IOException {
        Committed.each(site.clients(), site.partitions(), topic, type, (record, found) -> {
            throw new IllegalStateException(
                    "expected every heartbeat to be accepted, found on `" + record.topic() + "`: " + found);
        });
    }
}
