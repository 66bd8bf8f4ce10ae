package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.ScenarioSetup;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.TopologyDescription;
import org.junit.jupiter.api.Test;

class EvaluatorTopologyTest {
    private static TopologyDescription.Subtopology onlySubtopology() {
        TopologyDescription description =
                EvaluatorTopology.build(EvaluatorScenario.with().supplier()).describe();
        assertThat(description.globalStores()).isEmpty();
        assertThat(description.subtopologies()).hasSize(1);
        return description.subtopologies().iterator().next();
    }

    private static List<String> names(Topic.Direction direction) {
        return Arrays.stream(Topic.values())
                .filter(topic -> topic.direction() == direction)
                .map(Topic::logicalName)
                .toList();
    }

    @Test
    void shouldBeOneSubtopologyInWhichEveryNodeHasAName() {
        var subtopology = onlySubtopology();

        var expected = new java.util.TreeSet<>(names(Topic.Direction.INPUT));
        expected.addAll(names(Topic.Direction.OUTPUT));
        expected.add(EvaluatorTopology.PROCESSOR);
        assertThat(subtopology.nodes())
                .extracting(TopologyDescription.Node::name)
                .containsExactlyInAnyOrderElementsOf(expected)
                .noneMatch(name -> name.startsWith("KSTREAM") || name.contains("0000"));
    }

    @Test
    void shouldReadAndWriteNothingButTheTopicsOfTheCatalogue() {
        var subtopology = onlySubtopology();

        for (TopologyDescription.Node node : subtopology.nodes()) {
            if (node instanceof TopologyDescription.Source source) {
                assertThat(source.topicSet()).isEqualTo(Set.of("holdfast." + source.name()));
                assertThat(names(Topic.Direction.INPUT)).contains(source.name());
            } else if (node instanceof TopologyDescription.Sink sink) {
                assertThat(sink.topic()).isEqualTo("holdfast." + sink.name());
                assertThat(names(Topic.Direction.OUTPUT)).contains(sink.name());
            }
        }
    }

    @Test
    void shouldHaveFourStoresWithNames() {
        var processor = onlySubtopology().nodes().stream()
                .filter(node -> node instanceof TopologyDescription.Processor)
                .map(TopologyDescription.Processor.class::cast)
                .toList();

        assertThat(processor)
                .singleElement()
                .satisfies(node -> assertThat(node.stores())
                        .containsExactlyInAnyOrder(
                                EvaluatorScenario.STORE, "governance-state", "input-order", "shadow-state"));
    }

    @Test
    void shouldBeAFunctionOfItsConfiguration() {
        var one = EvaluatorTopology.build(EvaluatorScenario.with().supplier()).describe();
        var other = EvaluatorTopology.build(EvaluatorScenario.with().supplier()).describe();

        assertThat(one).isEqualTo(other).hasToString(other.toString());
        assertThat(ScenarioSetup.NAMES.prefix()).isEqualTo("holdfast.");
    }
}
