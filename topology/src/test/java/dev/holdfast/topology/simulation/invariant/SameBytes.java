package dev.holdfast.topology.simulation.invariant;

import dev.holdfast.record.InputRun;
import dev.holdfast.topology.scenario.Output;
import dev.holdfast.topology.simulation.task.FastTask;
import dev.holdfast.topology.simulation.task.Partition.Appended;
import dev.holdfast.topology.simulation.task.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.kafka.common.header.Header;

/** A fresh task that takes the same inputs in the order that is on record writes the same bytes and ends with the same bytes in its stores. */
public final class SameBytes implements Invariant {
    @Override
    public void ended(Ending ending) {
        var written = new ArrayList<Output>();
        // Its clock stands at the epoch: the instants of decisions are the broker's.
        try (Task replay = FastTask.start(Map.of(), 0)) {
            for (InputRun run : ending.runs()) {
                for (Appended appended : ending.partition().committed(ending.topicOf(run))) {
                    if (appended.offset() >= run.getFirstOffset() && appended.offset() <= run.getLastOffset()) {
                        written.addAll(replay.take(
                                appended.topic(), appended.offset(), appended.input(), appended.appendedAt()));
                    }
                }
            }
            List<Output> committed = ending.committed();
            for (int i = 0; i < Math.min(committed.size(), written.size()); i++) {
                Output expected = committed.get(i);
                Output found = written.get(i);
                String number = " number " + i + " ";
                Broken.unless(
                        same(expected, found),
                        key(expected),
                        () -> "expected a replay to write as" + number + expected.image() + ", found " + found.image());
            }
            Broken.unless(
                    committed.size() == written.size(),
                    "*",
                    "expected a replay to write " + committed.size() + " records, found " + written.size());
            for (String store : Task.STORES) {
                sameContent(store, ending.task().content(store), replay.content(store));
            }
        }
    }

    private static void sameContent(String store, SortedMap<String, byte[]> live, SortedMap<String, byte[]> replayed) {
        Broken.unless(
                live.keySet().equals(replayed.keySet()),
                "*",
                "expected store `" + store + "` of a replay to hold " + live.keySet() + ", found " + replayed.keySet());
        live.forEach((key, value) -> Broken.unless(
                Arrays.equals(value, replayed.get(key)),
                key,
                "expected store `" + store + "` of a replay to hold the same bytes, found others"));
    }

    private static boolean same(Output one, Output other) {
        return one.topic() == other.topic()
                && one.timestamp() == other.timestamp()
                && Arrays.equals(one.key(), other.key())
                && Arrays.equals(one.value(), other.value())
                && sameHeaders(one.headers(), other.headers());
    }

    private static boolean sameHeaders(List<Header> some, List<Header> others) {
        boolean same = some.size() == others.size();
        for (int i = 0; same && i < some.size(); i++) {
            same = some.get(i).key().equals(others.get(i).key())
                    && Arrays.equals(some.get(i).value(), others.get(i).value());
        }
        return same;
    }

    private static String key(Output output) {
        return output.key() == null ? "*" : new String(output.key(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
