package dev.holdfast.lineage.audit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up what is seen in all partitions, and keeps the first of it. One thread. */
public final class Account {
    /** How many observations of each weight are kept in full. */
    public static final int KEPT = 20;

    private final Map<Weight, List<Observation>> kept = new EnumMap<>(Weight.class);
    private final Map<Weight, Map<Subject, Long>> counts = new EnumMap<>(Weight.class);
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
