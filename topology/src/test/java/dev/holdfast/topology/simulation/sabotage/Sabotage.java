package dev.holdfast.topology.simulation.sabotage;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.Lease;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Output;
import dev.holdfast.topology.scenario.ScenarioSetup;
import dev.holdfast.topology.simulation.task.Suppliers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;

/** The ways of breaking an invariant. */
public final class Sabotage {
    private static final RecordCodec CODEC = new RecordCodec(Suppliers.REGISTRY, ScenarioSetup.NAMES);

    private Sabotage() {}

    /** What was leased was leased with something unknown. */
    public static Tamper unverified() {
        return each(Topic.LINEAGE, LineageEntry.class, entry -> {
            if (entry.getLeasedSequence() != null) {
                entry.getFacts().stream()
                        .filter(fact -> fact.getName().equals("environment"))
                        .forEach(fact -> fact.setValue("UNKNOWN"));
            }
            return entry;
        });
    }

    /** A halt is followed by a lease. */
    public static Tamper leaseAfterHalt() {
        return after(command -> command.getAction() == ControlAction.HALT, Sabotage::leaseOfTheSame);
    }

    /** A command is followed by one of an earlier epoch. */
    public static Tamper fallingEpoch() {
        return after(command -> command.getSelector() == null, output -> {
            ControlCommand command = decode(output, ControlCommand.class);
            command.setAction(ControlAction.PAUSE);
            command.setEpoch(command.getEpoch() - 1);
            return encode(output, Topic.CONTROL, command);
        });
    }

    /** Leases answer heartbeats that nobody sent. */
    public static Tamper forgedHeartbeat() {
        return each(Topic.LEASES, Lease.class, lease -> {
            lease.setHeartbeatSequence(lease.getHeartbeatSequence() + 1_000);
            return lease;
        });
    }

    /** Leases last ten times as long. */
    public static Tamper longLease() {
        return each(Topic.LEASES, Lease.class, lease -> {
            lease.setDurationMillis(10 * lease.getDurationMillis());
            return lease;
        });
    }

    /** What is written to a topic is lost. */
    public static Tamper lost(Topic topic) {
        return outputs ->
                outputs.stream().filter(output -> output.topic() != topic).toList();
    }

    /** Entries are of moves that cannot be. */
    public static Tamper illegalMove() {
        return outputs -> outputs.stream().map(Sabotage::movedIllegally).toList();
    }

    /** All other entries stay as they are, to the byte: the next one names their hash. */
    private static Output movedIllegally(Output output) {
        if (output.topic() != Topic.LINEAGE) {
            return output;
        }
        LineageEntry entry = decode(output, LineageEntry.class);
        if (entry.getFrom() != TrustState.TRUSTED) {
            return output;
        }
        entry.setTo(TrustState.PENDING);
        return encode(output, Topic.LINEAGE, entry);
    }

    /** The second entry of all gets lost, with all that is like it. */
    public static Tamper gap() {
        return outputs -> outputs.stream()
                .filter(output -> output.topic() != Topic.LINEAGE
                        || decode(output, LineageEntry.class).getEntry() != 2)
                .toList();
    }

    /** When a parent is paused, its child is leased. */
    public static Tamper leasedOrphan() {
        return after(
                command -> command.getAction() == ControlAction.PAUSE && command.getSelector() == null,
                output -> leaseOf(new String(output.key(), StandardCharsets.UTF_8) + "/x", output));
    }

    /** Records say that they are of another millisecond. */
    public static Tamper otherInstants() {
        return outputs -> outputs.stream()
                .map(output -> new Output(
                        output.topic(), output.key(), output.value(), output.headers(), output.timestamp() + 1))
                .toList();
    }

    /** What was once in the store stays there. */
    public static Tamper hoarding() {
        var kept = new TreeMap<String, byte[]>();
        return new Tamper() {
            @Override
            public List<Output> written(List<Output> outputs) {
                return outputs;
            }

            @Override
            public SortedMap<String, byte[]> content(String store, SortedMap<String, byte[]> content) {
                if (!store.equals(EvaluatorScenario.STORE)) {
                    return content;
                }
                kept.putAll(content);
                return new TreeMap<>(kept);
            }
        };
    }

    private static <T extends SpecificRecord> Tamper each(Topic topic, Class<T> type, UnaryOperator<T> change) {
        return outputs -> outputs.stream()
                .map(output ->
                        output.topic() == topic ? encode(output, topic, change.apply(decode(output, type))) : output)
                .toList();
    }

    private static Tamper after(Predicate<ControlCommand> chosen, UnaryOperator<Output> followed) {
        return outputs -> {
            var more = new ArrayList<Output>();
            for (Output output : outputs) {
                more.add(output);
                if (output.topic() == Topic.CONTROL && chosen.test(decode(output, ControlCommand.class))) {
                    more.add(followed.apply(output));
                }
            }
            return more;
        };
    }

    private static Output leaseOfTheSame(Output halt) {
        return leaseOf(new String(halt.key(), StandardCharsets.UTF_8), halt);
    }

    private static Output leaseOf(String id, Output like) {
        var lease = new Lease(1_000L, "process-1", 1L, 1_000, Instant.ofEpochMilli(like.timestamp()));
        var keyed = new Output(
                Topic.LEASES, id.getBytes(StandardCharsets.UTF_8), new byte[0], like.headers(), like.timestamp());
        return encode(keyed, Topic.LEASES, lease);
    }

    private static synchronized <T extends SpecificRecord> T decode(Output output, Class<T> type) {
        return CODEC.decode(output.topic(), output.value(), type);
    }

    private static synchronized Output encode(Output like, Topic topic, SpecificRecord record) {
        return new Output(topic, like.key(), CODEC.encode(topic, record), like.headers(), like.timestamp());
    }
}
