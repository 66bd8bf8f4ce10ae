package dev.holdfast.bench;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TrustState;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.RulesEngine;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.schemas.SchemaHistory;
import dev.holdfast.trust.execution.Decider;
import dev.holdfast.trust.execution.Decision;
import dev.holdfast.trust.execution.Occurrence;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.facts.Surroundings;
import dev.holdfast.trust.signature.Digest;
import dev.holdfast.trust.signature.SigningKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Set;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * An execution that has been trusted for a while, and the baseline pack. Its heartbeats go on second by second of the broker's clock, so
 * that every fifth brings a lease, as in earnest.
 */
@State(Scope.Thread)
public class WarmExecution {
    private static final String EXECUTION = "order-17";
    private static final String INSTANCE = "process-a";
    private static final long START_MILLIS = 1_800_000_000_000L;
    // A run takes hundreds of millions of heartbeats; the grant must outlast their seconds.
    private static final long GRANTED_MILLIS = 1_000_000_000_000_000L;

    final BinaryMessageEncoder<ExecutionState> encoder;
    final BinaryMessageDecoder<ExecutionState> decoder;
    RulesEngine rules;
    ExecutionState state;
    ExecutionFacts facts;
    byte[] storedState;
    private final Heartbeat heartbeat;
    private final Occurrence.Beat beat;
    private long now = START_MILLIS;

    /** Prepares it all; compiling the rules takes some seconds. */
    public WarmExecution() {
        GeneratedClasses.trust();
        SpecificData model = new ExecutionState().getSpecificData();
        encoder = new BinaryMessageEncoder<>(model, ExecutionState.getClassSchema());
        decoder =
                new BinaryMessageDecoder<>(model, ExecutionState.getClassSchema(), SchemaHistory.executionStateStore());
        rules = compile().newEngine();
        heartbeat = Workload.heartbeat(0, INSTANCE, Instant.ofEpochMilli(now), Standing.RUNNING);
        beat = new Occurrence.Beat(heartbeat);
        state = ExecutionState.newBuilder()
                .setSince(now)
                .setFirstSeenAt(now)
                .setEvaluatedAt(now)
                .build();
        SigningKey executor = SigningKey.ofSeed(Workload.seed(1));
        SigningKey issuer = SigningKey.ofSeed(Workload.seed(2));
        var granted = new Occurrence.Granted(
                Workload.grant(
                        EXECUTION,
                        executor.verifyingKey(),
                        Instant.ofEpochMilli(now),
                        Instant.ofEpochMilli(now + GRANTED_MILLIS)),
                Digest.sha256(Workload.seed(3)),
                Set.of(issuer.verifyingKey().id()));
        Decider.decide(EXECUTION, state, granted, now, rules, known -> Surroundings.ofRoot());
        facts = decide().facts();
        storedState = encode(state);
    }

    /** Makes sure that what is measured is a healthy execution. */
    @Setup(Level.Trial)
    public void requireTrusted() {
        for (int beats = 0; beats < 10; beats++) {
            facts = decide().facts();
        }
        if (state.getState() != TrustState.TRUSTED) {
            throw new IllegalStateException(
                    "expected the execution to be TRUSTED, found " + state.getState() + " for " + state.getFindings());
        }
        storedState = encode(state);
    }

    /** Lets go of the rules. */
    @TearDown(Level.Trial)
    public void close() {
        rules.close();
    }

    /** The decision on the next heartbeat. */
    Decision decide() {
        now += Workload.RHYTHM.toMillis();
        heartbeat.setSequence(heartbeat.getSequence() + 1);
        heartbeat.setSentAt(Instant.ofEpochMilli(now));
        return Decider.decide(EXECUTION, state, beat, now, rules, known -> Surroundings.ofRoot());
    }

    /** The instant of the last one. */
    long now() {
        return now;
    }

    /** The execution's id. */
    String id() {
        return EXECUTION;
    }

    /** The state as it stands in the store. */
    byte[] encode(ExecutionState value) {
        try {
            ByteBuffer encoded = encoder.encode(value);
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new IllegalStateException("a state in memory cannot be encoded", e);
        }
    }

    private static CompiledRuleset compile() {
        try {
            return CompiledRuleset.compile(Ruleset.baseline());
        } catch (CompiledRuleset.Broken e) {
            throw new IllegalStateException("the baseline pack does not compile", e);
        }
    }
}
