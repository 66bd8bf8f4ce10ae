package dev.holdfast.topology.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.SchemaDeployment;
import dev.holdfast.schemas.TopicNames;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DryRunTest {
    private static final TopicNames NAMES = new TopicNames(TopicNames.DEFAULT_PREFIX);

    @Test
    void shouldHaltEveryExecutionOfACrowd() throws Exception {
        var asked = new AtomicInteger();
        // Once for each execution, and for each step that an order may take.
        int enoughForTwo = 2 * (DryRun.CROWD + 2 * DryRun.STEPS_PER_ORDER);

        int halted = dryRun(Ruleset.baseline()).run(() -> asked.incrementAndGet() <= enoughForTwo);

        assertThat(halted).isEqualTo(2 * DryRun.CROWD);
    }

    @Test
    void shouldEndInTheMiddleOfACrowdWhenItIsNotWantedAnyMore() throws Exception {
        var asked = new AtomicInteger();

        dryRun(Ruleset.baseline()).run(() -> asked.incrementAndGet() <= 10);

        // An order asks for each of two that it could not take any step of.
        assertThat(asked).hasValue(13);
    }

    @Test
    void shouldDoNothingWhenItIsNotWanted() throws Exception {
        int halted = dryRun(Ruleset.baseline()).run(() -> false);

        assertThat(halted).isZero();
    }

    @Test
    void shouldEndAtOnceUnderRulesThatFail(@TempDir Path rules) throws Exception {
        Files.writeString(rules.resolve("failing.drl"), """
                package dev.holdfast.packs.local

                import dev.holdfast.trust.facts.ExecutionFacts

                global dev.holdfast.rules.Findings findings

                rule "fails"
                when
                    ExecutionFacts( counter("tokens") >= 0, $counters : counters )
                then
                    findings.halt("NEVER", "more than " + ($counters.get("none") + 1));
                end
                """);
        var asked = new AtomicInteger();

        int halted = dryRun(Ruleset.baselineAnd(rules)).run(() -> asked.incrementAndGet() <= DryRun.CROWD);

        assertThat(halted).isZero();
        assertThat(asked).hasValue(1);
    }

    private static DryRun dryRun(Ruleset ruleset) throws Exception {
        var registry = new MockSchemaRegistryClient();
        new SchemaDeployment(registry, NAMES).register();
        return new DryRun(CompiledRuleset.compile(ruleset), new RecordCodec(registry, NAMES));
    }
}
