package dev.holdfast.topology.simulation.world;

import dev.holdfast.record.LogCheckpoint;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.Output;
import dev.holdfast.topology.simulation.invariant.Observed;
import dev.holdfast.topology.simulation.task.LogTask;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;

/**
 * The log over one partition's lineage, with transactions of its own: it falls behind and catches up, is aborted with what it has signed already, is restarted where the
 * clock shows something else, and begins all over again with nothing. What it has signed may be in anybody's hands, committed or not.
 */
final class LogStage {
    private static final int HOUR = 3_600_000;

    private final SplittableRandom random;
    private final RecordCodec codec;
    private final Consumer<LogCheckpoint> signed;
    private final List<Output> lineage = new ArrayList<>();
    private List<KeyValue<byte[], byte[]>> stored = List.of();
    private LogTask task;
    private long clockSetBy;
    private int readable;
    private int taken;
    private int committed;
    private long turnAt;

    /** @param signed is told of everything that it signs */
    LogStage(SplittableRandom random, RecordCodec codec, Consumer<LogCheckpoint> signed, long now) {
        this.random = random;
        this.codec = codec;
        this.signed = signed;
        this.task = new LogTask(stored, codec, now);
    }

    /** Something has been written that it is to read; only of lineage it takes note. */
    void append(Observed written) {
        if (written.output().topic() == Topic.LINEAGE) {
            lineage.add(written.output());
        }
    }

    /** Something has been committed: it reads as many records as there are of these, whichever. */
    void committed(Observed written) {
        if (written.output().topic() == Topic.LINEAGE) {
            readable++;
        }
    }

    /** Its process may get time to work, and may end. */
    void turn(long now) {
        if (now < turnAt) {
            return;
        }
        turnAt = now + 500 + random.nextInt(4_000);
        int records = random.nextInt(4) == 0 ? random.nextInt(1 + readable) : readable;
        boolean hasSigned = work(records, now);
        switch (random.nextInt(12)) {
            case 0, 1 -> begin(stored, committed, now);
            case 2 -> {
                stored = List.of();
                committed = 0;
                begin(stored, committed, now);
            }
            default -> {
                if (hasSigned || random.nextBoolean()) {
                    commit();
                }
            }
        }
    }

    /** Takes all there is, and then all of it again from nothing. */
    void end(long now) {
        work(readable, now);
        begin(List.of(), 0, now);
        work(readable, now);
    }

    void close() {
        task.close();
    }

    private boolean work(int records, long now) {
        for (int i = 0; i < records && taken < readable; i++) {
            task.take(lineage.get(taken++));
        }
        // The first look of a task comes some time after its start.
        List<LogCheckpoint> checkpoints = task.look(now + clockSetBy + 1_000);
        checkpoints.forEach(signed);
        return !checkpoints.isEmpty();
    }

    private void commit() {
        stored = task.content();
        committed = taken;
    }

    private void begin(List<KeyValue<byte[], byte[]>> content, int from, long now) {
        task.close();
        clockSetBy = random.nextInt(4 * HOUR) - 2 * HOUR;
        taken = from;
        task = new LogTask(content, codec, now + clockSetBy);
    }
}
