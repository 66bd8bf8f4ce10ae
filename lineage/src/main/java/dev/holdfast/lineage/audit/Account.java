package dev.holdfast.lineage.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up what is seen in all partitions, and keeps the first of it. One thread. */
public final class Account {
    /** A log signs an entry within a second of its commit: whose oldest has waited for so long has none that signs it. */
    static final Duration SIGNED_BY = Duration.ofMinutes(5);

    /** How many observations of each weight are kept in full. */
    public static final int KEPT = 20;

    private final Map<Weight, List<Observation>> kept = new EnumMap<>(Weight.class);
    private final Map<Weight, Map<Subject, Long>> counts = new EnumMap<>(Weight.class);
    private long newest = Long.MIN_VALUE;
    private long entries;
    private long executions;
    private long checkpoints;
    private long commands;
    private long abortedThenDecided;
    private long abortedForGood;
    private long supersededCommands;
    private long expiredCommands;
    private long missedHeartbeats;
    private long gaps;

    public Account() {
        for (Weight weight : Weight.values()) {
            kept.put(weight, new ArrayList<>());
            counts.put(weight, new EnumMap<>(Subject.class));
        }
    }

    /** Adds an observation. */
    public void add(Weight weight, Subject subject, Place place, String text) {
        of(counts, weight).merge(subject, 1L, Long::sum);
        if (of(kept, weight).size() < KEPT) {
            of(kept, weight).add(new Observation(weight, subject, place, text));
        }
    }

    private static <V> V of(Map<Weight, V> map, Weight weight) {
        V value = map.get(weight);
        if (value == null) {
            throw new IllegalStateException("every weight has its place");
        }
        return value;
    }

    void entry() {
        entries++;
    }

    /** Something was decided at this instant, in epoch milliseconds of the broker's clock. */
    void decided(long at) {
        newest = Math.max(newest, at);
    }

    /**
     * A log has entries, and nobody has signed anything of it. How long it has had them is measured by the newest decision in what was read so far: partitions are read
     * one after the other, and what later ones hold may be younger than this one's checkpoints were when they were read.
     *
     * @param oldest when the first of them was decided, in epoch milliseconds
     */
    void unsigned(Place place, long count, long oldest) {
        String text = "partition " + place.partition() + ": " + count + (count == 1 ? " entry" : " entries")
                + ", no checkpoint signed yet";
        long waited = newest - oldest;
        if (waited <= SIGNED_BY.toMillis()) {
            add(Weight.NOTED, Subject.CHECKPOINTS, place, text);
            return;
        }
        add(
                Weight.FALSE,
                Subject.CHECKPOINTS,
                place,
                text + "; expected the first within " + SIGNED_BY.toMinutes()
                        + " minutes of the first entry, found decisions "
                        + Duration.ofMillis(waited).toSeconds()
                        + " s after it: look for log_state and log_thread_failed among what the evaluators log");
    }

    void execution() {
        executions++;
    }

    void checkpoint() {
        checkpoints++;
    }

    void command() {
        commands++;
    }

    void aborted(boolean decidedAgain) {
        abortedThenDecided += decidedAgain ? 1 : 0;
        abortedForGood += decidedAgain ? 0 : 1;
    }

    void superseded() {
        supersededCommands++;
    }

    void expired() {
        expiredCommands++;
    }

    void gap(long missed) {
        gaps++;
        missedHeartbeats += missed;
    }

    /** The first observations of a weight, in the order in which they were made. */
    public List<Observation> first(Weight weight) {
        return List.copyOf(of(kept, weight));
    }

    /** How many observations of a weight there were, by subject. */
    public Map<Subject, Long> counts(Weight weight) {
        return Map.copyOf(of(counts, weight));
    }

    /** How many observations of a weight there were. */
    public long count(Weight weight) {
        return of(counts, weight).values().stream().mapToLong(Long::longValue).sum();
    }

    /** 1 when something is false; else 2 when something cannot be told; else 0. */
    public int exit() {
        return count(Weight.FALSE) > 0 ? 1 : count(Weight.CANNOT_TELL) > 0 ? 2 : 0;
    }

    /** How much was read and compared, by name, in the order in which it is told. */
    public Map<String, Long> figures() {
        var figures = new LinkedHashMap<String, Long>();
        figures.put("entries", entries);
        figures.put("executions", executions);
        figures.put("checkpoints", checkpoints);
        figures.put("commands", commands);
        figures.put("abortedThenDecidedAgain", abortedThenDecided);
        figures.put("abortedForGood", abortedForGood);
        figures.put("commandsCompacted", supersededCommands);
        figures.put("commandsExpired", expiredCommands);
        figures.put("heartbeatGaps", gaps);
        figures.put("heartbeatsMissed", missedHeartbeats);
        return figures;
    }
}
