package dev.holdfast.topology.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.process.ImmediateSender;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;

/** Takes what is sent outside transactions, in place of a producer. */
final class RecordedSends implements ImmediateSender {
    private final List<Input> sent = new ArrayList<>();

    @Override
    public void send(Topic topic, int partition, byte[] key, byte[] value, Headers headers) {
        assertThat(partition)
                .as("what is sent goes to its task's own partition")
                .isZero();
        sent.add(new Input(topic, key, value, List.of(headers.toArray())));
    }

    /** Takes what was sent to a topic. */
    List<Input> take(Topic topic) {
        List<Input> taken =
                sent.stream().filter(input -> input.topic() == topic).toList();
        sent.removeAll(taken);
        return taken;
    }
}
