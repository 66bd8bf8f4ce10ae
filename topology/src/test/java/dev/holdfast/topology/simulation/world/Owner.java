package dev.holdfast.topology.simulation.world;

import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.simulation.invariant.Observed;
import dev.holdfast.topology.simulation.task.Partition;
import dev.holdfast.topology.simulation.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process that has the partition, or believes so: its task with all that it has in memory, its clock, and its transaction. */
final class Owner {
    private final int number;
    private final Task task;
    private final Partition.Reader reader;
    private final List<Observed> open = new ArrayList<>();
    private Map<Topic, Integer> began;
    private long clockSetBy;

    /**
     * @param number counts the processes that have had the partition
     * @param clockSetBy how far its clock is ahead of the world's time, in milliseconds
     */
    Owner(int number, Task task, Partition.Reader reader, long clockSetBy) {
        this.number = number;
        this.task = task;
        this.reader = reader;
        this.began = reader.taken();
        this.clockSetBy = clockSetBy;
    }

    int number() {
        return number;
    }

    Task task() {
        return task;
    }

    Partition.Reader reader() {
        return reader;
    }

    /** What its transaction has written so far. */
    List<Observed> open() {
        return open;
    }

    /** How many records of each topic had been taken when its transaction began. */
    Map<Topic, Integer> began() {
        return began;
    }

    /** Its transaction is over, one way or the other, and the next begins. */
    void beginAnew() {
        open.clear();
        began = reader.taken();
    }

    long clockSetBy() {
        return clockSetBy;
    }

    /** Somebody sets its clock. */
    void setClock(long ahead) {
        clockSetBy = ahead;
    }
}
