package dev.holdfast.topology.simulation.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.EvaluatorTopology;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Output;
import dev.holdfast.topology.scenario.ScenarioSetup;
import dev.holdfast.topology.trial.TrialDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** The whole topology in the test driver of Kafka Streams. It begins on empty stores, numbers records itself, and its clock never falls. */
public final class DrivenTask implements Task {
    private final TrialDriver driver;
    private final List<Input> ticks = new ArrayList<>();
    private final Map<Topic, Long> offsets = new EnumMap<>(Topic.class);
    private long wallClock;

    private DrivenTask(long wallClock) {
        this.wallClock = wallClock;
        this.driver = new TrialDriver(
                EvaluatorTopology.build(Suppliers.sendingTo(ticks)),
                ScenarioSetup.NAMES,
                Instant.ofEpochMilli(wallClock));
    }

    /** Starts a task. */
    public static Task start(Map<String, SortedMap<String, byte[]>> stored, long wallClock) {
        assertThat(stored).isEmpty();
        return new DrivenTask(wallClock);
    }

    @Override
    public List<Output> take(Topic topic, long offset, Input input, long appendedAt) {
        assertThat(offset).isEqualTo(offsets.merge(topic, 0L, (before, zero) -> before + 1));
        return driver
                .append(topic, input.key(), input.value(), input.headers(), Instant.ofEpochMilli(appendedAt))
                .stream()
                .map(each -> new Output(each.topic(), each.key(), each.value(), each.headers(), each.timestamp()))
                .toList();
    }

    @Override
    public void look(long now) {
        driver.advance(Duration.ofMillis(now - wallClock));
        wallClock = now;
    }

    @Override
    public List<Input> takeTicks() {
        List<Input> taken = List.copyOf(ticks);
        ticks.clear();
        return taken;
    }

    @Override
    public boolean takeCommitAwaited() {
        return false;
    }

    @Override
    public SortedMap<String, byte[]> content(String store) {
        return Suppliers.content(driver.store(store));
    }

    @Override
    public void close() {
        driver.close();
    }
}
