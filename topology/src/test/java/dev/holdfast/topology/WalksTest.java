package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.Deadline;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Finding;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.Acts;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.EvaluatorScenario.Outcome;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Output;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Acts of governance over more executions than are settled at once. */
class WalksTest {
    private static final int MANY = 600;
    private static final int FIRST_STEP = 10;
    private static final int STEP = 250;
    private static final Duration A_LOOK = Duration.ofMillis(50);

    private EvaluatorScenario scenario;

    @BeforeEach
    void start() {
        scenario = EvaluatorScenario.start();
    }

    @AfterEach
    void close() {
        scenario.close();
    }

    private static String id(int number) {
        return String.format(Locale.ROOT, "e-%03d", number);
    }

    private static void leaseMany(EvaluatorScenario scenario) {
        IntStream.range(0, MANY).forEach(number -> scenario.leased(id(number)));
    }

    private Outcome order(String name, OrderAction action) {
        return scenario.order(Acts.order(name, action, SelectorKind.EVERYTHING, "everything", scenario.now()));
    }

    private List<Input> heldSteps() {
        return scenario.heldTicks().stream()
                .filter(tick -> new String(tick.key(), StandardCharsets.UTF_8).equals("*"))
                .toList();
    }

    private static Stream<TrustState> standings(EvaluatorScenario scenario) {
        return IntStream.range(0, MANY).mapToObj(number -> scenario.standing(id(number)));
    }

    private static List<ControlAction> actions(EvaluatorScenario scenario, String id) {
        return scenario.commands(id).stream().map(ControlCommand::getAction).toList();
    }

    @Test
    void shouldHaltAllOfThemStepByStepAndEachOnce() {
        leaseMany(scenario);

        Outcome first = order("o-1", OrderAction.HALT);

        assertThat(first.on(Topic.CONTROL)).hasSize(1 + FIRST_STEP);
        assertThat(standings(scenario).filter(TrustState.HALTED::equals)).hasSize(FIRST_STEP);
        scenario.advance(A_LOOK);
        scenario.advance(A_LOOK);
        scenario.advance(A_LOOK);
        assertThat(standings(scenario)).containsOnly(TrustState.HALTED);
        assertThat(IntStream.range(0, MANY)
                        .mapToObj(number -> scenario.commands(id(number)).size()))
                .containsOnly(1);
        assertThat(standings(scenario)).hasSize(MANY);
        List<LineageEntry> last = scenario.lineage(id(MANY - 1));
        assertThat(last.get(last.size() - 1).getTrigger().getTopic()).isEqualTo("holdfast.governance");
        assertThat(scenario.deadLetters()).isEmpty();
    }

    @Test
    void shouldStopAskingItselfWhenAllIsDone() {
        leaseMany(scenario);
        order("o-1", OrderAction.PAUSE);
        scenario.advance(A_LOOK.multipliedBy(4));
        int played = scenario.played().size();

        scenario.advance(A_LOOK.multipliedBy(10));

        assertThat(scenario.played()).hasSize(played);
    }

    @Test
    void shouldLeaseNothingThatAnOrderHasNotComeToYet() {
        leaseMany(scenario);
        Executor late = scenario.executor(id(MANY - 1));
        late.next(first -> {});
        scenario.holdTicks();
        scenario.advance(Duration.ofSeconds(6));
        order("o-1", OrderAction.HALT);
        assertThat(scenario.standing(late.id())).isEqualTo(TrustState.TRUSTED);

        Outcome outcome = late.beat();

        assertThat(outcome.on(Topic.LEASES)).isEmpty();
        // Once by the order, and once more since the heartbeat does not obey it yet.
        assertThat(actions(scenario, late.id())).containsExactly(ControlAction.HALT, ControlAction.HALT);
        assertThat(scenario.commands(late.id()))
                .extracting(ControlCommand::getEpoch)
                .containsOnly(1L);
        assertThat(scenario.commands(late.id()).get(0).getFindings())
                .extracting(Finding::getCode)
                .contains("OPERATOR_HALT");
        scenario.heldTicks().forEach(scenario::send);
        scenario.advance(A_LOOK.multipliedBy(4));
        assertThat(scenario.heldTicks()).isNotEmpty();
        assertThat(scenario.commands(late.id())).hasSize(2);
    }

    @Test
    void shouldLeaseNoChildOfAParentThatAnActHasNotComeToYet() {
        leaseMany(scenario);
        scenario.grant("zz", grant -> grant.setAgent("boss"));
        scenario.executor("zz").beat();
        Executor child = scenario.leased("zz/child");
        scenario.holdTicks();
        scenario.advance(Duration.ofSeconds(6));
        scenario.revoke(Acts.revocation("r-0", SelectorKind.AGENT, "worker-none", scenario.now()));
        order("o-1", OrderAction.PAUSE);
        scenario.revoke(Acts.revocation("r-1", SelectorKind.AGENT, "boss", scenario.now()));
        assertThat(scenario.standing("zz")).isEqualTo(TrustState.TRUSTED);

        Outcome outcome = child.beat();

        assertThat(outcome.on(Topic.LEASES)).isEmpty();
        assertThat(scenario.standing("zz")).isEqualTo(TrustState.HALTED);
        assertThat(scenario.standing("zz/child")).isEqualTo(TrustState.HALTED);
    }

    @Test
    void shouldSpareWhatBeganAfterAnOrderThatIsNotDone() {
        leaseMany(scenario);
        order("o-1", OrderAction.HALT);

        scenario.leased("zebra");
        scenario.advance(A_LOOK.multipliedBy(4));

        assertThat(standings(scenario)).containsOnly(TrustState.HALTED);
        assertThat(scenario.standing("zebra")).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.commands("zebra")).isEmpty();
    }

    @Test
    void shouldCarryOrdersOutInTheirOrder() {
        leaseMany(scenario);
        Executor early = scenario.executor(id(0));
        Executor late = scenario.executor(id(MANY - 1));
        Stream.of(early, late).forEach(executor -> executor.next(first -> {}));

        order("o-1", OrderAction.PAUSE);
        order("o-2", OrderAction.RESUME);
        late.beat();
        assertThat(actions(scenario, late.id())).containsExactly(ControlAction.PAUSE, ControlAction.RESUME);
        scenario.advance(A_LOOK.multipliedBy(8));
        early.beat();

        assertThat(actions(scenario, early.id())).containsExactly(ControlAction.PAUSE, ControlAction.RESUME);
        assertThat(actions(scenario, late.id())).containsExactly(ControlAction.PAUSE, ControlAction.RESUME);
        assertThat(standings(scenario).filter(TrustState.PAUSED::equals)).hasSize(MANY - 2);
        assertThat(IntStream.range(0, MANY)
                        .mapToObj(number -> scenario.state(id(number)))
                        .map(ExecutionState::getOperatorPause))
                .containsOnly("");
    }

    @Test
    void shouldAskAgainWhenATickIsLost() {
        leaseMany(scenario);
        scenario.holdTicks();
        order("o-1", OrderAction.HALT);
        scenario.advance(A_LOOK);
        List<Input> lost = heldSteps();

        scenario.advance(Duration.ofMillis(2_100));

        List<Input> again = heldSteps();
        assertThat(again.get(0).value()).isEqualTo(lost.get(0).value());
        scenario.send(again.get(0));
        int halted = (int) standings(scenario).filter(TrustState.HALTED::equals).count();
        scenario.send(lost.get(0));
        assertThat(halted).isEqualTo(FIRST_STEP + STEP);
        assertThat(standings(scenario).filter(TrustState.HALTED::equals))
                .as("the same tick twice is one step")
                .hasSize(FIRST_STEP + STEP);
    }

    @Test
    void shouldIgnoreAStepOfNothing() {
        scenario.leased("one");

        Outcome outcome = scenario.tick("*", Deadline.WALK, scenario.now());

        assertThat(outcome.outputs()).isEmpty();
        assertThat(scenario.tick("one", Deadline.WALK, scenario.now()).outputs())
                .isEmpty();
    }

    @Test
    void shouldGoOnWhereAnotherProcessLeftOff() {
        leaseMany(scenario);
        order("o-1", OrderAction.HALT);

        try (var after = EvaluatorScenario.with().after(scenario).start()) {
            after.advance(A_LOOK.multipliedBy(4));

            assertThat(standings(after)).containsOnly(TrustState.HALTED);
            assertThat(actions(after, id(0))).as("was halted before").isEmpty();
            assertThat(actions(after, id(MANY - 1))).containsExactly(ControlAction.HALT);
        }
    }

    @Test
    void shouldTakeTheSameStepsInAReplay() {
        leaseMany(scenario);
        order("o-1", OrderAction.PAUSE);
        scenario.executor(id(MANY - 1)).next(first -> {});
        scenario.advance(A_LOOK.multipliedBy(4));
        scenario.revoke(Acts.revocation("r-1", SelectorKind.EXECUTION, id(3), scenario.now()));

        try (var replay = EvaluatorScenario.start()) {
            scenario.played().forEach(played -> replay.sendAt(played.input(), played.appendedAt()));

            assertThat(images(replay)).hasSizeGreaterThan(3 * MANY).isEqualTo(images(scenario));
        }
    }

    @Test
    void shouldFindATreeAmongMany() {
        leaseMany(scenario);
        scenario.leased(id(3) + "/child");
        scenario.leased(id(3) + "-not");

        Outcome outcome =
                scenario.order(Acts.order("o-1", OrderAction.HALT, SelectorKind.EXECUTION, id(3), scenario.now()));

        assertThat(outcome.on(Topic.CONTROL))
                .extracting(output -> new String(output.key(), StandardCharsets.UTF_8))
                .containsExactly("*", id(3), id(3) + "/child");
        assertThat(scenario.standing(id(3) + "-not")).isEqualTo(TrustState.TRUSTED);
    }

    private static List<String> images(EvaluatorScenario scenario) {
        return scenario.outputs().stream().map(Output::image).toList();
    }
}
