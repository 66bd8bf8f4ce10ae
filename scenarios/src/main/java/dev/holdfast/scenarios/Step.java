package dev.holdfast.scenarios;

import dev.holdfast.record.AcknowledgmentStage;
import dev.holdfast.record.ExecutionRequest;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Selector;
import java.util.Map;
import java.util.OptionalLong;
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
     * @param obeys whether it obeys the last command; otherwise it goes on as before
     */
    record Beats(
            long atMillis,
            String execution,
            long skipped,
            SortedMap<String, String> statements,
            SortedMap<String, String> forged,
            boolean obeys,
            Consumer<Heartbeat.Builder> terms)
            implements Step {}

    /**
     * A source observes something.
     *
     * @param ageMillis how long before it is sent; below 0 for a clock that is ahead
     * @param known whether an authority vouches for the source
     */
    record Signals(
            long atMillis, String execution, String kind, String value, String source, long ageMillis, boolean known)
            implements Step {}

    /**
     * An executor asks for a grant.
     *
     * @param vouchedForMillis how long from then on an authority vouches for its key; empty when none does
     */
    record Requests(
            long atMillis, String execution, OptionalLong vouchedForMillis, Consumer<ExecutionRequest.Builder> terms)
            implements Step {}

    /** An executor acknowledges the last command. */
    record Acknowledgments(long atMillis, String execution, AcknowledgmentStage stage) implements Step {}

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
