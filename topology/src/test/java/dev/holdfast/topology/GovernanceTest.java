package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Authority;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.Finding;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Role;
import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.Acts;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.EvaluatorScenario.Outcome;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.topology.scenario.Output;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GovernanceTest {
    private static final int MOST_OF_EVERYTHING = 100;

    private EvaluatorScenario scenario;

    @BeforeEach
    void start() {
        scenario = EvaluatorScenario.start();
    }

    @AfterEach
    void close() {
        scenario.close();
    }

    private Executor leased(String id, String agent, String tenant) {
        scenario.grant(id, grant -> grant.setAgent(agent).setTenant(tenant));
        Executor executor = scenario.executor(id);
        executor.beat();
        assertThat(scenario.standing(id)).isEqualTo(TrustState.TRUSTED);
        return executor;
    }

    private List<String> codes(String id) {
        List<LineageEntry> lineage = scenario.lineage(id);
        return lineage.get(lineage.size() - 1).getFindings().stream()
                .map(Finding::getCode)
                .toList();
    }

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

    @Test
    void shouldHaltWhatAnAuthorityGrantedThatIsWithdrawn() {
        leased("one", "reader", "acme");
        Authority withdrawn = Acts.authority("issuers", Role.GRANT_ISSUER);
        withdrawn.setVersion(2);

        scenario.vouch(withdrawn);

        assertThat(scenario.standing("one")).isEqualTo(TrustState.HALTED);
        assertThat(codes("one")).containsExactly("AUTHORITY_UNKNOWN");
    }

    @Test
    void shouldGoOnWhenAnAuthorityRotatesItsKeysAndKeepsTheOldOne() {
        Executor executor = leased("one", "reader", "acme");
        Authority rotated = Acts.authority("issuers", Role.GRANT_ISSUER, Keys.STRANGER, Keys.ISSUER);
        rotated.setVersion(2);
        scenario.vouch(rotated);

        executor.beat();
        scenario.send(scenario.signedGrant("two", Keys.STRANGER, grant -> {}));
        scenario.executor("two").beat();

        assertThat(scenario.standing("one")).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.standing("two")).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldHaltWhenTheAuthorityExpires() {
        Instant end = scenario.now().plusSeconds(20);
        Authority brief = Acts.authority("brief", Role.GRANT_ISSUER, Keys.STRANGER);
        brief.setNotAfter(end);
        scenario.vouch(brief);
        scenario.send(scenario.signedGrant("one", Keys.STRANGER, grant -> {}));
        Executor executor = scenario.executor("one");
        executor.beat();

        executor.beatFor(19);
        assertThat(scenario.standing("one")).isEqualTo(TrustState.TRUSTED);
        executor.beatFor(2);

        assertThat(scenario.standing("one")).isEqualTo(TrustState.HALTED);
        assertThat(codes("one")).containsExactly("AUTHORITY_EXPIRED");
    }

    @Test
    void shouldSayWhyAGrantWasRefused() {
        scenario.send(scenario.signedGrant("one", Keys.STRANGER, grant -> {}));
        scenario.executor("one").beat();

        scenario.advance(Duration.ofSeconds(6));

        assertThat(scenario.standing("one")).isEqualTo(TrustState.DENIED);
        assertThat(codes("one")).contains("SIGNER_UNKNOWN");
    }

    @Test
    void shouldGrantNothingWithoutAuthorities() {
        try (var ungoverned = EvaluatorScenario.with().ungoverned().start()) {
            ungoverned.grant("one");
            ungoverned.executor("one").beat();

            assertThat(ungoverned.leases("one")).isEmpty();
            assertThat(ungoverned.deadLetters()).hasSize(2);
        }
    }
}
