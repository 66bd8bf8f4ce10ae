package dev.holdfast.topology.simulation.corpus;

import dev.holdfast.record.InputRun;
import dev.holdfast.topology.simulation.invariant.Ending;
import dev.holdfast.topology.simulation.invariant.Invariant;
import dev.holdfast.topology.simulation.task.Partition.Appended;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a world comes to. */
public final class Recorder implements Invariant {
    private final long seed;
    private final List<RecordedWorld> worlds;

    /** @param worlds takes it */
    public Recorder(long seed, List<RecordedWorld> worlds) {
        this.seed = seed;
        this.worlds = worlds;
    }

    @Override
    public void ended(Ending ending) {
        var inputs = new ArrayList<RecordedWorld.Taken>();
        for (InputRun run : ending.runs()) {
            for (Appended appended : ending.partition().committed(ending.topicOf(run))) {
                if (appended.offset() >= run.getFirstOffset() && appended.offset() <= run.getLastOffset()) {
                    inputs.add(new RecordedWorld.Taken(appended.offset(), appended.input(), appended.appendedAt()));
                }
            }
        }
        worlds.add(new RecordedWorld(seed, inputs, ending.committed()));
    }
}
