package dev.holdfast.topology.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.time.TickSender;
import java.util.ArrayList;
import java.util.List;

/** Takes ticks in place of a producer. */
final class RecordedTicks implements TickSender {
    private final List<Input> sent = new ArrayList<>();

    @Override
    public void send(int partition, byte[] key, byte[] value) {
        assertThat(partition).as("a tick goes to its task's own partition").isZero();
        sent.add(new Input(Topic.TICKS, key, value, List.of()));
    }

    List<Input> take() {
        List<Input> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }
}
