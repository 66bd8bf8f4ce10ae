package dev.holdfast.cli.inputs;

import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.Grant;
import dev.holdfast.record.InputRun;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.UnknownSchemas;
import dev.holdfast.topology.process.EvaluatorProcessorSupplier;
import dev.holdfast.topology.process.LeaseSignatures;
import dev.holdfast.topology.process.RulesetCompiler;
import dev.holdfast.topology.time.ThreadTime;
import dev.holdfast.topology.trial.ReplayDriver;
import dev.holdfast.topology.trial.WrittenRecord;
import dev.holdfast.trust.session.SessionHeader;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.signature.VerifyingKey;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Takes the inputs of one partition again, ticks included, in the order that is on record, and compares what comes of them. Memory grows with the executions that
 * live. One thread, once.
 */
public final class InputsReplay implements AutoCloseable {
    private final Outputs outputs;
    private final Map<Topic, Reader> inputs = new EnumMap<>(Topic.class);
    private final Reader order;
    private final RecordCodec codec;
    private final Map<Topic, Long> lastTaken = new EnumMap<>(Topic.class);
    private final ReplayDriver driver;
    private final boolean keyed;
    private long taken;

    /**
     * How to replay.
     *
     * @param root the deployment's root key
     * @param configured the rules that the evaluator was started with
     * @param evaluatorKey its key, without which sessions, attestations and requests cannot be followed; null when it is not at hand
     */
    public record Setting(
            VerifyingKey root,
            CompiledRuleset configured,
            @Nullable SigningKey evaluatorKey) {}

    /** What a replay established. */
    public sealed interface Result {
        /** How many inputs were taken. */
        long taken();

        /** How many records are the same, by topic. */
        Map<Topic, Long> same();

        /**
         * All that was compared is the same.
         */
        record Same(long taken, Map<Topic, Long> same) implements Result {}

        /**
         * Something is not.
         *
         * @param place where it stands
         * @param cause the input that was taken last
         */
        record Different(long taken, Map<Topic, Long> same, String place, String recorded, String again, String cause)
                implements Result {}

        /** What is there is not enough. */
        record CannotTell(long taken, Map<Topic, Long> same, String why) implements Result {}
    }

    /** Thrown to leave the way of the inputs. */
    private static final class Ended extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Result result;

        Ended(Result result) {
            super("", null, false, false);
            this.result = result;
        }
    }

    /**
     * @param registry stays the caller's to close
     * @throws org.apache.kafka.common.KafkaException when the brokers do not answer within 10 s
     */
    public InputsReplay(
            ExecutorConfig config, SchemaRegistryClient registry, Setting setting, int partition, int partitions) {
        this.keyed = setting.evaluatorKey() != null;
        SigningKey key = setting.evaluatorKey();
        if (key == null) {
            // Some key: what it signs is not compared.
            key = SigningKey.ofSeed(new byte[SigningKey.SEED_BYTES]);
        }
        // The order ends before the outputs do, so that all that the inputs on record led to is among these; and
        // outputs
        // end before their inputs do, so that all of them have their cause among those.
        this.order = new Reader(config, Topic.ORDER, partition);
        this.outputs = new Outputs(
                config, partition, keyed ? new LeaseSignatures(config.topicNames(), key, config.trustDomain()) : null);
        for (Topic topic : Topic.values()) {
            if (topic.direction() == Topic.Direction.INPUT) {
                inputs.put(topic, new Reader(config, topic, partition));
            }
        }
        this.codec = new RecordCodec(registry, config.topicNames());
        this.driver = new ReplayDriver(
                new EvaluatorProcessorSupplier(
                        config.topicNames(),
                        partitions,
                        config.trustDomain(),
                        key,
                        LeaseSignatures.Signer.PRODUCER,
                        setting.root(),
                        new RulesetCompiler(setting.configured(), Runnable::run, Runnable::run),
                        registry,
                        new UnknownSchemas(),
                        (topic, number, recordKey, value, headers) -> {},
                        ThreadLocal.withInitial(ThreadTime::new)),
                partition);
    }

    /** Replays. */
    public Result run() throws IOException {
        try {
            if (order.begin() > 0) {
                throw cannotTell("expected the record of the order from its first offset on, found " + order.name()
                        + " to begin at offset " + order.begin());
            }
            Optional<Reader> cut = outputs.cut();
            if (cut.isPresent()) {
                throw cannotTell(
                        "expected " + cut.get().name() + " from its first offset on, found it to begin at offset "
                                + cut.get().begin());
            }
            for (ConsumerRecord<byte[], byte[]> next = order.peek(); next != null; next = order.peek()) {
                InputRun run = run(next);
                order.skip();
                take(run);
            }
            rest();
            Optional<Outputs.Mismatch> mismatch = outputs.rest();
            if (mismatch.isPresent()) {
                throw different(mismatch.get(), "all inputs that there are");
            }
            return new Result.Same(taken, outputs.same());
        } catch (Ended ended) {
            return ended.result;
        }
    }

    private InputRun run(ConsumerRecord<byte[], byte[]> record) throws Ended {
        try {
            if (record.value() != null) {
                return codec.decode(Topic.ORDER, record.value(), InputRun.class);
            }
            throw new SerializationException("no value");
        } catch (SerializationException e) {
            throw cannotTell("expected a run of inputs at " + order.name() + ", offset " + record.offset()
                    + ", found none that can be read");
        }
    }

    private void take(InputRun run) throws IOException, Ended {
        Reader input = inputs.values().stream()
                .filter(each -> each.topic().logicalName().equals(run.getTopic()))
                .findFirst()
                .orElse(null);
        if (input == null) {
            throw cannotTell("expected a run of an input topic, found one of `" + run.getTopic() + "`");
        }
        ConsumerRecord<byte[], byte[]> next = input.peek();
        if (next != null && next.offset() < run.getFirstOffset()) {
            throw cannotTell("expected the order to name every input, found " + input.name() + ", offset "
                    + next.offset() + " passed over");
        }
        if (next == null || next.offset() > run.getFirstOffset()) {
            throw missing(input, run.getFirstOffset());
        }
        long reached = -1;
        while (next != null && next.offset() <= run.getLastOffset()) {
            reached = next.offset();
            input.skip();
            take(input, next, true);
            next = input.peek();
        }
        if (reached != run.getLastOffset()) {
            throw missing(input, run.getLastOffset());
        }
    }

    private Ended missing(Reader input, long offset) {
        return cannotTell("expected the input " + input.name() + ", offset " + offset
                + ", that was taken, found it to be deleted; the inputs are there from offset " + input.begin()
                + " on");
    }

    /** The run that still goes on stands nowhere: what no run names belongs to it, if it is all of one topic. */
    private void rest() throws IOException, Ended {
        Reader going = null;
        for (Reader input : inputs.values()) {
            if (input.peek() != null) {
                if (going != null) {
                    throw cannotTell("the last inputs, on " + going.name() + " and " + input.name()
                            + ", are on no record of the order; up to them all is the same");
                }
                going = input;
            }
        }
        if (going != null) {
            long before = lastTaken.getOrDefault(going.topic(), -1L);
            if (going.begin() > before + 1) {
                throw missing(going, before + 1);
            }
            for (ConsumerRecord<byte[], byte[]> next = going.peek(); next != null; next = going.peek()) {
                going.skip();
                take(going, next, false);
            }
        }
    }

    private void take(Reader input, ConsumerRecord<byte[], byte[]> record, boolean onRecord) throws IOException, Ended {
        String place = input.name() + ", offset " + record.offset();
        if (!keyed) {
            demandNoKey(input.topic(), record, place);
        }
        List<WrittenRecord> written = driver.take(
                input.topic(),
                record.offset(),
                record.key(),
                record.value(),
                List.of(record.headers().toArray()),
                Instant.ofEpochMilli(record.timestamp()));
        taken++;
        lastTaken.put(input.topic(), record.offset());
        for (WrittenRecord each : written) {
            Optional<Outputs.Mismatch> mismatch = outputs.take(each, onRecord);
            if (mismatch.isPresent()) {
                throw different(mismatch.get(), place);
            }
        }
    }

    private void demandNoKey(Topic topic, ConsumerRecord<byte[], byte[]> record, String place) throws Ended {
        boolean session = topic == Topic.HEARTBEATS
                && record.headers().headers(SessionHeader.HEADER).iterator().hasNext();
        boolean sealing = topic == Topic.GRANTS && seals(record.value());
        if (session || sealing || topic == Topic.REQUESTS) {
            String what = session
                    ? "the heartbeat of a session at "
                    : sealing ? "what the grant seals at " : "the request at ";
            throw cannotTell(
                    what + place + " can only be judged with the evaluator's key; name it with --evaluator-key");
        }
    }

    private boolean seals(byte @Nullable [] value) {
        try {
            return value != null
                    && !codec.decode(Topic.GRANTS, value, Grant.class)
                            .getSealed()
                            .isEmpty();
        } catch (SerializationException e) {
            return false;
        }
    }

    private Ended cannotTell(String why) {
        return new Ended(new Result.CannotTell(taken, outputs.same(), why));
    }

    private Ended different(Outputs.Mismatch mismatch, String cause) {
        return new Ended(new Result.Different(
                taken, outputs.same(), mismatch.place(), mismatch.recorded(), mismatch.again(), cause));
    }

    @Override
    public void close() {
        driver.close();
        inputs.values().forEach(Reader::close);
        order.close();
        outputs.close();
        codec.close();
    }
}
