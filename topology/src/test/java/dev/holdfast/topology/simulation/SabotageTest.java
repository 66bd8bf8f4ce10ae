package dev.holdfast.topology.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.simulation.invariant.Accounting;
import dev.holdfast.topology.simulation.invariant.Authenticity;
import dev.holdfast.topology.simulation.invariant.Bound;
import dev.holdfast.topology.simulation.invariant.Chain;
import dev.holdfast.topology.simulation.invariant.Descent;
import dev.holdfast.topology.simulation.invariant.Finality;
import dev.holdfast.topology.simulation.invariant.Floor;
import dev.holdfast.topology.simulation.invariant.Forgetting;
import dev.holdfast.topology.simulation.invariant.Invariant;
import dev.holdfast.topology.simulation.invariant.OneLog;
import dev.holdfast.topology.simulation.invariant.SameBytes;
import dev.holdfast.topology.simulation.invariant.Succession;
import dev.holdfast.topology.simulation.invariant.Truth;
import dev.holdfast.topology.simulation.sabotage.Sabotage;
import dev.holdfast.topology.simulation.sabotage.SabotagedTask;
import dev.holdfast.topology.simulation.sabotage.Tamper;
import dev.holdfast.topology.simulation.task.FastTask;
import dev.holdfast.topology.simulation.world.Profile;
import dev.holdfast.topology.simulation.world.Profile.Lack;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each invariant, alone, notices the evaluator that breaks it, and says from which seed. */
class SabotageTest {
    /** Where one of these worlds has to give the saboteur an opportunity. */
    private static final int SEEDS = 60;

    static Stream<Arguments> sabotages() {
        return Stream.of(
                sabotage("Floor", truth -> new Floor(), Sabotage::unverified, "ENVIRONMENT to be verified"),
                sabotage("Finality", truth -> new Finality(), Sabotage::leaseAfterHalt, "no lease after HALT"),
                sabotage("Finality of epochs", truth -> new Finality(), Sabotage::fallingEpoch, "above epoch"),
                sabotage("Authenticity", Authenticity::new, Sabotage::forgedHeartbeat, "it never sent number"),
                sabotage("Authenticity of terms", Authenticity::new, Sabotage::longLease, "expected a lease of 1 to"),
                sabotage(
                        "Accounting",
                        truth -> new Accounting(),
                        () -> Sabotage.lost(Topic.DEAD_LETTERS),
                        "or a dead letter for"),
                sabotage(
                        "Accounting of the order",
                        truth -> new Accounting(),
                        () -> Sabotage.lost(Topic.ORDER),
                        "expected the order of inputs"),
                sabotage("Chain", truth -> new Chain(), Sabotage::gap, "expected entry 2"),
                sabotage("Chain of moves", truth -> new Chain(), Sabotage::illegalMove, "expected a legal move"),
                sabotage("Descent", truth -> new Descent(), Sabotage::leasedOrphan, "while it was leased"),
                sabotage("SameBytes", truth -> new SameBytes(), Sabotage::otherInstants, "expected a replay to write"),
                sabotage("Forgetting", truth -> new Forgetting(), Sabotage::hoarding, "expected it to be forgotten"),
                sabotage("Bound", Bound::new, Sabotage::longLease, "to stand still"),
                lacking(Lack.FENCING, "Succession", truth -> new Succession(), "to go on at record"),
                lacking(Lack.FENCING, "Chain of two processes", truth -> new Chain(), "expected entry"),
                lacking(Lack.FENCING, "Accounting of two processes", truth -> new Accounting(), "each once, found"),
                lacking(Lack.ISOLATION, "OneLog", truth -> new OneLog(), "found a fork"));
    }

    private static Arguments sabotage(
            String name, Function<Truth, Invariant> invariant, Supplier<Tamper> tamper, String said) {
        return Arguments.of(name, Profile.ALL, invariant, tamper, said);
    }

    /** The evaluator is as it should be; what it takes for granted of Kafka is not there. */
    private static Arguments lacking(Lack lack, String name, Function<Truth, Invariant> invariant, String said) {
        Supplier<Tamper> nothing = () -> outputs -> outputs;
        return Arguments.of(name, Profile.lacking(lack), invariant, nothing, said);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sabotages")
    void shouldNoticeWhatBreaksIt(
            String name, Profile profile, Function<Truth, Invariant> invariant, Supplier<Tamper> tampers, String said) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Tamper tamper = tampers.get();
            var simulation = new Simulation(
                    profile,
                    (stored, wallClock) -> new SabotagedTask(FastTask.start(stored, wallClock), tamper),
                    truth -> List.of(invariant.apply(truth)));
            long played = seed;
            AssertionError broken = catchThrowableOfType(AssertionError.class, () -> simulation.play(played));
            if (broken != null) {
                assertThat(broken)
                        .hasMessageContaining("seed " + seed + ", step ")
                        .hasMessageContaining("execution `")
                        .hasMessageContaining(said)
                        .hasMessageEndingWith("-Dholdfast.simulation.seed=" + seed);
                return;
            }
        }
        throw new AssertionError(name + " noticed nothing in " + SEEDS + " worlds");
    }
}
