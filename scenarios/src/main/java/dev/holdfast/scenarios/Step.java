package dev.holdfast.scenarios;

import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Selector;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Something that happens. Instants are in milliseconds since the scenario began. */
public sealed interface Step {
    long atMillis();

    /** A grant is published. */
    record Grants(long atMillis, String execution, Consumer<Grant.Builder> terms) implements Step {}

    /**
     * An executor sends a heartbeat.
     *
     * @param skipped how many sequence numbers it leaves out before it
     * @param statements what a witness states of the environment, by the evidence's name
     * @param forged what somebody else states in the witness's place
     */
    record Beats(
            long atMillis,
            String execution,
            long skipped,
            SortedMap<String, String> statements,
            SortedMap<String, String> forged,
            Consumer<Heartbeat.Builder> terms)
            implements Step {}

    /** An operator orders. */
    record Orders(long atMillis, OrderAction action, Selector selector, String reason) implements Step {}

    /** An operator withdraws trust. */
    record Revokes(long atMillis, Selector selector, String reason) implements Step {}

    /** Counters that rise with each heartbeat, as they are at one. */
    static Map<String, Long> risen(Map<String, Long> counters, Map<String, Long> rising, long beat) {
        var risen = new TreeMap<>(counters);
        rising.forEach((name, each) -> risen.merge(name, Math.multiplyExact(each, beat), Math::addExact));
        return risen;
    }
}
