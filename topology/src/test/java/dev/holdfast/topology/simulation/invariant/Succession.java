package dev.holdfast.topology.simulation.invariant;

import dev.holdfast.schemas.Topic;
import java.util.EnumMap;
import java.util.Map;

/** What is committed goes on where the commit before it ended, whichever process commits: no input is taken for good twice, or by nobody. */
public final class Succession implements Invariant {
    private final Map<Topic, Integer> taken = new EnumMap<>(Topic.class);
    private int process;

    @Override
    public void committed(Transaction transaction) {
        transaction.to().forEach((topic, to) -> {
            int from = transaction.from().getOrDefault(topic, 0);
            int expected = taken.getOrDefault(topic, 0);
            Broken.unless(
                    from == expected,
                    "*",
                    () -> "expected the transaction of process " + transaction.process() + " to go on at record "
                            + expected + " of " + topic.logicalName() + ", where process " + process
                            + " had committed, found it to begin at record " + from);
            taken.put(topic, to);
        });
        process = transaction.process();
    }
}
