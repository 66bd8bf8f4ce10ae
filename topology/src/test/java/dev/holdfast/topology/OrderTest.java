package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Authority;
import dev.holdfast.record.Finding;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Role;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.Acts;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.EvaluatorScenario.Outcome;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Keys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What operators order. */
class OrderTest extends Governed {
    @Test
    void shouldPauseAndResumeByOrder() {
        Executor executor = leased("one", "reader", "acme");

        scenario.order(Acts.order("o-1", OrderAction.PAUSE, SelectorKind.AGENT, "reader", scenario.now()));
        assertThat(scenario.standing("one")).isEqualTo(TrustState.PAUSED);
        assertThat(codes("one")).containsExactly("OPERATOR_PAUSE");
        executor.beat();
        assertThat(scenario.standing("one")).isEqualTo(TrustState.PAUSED);
        scenario.order(Acts.order("o-2", OrderAction.RESUME, SelectorKind.AGENT, "reader", scenario.now()));
        executor.beat();

        assertThat(scenario.standing("one")).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldHoldAnOperatorsPauseUntilTheOperatorResumesAndAChildWithIt() {
        Executor parent = leased("one", "reader", "acme");
        scenario.grant("one/child", grant -> grant.setTenant("acme"));
        Executor child = scenario.executor("one/child");
        child.beat();
        assertThat(scenario.standing("one/child")).isEqualTo(TrustState.TRUSTED);

        scenario.order(Acts.order("o-1", OrderAction.PAUSE, SelectorKind.GRANT, "grant-of-one", scenario.now()));
        for (int seconds = 0; seconds < 60; seconds++) {
            scenario.advance(EvaluatorScenario.INTERVAL);
            parent.beat();
            child.beat();
        }

        assertThat(codes("one")).containsExactly("OPERATOR_PAUSE");
        assertThat(scenario.standing("one")).isEqualTo(TrustState.PAUSED);
        assertThat(scenario.standing("one/child")).isEqualTo(TrustState.PAUSED);
        assertThat(scenario.commands("one/child"))
                .singleElement()
                .satisfies(command -> assertThat(command.getFindings())
                        .extracting(Finding::getCode)
                        .containsExactly("OPERATOR_PAUSE", "PARENT_PAUSED"));
        scenario.order(Acts.order("o-2", OrderAction.RESUME, SelectorKind.GRANT, "grant-of-one", scenario.now()));
        parent.beat();
        child.beat();
        assertThat(scenario.standing("one")).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.standing("one/child")).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldEndAnOperatorsPauseWithTheGrant() {
        Instant end = scenario.now().plusSeconds(120);
        scenario.grant("one", grant -> grant.setNotAfter(end));
        scenario.executor("one").beat();
        scenario.order(Acts.order("o-1", OrderAction.PAUSE, SelectorKind.EXECUTION, "one", scenario.now()));

        scenario.advance(Duration.ofSeconds(110));
        assertThat(scenario.standing("one")).isEqualTo(TrustState.PAUSED);
        scenario.advance(Duration.ofSeconds(11));

        assertThat(scenario.standing("one")).isEqualTo(TrustState.HALTED);
        assertThat(codes("one")).contains("GRANT_EXPIRED");
    }

    @Test
    void shouldNotResumeByOrderWhatTheRulesPaused() {
        Executor executor = leased("one", "reader", "acme");
        executor.beat(heartbeat -> heartbeat.setCounters(Map.of("cpu.millis", 9_999L)));

        scenario.order(Acts.order("o-1", OrderAction.RESUME, SelectorKind.EXECUTION, "one", scenario.now()));
        executor.beat(heartbeat -> heartbeat.setCounters(Map.of("cpu.millis", 9_999L)));

        assertThat(scenario.standing("one")).isEqualTo(TrustState.PAUSED);
        assertThat(codes("one")).containsExactly("BUDGET_EXCEEDED");
    }

    @Test
    void shouldNotUndoAHaltByOrder() {
        Executor executor = leased("one", "reader", "acme");
        scenario.order(Acts.order("o-1", OrderAction.HALT, SelectorKind.EXECUTION, "one", scenario.now()));

        scenario.order(Acts.order("o-2", OrderAction.RESUME, SelectorKind.EXECUTION, "one", scenario.now()));
        executor.beat();

        assertThat(scenario.standing("one")).isEqualTo(TrustState.HALTED);
    }

    @Test
    void shouldNeedAsManyOperatorsAsTheAuthoritySays() {
        leased("one", "reader", "acme");
        Authority two = Acts.authority("operators", Role.OPERATOR, Keys.OPERATOR, Keys.STRANGER);
        two.setVersion(2);
        two.setThreshold(2);
        scenario.vouch(two);
        var order = Acts.order("o-1", OrderAction.HALT, SelectorKind.EXECUTION, "one", scenario.now());

        scenario.order(order);
        assertThat(scenario.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.getReason()).isEqualTo("AUTHORITY_REFUSED"));
        assertThat(scenario.standing("one")).isEqualTo(TrustState.TRUSTED);
        scenario.send(scenario.orderRecord(order, Keys.OPERATOR)
                .alsoSigned(scenario.orderRecord(order, Keys.STRANGER).signature()));

        assertThat(scenario.standing("one")).isEqualTo(TrustState.HALTED);
    }

    @Test
    void shouldNeedAsManyOperatorsWithinAScopeToo() {
        Executor executor = leased("one", "reader", "acme");
        Authority two = Acts.authority("operators", Role.OPERATOR, Keys.OPERATOR, Keys.STRANGER);
        two.setVersion(2);
        two.setThreshold(2);
        two.setTenants(List.of("acme"));
        scenario.vouch(two);
        var pause = Acts.order("o-1", OrderAction.PAUSE, SelectorKind.EXECUTION, "one", scenario.now());
        var resume = Acts.order("o-2", OrderAction.RESUME, SelectorKind.EXECUTION, "one", scenario.now());
        scenario.send(scenario.orderRecord(pause, Keys.OPERATOR)
                .alsoSigned(scenario.orderRecord(pause, Keys.STRANGER).signature()));
        assertThat(scenario.standing("one")).isEqualTo(TrustState.PAUSED);

        scenario.order(resume);
        executor.beat();

        assertThat(scenario.standing("one")).as("by one key of two").isEqualTo(TrustState.PAUSED);
        assertThat(scenario.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.getReason()).isEqualTo("AUTHORITY_REFUSED"));
        scenario.send(scenario.orderRecord(resume, Keys.OPERATOR)
                .alsoSigned(scenario.orderRecord(resume, Keys.STRANGER).signature()));
        executor.beat();
        assertThat(scenario.standing("one")).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldFindHaltedWhatWasHaltedWhileItWasDenied() {
        scenario.executor("one").beat();
        scenario.advance(java.time.Duration.ofSeconds(6));
        assertThat(scenario.standing("one")).isEqualTo(TrustState.DENIED);

        scenario.order(Acts.order("o-1", OrderAction.HALT, SelectorKind.EXECUTION, "one", scenario.now()));
        scenario.grant("one");
        scenario.executor("one").beat();

        assertThat(scenario.leases("one")).isEmpty();
        assertThat(scenario.standing("one")).isEqualTo(TrustState.HALTED);
        assertThat(codes("one")).contains("OPERATOR_HALT");
    }

    @Test
    void shouldReachOnlyWhomTheOperatorMaySpeakFor() {
        leased("one", "reader", "acme");
        leased("two", "reader", "other");
        Authority narrow = Acts.authority("acme-operators", Role.OPERATOR, Keys.STRANGER);
        narrow.setTenants(List.of("acme"));
        scenario.vouch(narrow);

        Outcome outcome = scenario.send(scenario.orderRecord(
                Acts.order("o-1", OrderAction.HALT, SelectorKind.AGENT, "reader", scenario.now()), Keys.STRANGER));

        assertThat(scenario.standing("one")).isEqualTo(TrustState.HALTED);
        assertThat(scenario.standing("two")).isEqualTo(TrustState.TRUSTED);
        assertThat(outcome.on(Topic.CONTROL))
                .extracting(output -> new String(output.key(), StandardCharsets.UTF_8))
                .as("executors cannot tell whom the operator may speak for")
                .containsExactly("one");
    }
}
