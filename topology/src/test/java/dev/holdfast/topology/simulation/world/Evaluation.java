package dev.holdfast.topology.simulation.world;

import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.GovernanceState;
import dev.holdfast.record.InputRun;
import dev.holdfast.record.Lease;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.LogCheckpoint;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Output;
import dev.holdfast.topology.simulation.invariant.Ending;
import dev.holdfast.topology.simulation.invariant.Invariant;
import dev.holdfast.topology.simulation.invariant.Observed;
import dev.holdfast.topology.simulation.invariant.Taken;
import dev.holdfast.topology.simulation.invariant.Transaction;
import dev.holdfast.topology.simulation.task.Partition;
import dev.holdfast.topology.simulation.task.Partition.Appended;
import dev.holdfast.topology.simulation.task.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A partition of the evaluator with its transactions: what a process takes and writes since the last commit is for good with the next one, or has never been. Whoever
 * reads uncommitted sees it at once, all the same. A process that has lost the partition goes on until it commits, which is when Kafka tells it: as a producer of
 * another generation of the group (KIP-447).
 */
final class Evaluation {
    private static final Map<Topic, Class<? extends SpecificRecord>> READ = new EnumMap<>(Map.of(
            Topic.CONTROL, ControlCommand.class,
            Topic.LEASES, Lease.class,
            Topic.LINEAGE, LineageEntry.class,
            Topic.DEAD_LETTERS, DeadLetter.class,
            Topic.ORDER, InputRun.class));

    /** Where the store of the order keeps the run that has not ended. */
    private static final String GOING_ON = "\0";

    private static final BinaryMessageDecoder<InputRun> RUNS =
            new BinaryMessageDecoder<>(new InputRun().getSpecificData(), InputRun.getClassSchema());
    private static final BinaryMessageDecoder<GovernanceState> ACTS =
            new BinaryMessageDecoder<>(new GovernanceState().getSpecificData(), GovernanceState.getClassSchema());

    private final Task.Maker maker;
    private final RecordCodec codec;
    private final List<Invariant> invariants;
    private final Profile.Lack lack;
    private final Partition partition = new Partition();
    private final List<Output> committed = new ArrayList<>();
    private final List<InputRun> runs = new ArrayList<>();
    private final List<Owner> zombies = new ArrayList<>();
    private final List<Observed> heldUp = new ArrayList<>();
    private Map<String, SortedMap<String, byte[]>> stored = Map.of();
    private Owner owner;
    private int owners;

    Evaluation(Task.Maker maker, RecordCodec codec, List<Invariant> invariants, Profile.Lack lack, long now) {
        this.maker = maker;
        this.codec = codec;
        this.invariants = invariants;
        this.lack = lack;
        this.owner = begin(now, 0);
    }

    Partition partition() {
        return partition;
    }

    /** The process that has the partition. */
    Owner owner() {
        return owner;
    }

    List<Output> committed() {
        return committed;
    }

    /** A process takes the next record of a topic; what it writes is shown to those who read uncommitted. */
    void take(Owner taker, Topic topic, Consumer<Observed> uncommitted) {
        Task task = taker.task();
        Appended appended = taker.reader().next(topic);
        Input input = appended.input();
        String id = text(input.key());
        byte[] before = task.value(EvaluatorScenario.STORE, id);
        SortedMap<String, byte[]> actsBefore = topic == Topic.GOVERNANCE ? task.content(EvaluatorScenario.ACTS) : null;
        List<Observed> outputs = task.take(topic, appended.offset(), input, appended.appendedAt()).stream()
                .map(this::observed)
                .toList();
        taker.open().addAll(outputs);
        var taken = new Taken(
                appended,
                id,
                before,
                task.value(EvaluatorScenario.STORE, id),
                actsBefore != null
                        && (!same(actsBefore, task.content(EvaluatorScenario.ACTS)) || stands(id, input, actsBefore)),
                outputs,
                task);
        invariants.forEach(invariant -> invariant.taken(taken));
        outputs.forEach(uncommitted);
    }

    /** Whether it has taken all there is, and knows no execution. */
    boolean isEmpty() {
        return owner.reader().waiting().isEmpty()
                && owner.task().content(EvaluatorScenario.STORE).isEmpty();
    }

    /** A process looks at what is due, and returns the ticks that were sent for it; nothing fences those. */
    List<Input> look(Owner looker, long now) {
        looker.task().look(now + looker.clockSetBy());
        return looker.task().takeTicks();
    }

    /**
     * A process ends its transaction. When the partition is still its own, what it wrote is shown to those who read committed, as soon as no transaction that began
     * before it is open. Otherwise it is fenced: its transaction is aborted, and it ends.
     */
    void commit(Owner committer, Consumer<Observed> readCommitted) {
        boolean zombie = zombies.remove(committer);
        if (!zombie || lack == Profile.Lack.FENCING) {
            stored = committer.task().contents();
            partition.commit(committer.reader());
            var transaction = new Transaction(
                    committer.number(), committer.began(), committer.reader().taken());
            invariants.forEach(invariant -> invariant.committed(transaction));
            for (Observed written : committer.open()) {
                committed.add(written.output());
                written.as(InputRun.class).ifPresent(runs::add);
                invariants.forEach(invariant -> invariant.committed(written));
                heldUp.add(written);
            }
        }
        committer.beginAnew();
        if (zombie) {
            committer.task().close();
        }
        if (zombies.stream().allMatch(other -> other.open().isEmpty())) {
            heldUp.forEach(readCommitted);
            heldUp.clear();
        }
    }

    /** The process dies, and with it all that it did since the last commit; another takes its place. */
    void crash(long now, long clockSetBy) {
        owner.task().close();
        owner = begin(now, clockSetBy);
    }

    /**
     * The partition goes to another process, which begins with what is committed.
     *
     * @return the one that had it, which does not know
     */
    Owner rebalance(long now, long clockSetBy) {
        Owner before = owner;
        zombies.add(before);
        owner = begin(now, clockSetBy);
        return before;
    }

    private Owner begin(long now, long clockSetBy) {
        owners++;
        return new Owner(owners, maker.make(stored, now + clockSetBy), partition.reader(), clockSetBy);
    }

    /** A checkpoint of the log over lineage has been signed. */
    void signed(LogCheckpoint checkpoint) {
        invariants.forEach(invariant -> invariant.signed(checkpoint));
    }

    /** An executor is at work. */
    void acted(String id, String instance, long now) {
        invariants.forEach(invariant -> invariant.acted(id, instance, now));
    }

    /** Tells the invariants that it is over, with all committed. */
    void end() {
        var all = new ArrayList<>(runs);
        byte[] goingOn = owner.task().content(EvaluatorScenario.ORDER).get(GOING_ON);
        if (goingOn != null) {
            all.add(decoded(RUNS, goingOn));
        }
        var ending = new Ending(partition, all, committed, owner.task());
        invariants.forEach(invariant -> invariant.ended(ending));
    }

    void close() {
        zombies.forEach(zombie -> zombie.task().close());
        owner.task().close();
    }

    private Observed observed(Output output) {
        Class<? extends SpecificRecord> type = READ.get(output.topic());
        SpecificRecord record =
                type == null || output.value() == null ? null : codec.decode(output.topic(), output.value(), type);
        return new Observed(text(output.key()), output, record);
    }

    private static String text(byte @Nullable [] key) {
        return key == null ? "" : new String(key, StandardCharsets.UTF_8);
    }

    /** Whether an act says again what stands already. */
    private boolean stands(String id, Input input, SortedMap<String, byte[]> acts) {
        var places = id.equals("ruleset/active") ? List.of(id, "ruleset/pending") : List.of(id);
        return places.stream()
                .filter(acts::containsKey)
                .map(place -> decoded(ACTS, acts.get(place)))
                .anyMatch(act -> sent(input).filter(act.getAct()::equals).isPresent());
    }

    private Optional<GovernanceRecord> sent(Input input) {
        try {
            return Optional.of(codec.decode(Topic.GOVERNANCE, input.value(), GovernanceRecord.class));
        } catch (RuntimeException garbage) {
            return Optional.empty();
        }
    }

    private static boolean same(SortedMap<String, byte[]> some, SortedMap<String, byte[]> others) {
        return some.keySet().equals(others.keySet())
                && some.keySet().stream().allMatch(key -> Arrays.equals(some.get(key), others.get(key)));
    }

    private static <T> T decoded(BinaryMessageDecoder<T> decoder, byte[] stored) {
        try {
            return decoder.decode(stored);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
