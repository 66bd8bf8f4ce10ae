package dev.holdfast.bench.stream;

import dev.holdfast.bench.Workload;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.cep.functions.TimedOutPartialMatchHandler;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Flink CEP on the same heartbeats, in a cluster within this process: a pattern finds where an execution's next heartbeat does not come within three intervals, a
 * filter where a counter is over its budget. It commits with its checkpoints, as often as the evaluator does.
 */
final class FlinkCep implements Competitor {
    private static final String GROUP_NAME = "bench-flink";
    private static final int MISSED_INTERVALS = 3;
    private static final long COMMIT_MILLIS = 1_000;
    private static final long BUDGET = 1_000_000;
    private static final int CANCEL_SECONDS = 30;

    private @Nullable JobClient job;

    @Override
    public String group() {
        return GROUP_NAME;
    }

    @Override
    public void start(Site site, Plan plan) throws Exception {
        ExecutorConfig config = site.clients();
        var settings = new Configuration();
        settings.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        settings.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                site.scratch(GROUP_NAME).toUri().toString());
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment flink = StreamExecutionEnvironment.createLocalEnvironment(1, settings);
        flink.enableCheckpointing(COMMIT_MILLIS, CheckpointingMode.EXACTLY_ONCE);
        flink.getConfig().enableObjectReuse();
        KafkaSource<Beat> source = KafkaSource.<Beat>builder()
                .setBootstrapServers(String.join(",", config.getList(ExecutorConfig.BOOTSTRAP_SERVERS)))
                .setTopics(config.topicNames().of(Topic.HEARTBEATS))
                .setGroupId(GROUP_NAME)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new Decoding())
                .build();
        KeyedStream<Beat, String> beats = flink.fromSource(
                        source, WatermarkStrategy.forMonotonousTimestamps(), "heartbeats", Types.POJO(Beat.class))
                .keyBy(beat -> beat.execution);
        Pattern<Beat, ?> followed = Pattern.<Beat>begin("beat")
                .next("following")
                .within(plan.interval().multipliedBy(MISSED_INTERVALS));
        CEP.pattern(beats, followed)
                .process(new Missing())
                .union(beats.filter(beat -> beat.tokens > BUDGET)
                        .map(beat -> beat.execution)
                        .returns(Types.STRING))
                .sinkTo(new DiscardingSink<>());
        job = flink.executeAsync("missing heartbeats, counters over their budget");
    }

    /** What it needs of a heartbeat. */
    @SuppressWarnings("NullAway.Init") // Flink's form of a record: set one field after the other
    public static final class Beat {
        /** Whose it is. */
        public String execution;

        /** Its number. */
        public long sequence;

        /** The counter that has a budget. */
        public long tokens;

        /** For Flink. */
        public Beat() {}
    }

    private static final class Missing extends PatternProcessFunction<Beat, String>
            implements TimedOutPartialMatchHandler<Beat> {
        private static final long serialVersionUID = 1L;

        @Override
        public void processMatch(Map<String, List<Beat>> match, Context context, Collector<String> out) {
            // The next one came in time.
        }

        @Override
        public void processTimedOutMatch(Map<String, List<Beat>> match, Context context) {
            // As good as a sink of its own.
        }
    }

    /** Decodes the Avro behind the wire format's prefix, without a word with a registry. */
    private static final class Decoding implements KafkaRecordDeserializationSchema<Beat> {
        private static final long serialVersionUID = 1L;

        private transient @Nullable SpecificDatumReader<Heartbeat> reader;
        private transient @Nullable BinaryDecoder decoder;

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Beat> out) throws IOException {
            SpecificDatumReader<Heartbeat> known = reader;
            if (known == null) {
                GeneratedClasses.trust();
                known = new SpecificDatumReader<>(Heartbeat.class);
                reader = known;
            }
            WireFormat wire =
                    Objects.requireNonNull(WireFormat.parse(record.value()), "the backlog is in the wire format");
            ByteBuffer body = wire.body();
            decoder = DecoderFactory.get().binaryDecoder(body.array(), body.arrayOffset(), body.remaining(), decoder);
            Heartbeat heartbeat = known.read(null, decoder);
            var beat = new Beat();
            beat.execution = new String(record.key(), StandardCharsets.UTF_8);
            beat.sequence = heartbeat.getSequence();
            beat.tokens = heartbeat.getCounters().getOrDefault(Workload.BUDGETED, 0L);
            out.collect(beat);
        }

        @Override
        public TypeInformation<Beat> getProducedType() {
            return Types.POJO(Beat.class);
        }
    }

    @Override
    public void close() throws Exception {
        if (job != null) {
            job.cancel().get(CANCEL_SECONDS, TimeUnit.SECONDS);
        }
    }
}
