package dev.holdfast.topology.scenario;

import dev.holdfast.record.Admission;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.Escalation;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.InputRun;
import dev.holdfast.record.Lease;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.ShadowDifference;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.SchemaHistory;
import dev.holdfast.schemas.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What an evaluator in a test driver has written, and what its stores hold. */
public abstract class Written {
    /** Name of the evaluator's store. */
    public static final String STORE = "executions-state";

    /** Name of the one for what it has taken of governance. */
    public static final String ACTS = "governance-state";

    /** Name of the one for what it remembers of its inputs. */
    public static final String ORDER = "input-order";

    /** Name of the one for what it remembers of a trial. */
    public static final String SHADOW = "shadow-state";

    private static final BinaryMessageDecoder<ExecutionState> STATES = new BinaryMessageDecoder<>(
            new ExecutionState().getSpecificData(),
            ExecutionState.getClassSchema(),
            SchemaHistory.executionStateStore());

    final Driver driver;
    final Outputs outputs;

    Written(Driver driver, Outputs outputs) {
        this.driver = driver;
        this.outputs = outputs;
    }

    public List<Admission> admissions(String id) {
        return outputs.of(Topic.ADMISSIONS, id, Admission.class);
    }

    public List<ControlCommand> commands(String id) {
        return outputs.of(Topic.CONTROL, id, ControlCommand.class);
    }

    public List<Lease> leases(String id) {
        return outputs.of(Topic.LEASES, id, Lease.class);
    }

    public List<Escalation> escalations(String id) {
        return outputs.of(Topic.ESCALATIONS, id, Escalation.class);
    }

    /** In what a ruleset on trial differs about an execution. */
    public List<ShadowDifference> differences(String id) {
        return outputs.of(Topic.SHADOW, id, ShadowDifference.class);
    }

    /** A metric of the evaluator about its partition's rules. */
    public double ruleMetric(String name) {
        return driver.metric("holdfast-rules", name);
    }

    public List<ExecutionStatus> statuses(String id) {
        return outputs.of(Topic.EXECUTIONS, id, ExecutionStatus.class);
    }

    public List<LineageEntry> lineage(String id) {
        return outputs.of(Topic.LINEAGE, id, LineageEntry.class);
    }

    /** All dead letters, whatever they are keyed by. */
    public List<DeadLetter> deadLetters() {
        return outputs.all().stream()
                .filter(output -> output.topic() == Topic.DEAD_LETTERS)
                .map(output -> decode(output, DeadLetter.class))
                .toList();
    }

    /** Everything that was written, in the order of writing within each topic. */
    public List<Output> outputs() {
        return outputs.all();
    }

    public <T extends SpecificRecord> T decode(Output output, Class<T> type) {
        return type.cast(outputs.decode(output.topic(), output.value()));
    }

    /** Where an execution stands, by the store; null when it is not there. */
    public @Nullable TrustState standing(String id) {
        ExecutionState state = state(id);
        return state == null ? null : state.getState();
    }

    public @Nullable ExecutionState state(String id) {
        byte[] value = stored(id);
        if (value == null) {
            return null;
        }
        try {
            return STATES.decode(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes that the store holds for an execution; null when it is not there. */
    public byte @Nullable [] stored(String id) {
        return driver.store(STORE).get(id.getBytes(StandardCharsets.UTF_8));
    }

    /** All that the store holds. */
    public SortedMap<String, byte[]> store() {
        return content(STORE);
    }

    /** All that it has taken of governance. */
    public SortedMap<String, byte[]> acts() {
        return content(ACTS);
    }

    /** The run of inputs that goes on. */
    public SortedMap<String, byte[]> order() {
        return content(ORDER);
    }

    /** The runs of inputs that have ended. */
    public List<InputRun> runs() {
        return outputs.all().stream()
                .filter(output -> output.topic() == Topic.ORDER)
                .map(output -> decode(output, InputRun.class))
                .toList();
    }

    /** All that it remembers of a trial. */
    public SortedMap<String, byte[]> shadow() {
        return content(SHADOW);
    }

    private SortedMap<String, byte[]> content(String name) {
        var content = new TreeMap<String, byte[]>();
        try (var all = driver.store(name).all()) {
            all.forEachRemaining(entry -> content.put(new String(entry.key, StandardCharsets.UTF_8), entry.value));
        }
        return content;
    }
}
