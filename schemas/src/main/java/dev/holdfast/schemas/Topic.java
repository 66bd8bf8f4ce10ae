package dev.holdfast.schemas;

import dev.holdfast.record.Acknowledgment;
import dev.holdfast.record.Admission;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.Escalation;
import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.record.ExecutionRequest;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.InputRun;
import dev.holdfast.record.Lease;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.LineageOpening;
import dev.holdfast.record.LogCheckpoint;
import dev.holdfast.record.ShadowDifference;
import dev.holdfast.record.Signal;
import dev.holdfast.record.Tick;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The catalogue of topics. Every topic but governance and evaluators is keyed by execution id, as UTF-8, and partitioned by the id's root
 * segment ({@link RootSegmentPartitioner}); of an act of governance, every partition has a copy. Topics are created from this catalogue alone ({@link TopicDeployment}).
 */
public enum Topic {
    REQUESTS("requests", ExecutionRequest.getClassSchema(), Direction.INPUT, Cleanup.DELETE, Duration.ofDays(7)),
    GRANTS("grants", Grant.getClassSchema(), Direction.INPUT, Cleanup.COMPACT, Retention.FOREVER),
    HEARTBEATS("heartbeats", Heartbeat.getClassSchema(), Direction.INPUT, Cleanup.DELETE, Duration.ofDays(1)),
    SIGNALS("signals", Signal.getClassSchema(), Direction.INPUT, Cleanup.DELETE, Duration.ofDays(7)),
    ACKS("acks", Acknowledgment.getClassSchema(), Direction.INPUT, Cleanup.DELETE, Duration.ofDays(7)),
    GOVERNANCE("governance", GovernanceRecord.getClassSchema(), Direction.INPUT, Cleanup.COMPACT, Retention.FOREVER),
    TICKS("ticks", Tick.getClassSchema(), Direction.INPUT, Cleanup.DELETE, Duration.ofDays(1)),
    ADMISSIONS("admissions", Admission.getClassSchema(), Direction.OUTPUT, Cleanup.DELETE, Duration.ofDays(7)),
    CONTROL("control", ControlCommand.getClassSchema(), Direction.OUTPUT, Cleanup.COMPACT_DELETE, Duration.ofDays(7)),
    LEASES("leases", Lease.getClassSchema(), Direction.OUTPUT, Cleanup.DELETE, Duration.ofHours(1)),
    EXECUTIONS("executions", ExecutionStatus.getClassSchema(), Direction.OUTPUT, Cleanup.COMPACT, Retention.FOREVER),
    LINEAGE("lineage", LineageEntry.getClassSchema(), Direction.OUTPUT, Cleanup.DELETE, Retention.FOREVER),
    OPENINGS("openings", LineageOpening.getClassSchema(), Direction.OUTPUT, Cleanup.DELETE, Duration.ofDays(365)),
    ORDER("order", InputRun.getClassSchema(), Direction.OUTPUT, Cleanup.DELETE, Retention.FOREVER),
    CHECKPOINTS("checkpoints", LogCheckpoint.getClassSchema(), Direction.LOG, Cleanup.COMPACT, Retention.FOREVER),
    ESCALATIONS("escalations", Escalation.getClassSchema(), Direction.OUTPUT, Cleanup.DELETE, Duration.ofDays(30)),
    SHADOW("shadow", ShadowDifference.getClassSchema(), Direction.OUTPUT, Cleanup.DELETE, Duration.ofDays(30)),
    DEAD_LETTERS("dead-letters", DeadLetter.getClassSchema(), Direction.OUTPUT, Cleanup.DELETE, Duration.ofDays(30)),
    EVALUATORS("evaluators", EvaluatorLiveness.getClassSchema(), Direction.OUTPUT, Cleanup.DELETE, Duration.ofHours(1));

    /** Whether the evaluator reads a topic or writes it. */
    public enum Direction {
        /** Read by the evaluator; stamped by the broker, since the instant of a decision is the broker's. */
        INPUT,
        /** Written by the evaluator, in its transactions; its signs of life alone beside them. */
        OUTPUT,
        /** Written by the log over the evaluator's lineage. */
        LOG
    }

    private enum Cleanup {
        DELETE(TopicConfig.CLEANUP_POLICY_DELETE),
        COMPACT(TopicConfig.CLEANUP_POLICY_COMPACT),
        COMPACT_DELETE(TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE);

        private final String policy;

        Cleanup(String policy) {
            this.policy = policy;
        }
    }

    private static final class Retention {
        private static final Duration FOREVER = Duration.ofMillis(-1);
    }

    private final String logicalName;
    private final Schema schema;
    private final long fingerprint;
    private final Direction direction;
    private final Cleanup cleanup;
    private final Duration retention;

    Topic(String logicalName, Schema schema, Direction direction, Cleanup cleanup, Duration retention) {
        this.logicalName = logicalName;
        this.schema = schema;
        this.fingerprint = SchemaNormalization.parsingFingerprint64(schema);
        this.direction = direction;
        this.cleanup = cleanup;
        this.retention = retention;
    }

    /** Its name without a deployment's prefix; the name that signatures cover. */
    public String logicalName() {
        return logicalName;
    }

    /** The schema of its values, as the generated class has it. */
    public Schema schema() {
        return schema;
    }

    /** 64-bit Rabin fingerprint of that schema (Avro specification, "Schema Fingerprints"). */
    public long fingerprint() {
        return fingerprint;
    }

    /** Whether the evaluator reads or writes it. */
    public Direction direction() {
        return direction;
    }

    /** Settings with which the topic is created, as {@link TopicConfig} names them, in the order of the names. */
    public Map<String, String> config() {
        var config = new TreeMap<String, String>();
        config.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup.policy);
        if (cleanup != Cleanup.COMPACT) {
            config.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
        }
        if (direction == Direction.INPUT) {
            // Measured: a record of 400 MiB of zeros travels in 12.9 KB under zstd, and kept ending the evaluator that
            // read it.
            config.put(TopicConfig.COMPRESSION_TYPE_CONFIG, "uncompressed");
        }
        config.put(
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                direction == Direction.INPUT ? "LogAppendTime" : "CreateTime");
        return config;
    }
}
