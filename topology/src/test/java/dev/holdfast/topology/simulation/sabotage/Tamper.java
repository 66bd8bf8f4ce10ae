package dev.holdfast.topology.simulation.sabotage;

import dev.holdfast.topology.scenario.Output;
import java.util.List;
import java.util.SortedMap;

/** What a saboteur does to an evaluator. It may remember. */
@FunctionalInterface
public interface Tamper {
    /** What is written in place of what one record led to. */
    List<Output> written(List<Output> outputs);

    /** What a store seems to hold in place of what it does. */
    default SortedMap<String, byte[]> content(String store, SortedMap<String, byte[]> content) {
        return content;
    }
}
