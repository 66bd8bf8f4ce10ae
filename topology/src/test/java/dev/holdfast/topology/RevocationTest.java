package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.Finding;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.Acts;
import dev.holdfast.topology.scenario.EvaluatorScenario.Outcome;
import dev.holdfast.topology.scenario.Output;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RevocationTest extends Governed {
    private static final int MOST_OF_EVERYTHING = 100;

    static Stream<Arguments> selectors() {
        return Stream.of(
                Arguments.of(SelectorKind.GRANT, "grant-of-one"),
                Arguments.of(SelectorKind.EXECUTION, "one"),
                Arguments.of(SelectorKind.AGENT, "reader"),
                Arguments.of(SelectorKind.TENANT, "acme"));
    }

    @ParameterizedTest
    @MethodSource("selectors")
    void shouldHaltWhatIsRevokedAndNobodyElse(SelectorKind kind, String value) {
        leased("one", "reader", "acme");
        leased("two", "writer", "other");

        Outcome outcome = scenario.revoke(Acts.revocation("r-1", kind, value, scenario.now()));

        assertThat(scenario.standing("one")).isEqualTo(TrustState.HALTED);
        assertThat(codes("one")).containsExactly("REVOKED");
        assertThat(scenario.commands("one"))
                .extracting(ControlCommand::getAction)
                .containsExactly(ControlAction.HALT);
        assertThat(scenario.standing("two")).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.commands("two")).isEmpty();
        LineageEntry entry = scenario.lineage("one").get(scenario.lineage("one").size() - 1);
        assertThat(entry.getTriggerKind()).isEqualTo(TriggerKind.GOVERNANCE);
        assertThat(entry.getTrigger().getTopic()).isEqualTo("holdfast.governance");
        assertThat(outcome.on(Topic.DEAD_LETTERS)).isEmpty();
    }

    @Test
    void shouldRefuseOneRevocationTooManyLoudlyAndKeepTheOldest() {
        for (int i = 0; i < MOST_OF_EVERYTHING; i++) {
            scenario.revoke(Acts.revocation("r-" + i, SelectorKind.EVERYTHING, "everything", scenario.now()));
        }
        assertThat(scenario.deadLetters()).isEmpty();

        Outcome late = scenario.revoke(Acts.revocation("late", SelectorKind.EVERYTHING, "everything", scenario.now()));
        scenario.grant("one");
        scenario.executor("one").beat();

        assertThat(scenario.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.getReason()).isEqualTo("GOVERNANCE_INVALID");
            assertThat(letter.getDetail()).contains("at most 100 revocations of everything");
        });
        assertThat(late.on(Topic.CONTROL)).isEmpty();
        assertThat(scenario.lineage("one").get(0).getFindings())
                .extracting(Finding::getMessage)
                .contains("r-0 by olga: it was stolen");
        assertThat(scenario.standing("one")).isEqualTo(TrustState.HALTED);
    }

    @Test
    void shouldSendTheSelectorBeforeTheCommandsOfEachExecution() {
        leased("one", "reader", "acme");
        leased("two", "reader", "acme");

        Outcome outcome =
                scenario.revoke(Acts.revocation("r-1", SelectorKind.EVERYTHING, "everything", scenario.now()));

        List<Output> commands = outcome.on(Topic.CONTROL);
        assertThat(commands)
                .extracting(output -> new String(output.key(), StandardCharsets.UTF_8))
                .containsExactly("*", "one", "two");
        ControlCommand first = scenario.decode(commands.get(0), ControlCommand.class);
        assertThat(first.getAction()).isEqualTo(ControlAction.HALT);
        assertThat(first.getSelector()).isEqualTo(new Selector(SelectorKind.EVERYTHING, "everything"));
        assertThat(first.getEpoch()).isZero();
        assertThat(first.getFindings()).extracting(Finding::getCode).containsExactly("REVOKED");
    }

    @Test
    void shouldHaltBeforeItsFirstLeaseWhatWasRevokedBeforeItCame() {
        scenario.revoke(Acts.revocation("r-1", SelectorKind.AGENT, "reader", scenario.now()));

        scenario.grant("one", grant -> grant.setAgent("reader"));
        scenario.executor("one").beat();

        assertThat(scenario.leases("one")).isEmpty();
        assertThat(scenario.standing("one")).isEqualTo(TrustState.HALTED);
        assertThat(codes("one")).containsExactly("REVOKED");
    }

    @Test
    void shouldHaltWhatComesWithRevokedEvidence() {
        leased("one", "reader", "acme");

        scenario.revoke(Acts.revocation("r-1", SelectorKind.EVIDENCE, "executable.sha256=aa", scenario.now()));
        scenario.grant("two");
        scenario.executor("two").beat();

        assertThat(scenario.standing("one")).isEqualTo(TrustState.HALTED);
        assertThat(scenario.standing("two")).isEqualTo(TrustState.HALTED);
        assertThat(scenario.leases("two")).isEmpty();
    }

    @Test
    void shouldTakeTheDescendantsOfARevokedExecutionAlong() {
        leased("one", "reader", "acme");
        scenario.grant("one/child", grant -> grant.setTenant("acme"));
        scenario.executor("one/child").beat();

        scenario.revoke(Acts.revocation("r-1", SelectorKind.GRANT, "grant-of-one", scenario.now()));

        assertThat(scenario.standing("one/child")).isEqualTo(TrustState.HALTED);
        assertThat(codes("one/child")).contains("PARENT_HALTED");
    }
}
