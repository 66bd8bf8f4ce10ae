package dev.holdfast.topology.simulation;

import dev.holdfast.topology.scenario.Output;
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
import dev.holdfast.topology.simulation.task.FastTask;
import dev.holdfast.topology.simulation.task.Task;
import dev.holdfast.topology.simulation.world.Profile;
import dev.holdfast.topology.simulation.world.World;
import java.util.List;
import java.util.function.Function;

/**
 * One seed's world, played from its beginning to its end.
 *
 * @param invariants those that are to hold
 */
record Simulation(Profile profile, Task.Maker maker, Function<Truth, List<Invariant>> invariants) {
    /** Everything goes wrong, and everything must hold. */
    static final Simulation FULL = new Simulation(Profile.ALL, FastTask::start, Simulation::all);

    static List<Invariant> all(Truth truth) {
        return List.of(
                new Floor(),
                new Finality(),
                new Authenticity(truth),
                new Accounting(),
                new Chain(),
                new Succession(),
                new OneLog(),
                new Descent(),
                new SameBytes(),
                new Forgetting(),
                new Bound(truth));
    }

    /**
     * Plays it.
     *
     * @return all that was written for good
     * @throws AssertionError when something does not hold; it names the seed and the step
     */
    List<Output> play(long seed) {
        var world = new World(seed, profile, maker, invariants);
        try {
            world.run();
            return world.committed();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + ", step " + world.steps() + ", " + e.getMessage()
                            + "; play it again with -Dholdfast.simulation.seed=" + seed,
                    e);
        } finally {
            world.close();
        }
    }
}
