package dev.holdfast.topology.simulation.task;

import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Output;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One task of the evaluator as a simulation has it, between its start and its end. Instants are epoch milliseconds. One thread. */
public interface Task extends AutoCloseable {
    /** Names of all its stores. */
    List<String> STORES =
            List.of(EvaluatorScenario.STORE, EvaluatorScenario.ACTS, EvaluatorScenario.ORDER, EvaluatorScenario.SHADOW);

    /** Makes a task over what an earlier one has left behind in its stores; over none when there was none. */
    @FunctionalInterface
    interface Maker {
        Task make(Map<String, SortedMap<String, byte[]>> stored, long wallClock);
    }

    /** Takes a record to its end and returns what is written because of it, inside the transaction. */
    List<Output> take(Topic topic, long offset, Input input, long appendedAt);

    /** The process's clock shows something else now, and what waits for time to pass is looked at. */
    void look(long wallClock);

    /** The ticks that were sent since it was last asked for them, outside every transaction. */
    List<Input> takeTicks();

    /** Whether a commit was asked for since this was last asked. */
    boolean takeCommitAwaited();

    /** A copy of all that a store holds. */
    SortedMap<String, byte[]> content(String store);

    /** What a store holds under a key; null for nothing. */
    default byte @Nullable [] value(String store, String key) {
        return content(store).get(key);
    }

    /** A copy of all that its stores hold. */
    default Map<String, SortedMap<String, byte[]>> contents() {
        var contents = new TreeMap<String, SortedMap<String, byte[]>>();
        STORES.forEach(store -> contents.put(store, content(store)));
        return contents;
    }

    @Override
    void close();
}
