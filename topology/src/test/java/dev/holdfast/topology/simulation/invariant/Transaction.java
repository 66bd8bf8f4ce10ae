package dev.holdfast.topology.simulation.invariant;

import dev.holdfast.schemas.Topic;
import java.util.Map;

/**
 * A transaction that was committed.
 *
 * @param process number of the process that committed it, among those that have had the partition
 * @param from how many records of each input topic had been taken when it began; a topic that is not there had none
 * @param to how many when it ended
 */
public record Transaction(int process, Map<Topic, Integer> from, Map<Topic, Integer> to) {}
