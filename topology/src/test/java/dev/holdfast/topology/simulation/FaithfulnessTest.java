package dev.holdfast.topology.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.Output;
import dev.holdfast.topology.simulation.task.DrivenTask;
import dev.holdfast.topology.simulation.task.FastTask;
import dev.holdfast.topology.simulation.world.Profile;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a simulation drives does what the whole topology does. */
class FaithfulnessTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldWriteWhatTheTopologyWrites(long seed) {
        List<Output> fast = new Simulation(Profile.DRIVEN, FastTask::start, Simulation::all).play(seed);
        // Topic by topic, as the driver hands it over; a replay has another order of topics.
        List<Output> driven = new Simulation(Profile.DRIVEN, DrivenTask::start, truth -> List.of()).play(seed);

        assertThat(fast).hasSizeGreaterThan(30);
        for (Topic topic : Topic.values()) {
            assertThat(images(driven, topic)).as(topic.logicalName()).isEqualTo(images(fast, topic));
        }
    }

    private static List<String> images(List<Output> outputs, Topic topic) {
        return outputs.stream()
                .filter(output -> output.topic() == topic)
                .map(Output::image)
                .toList();
    }
}
