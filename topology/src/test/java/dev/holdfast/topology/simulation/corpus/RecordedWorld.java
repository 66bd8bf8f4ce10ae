package dev.holdfast.topology.simulation.corpus;

import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Output;
import java.util.List;

/**
 * All that one partition's evaluator took, in the order in which it took it for good, and all that it wrote for good.
 *
 * @param seed of the world
 */
public record RecordedWorld(long seed, List<Taken> inputs, List<Output> outputs) {
    /**
     * An input where it stood.
     *
     * @param appendedAt in epoch milliseconds
     */
    public record Taken(long offset, Input input, long appendedAt) {}
}
