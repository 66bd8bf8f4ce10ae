package dev.holdfast.topology.simulation.sabotage;

import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Output;
import dev.holdfast.topology.simulation.task.Task;
import java.util.List;
import java.util.SortedMap;

/** A task of whose output somebody makes something else. */
public record SabotagedTask(Task task, Tamper tamper) implements Task {
    @Override
    public List<Output> take(Topic topic, long offset, Input input, long appendedAt) {
        return tamper.written(task.take(topic, offset, input, appendedAt));
    }

    @Override
    public void look(long wallClock) {
        task.look(wallClock);
    }

    @Override
    public List<Input> takeTicks() {
        return task.takeTicks();
    }

    @Override
    public boolean takeCommitAwaited() {
        return task.takeCommitAwaited();
    }

    @Override
    public SortedMap<String, byte[]> content(String store) {
        return tamper.content(store, task.content(store));
    }

    @Override
    public void close() {
        task.close();
    }
}
