package dev.holdfast.bench.verify;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.trust.session.Admission;
import dev.holdfast.trust.signature.RecordSignature;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Whose a heartbeat is: all that the evaluator does to establish it, the heartbeat decoded already. Run by {@link VerifySuite}. */
public class VerifyBenchmark {
    /** Signed, without a session. */
    @Benchmark
    public RecordSignature.Verification signed(SignedHeartbeat heartbeat) {
        return heartbeat.signature.verify(heartbeat.key, heartbeat.content);
    }

    /** In a session, by its code alone. */
    @Benchmark
    public Admission coded(SessionRun run) {
        return run.verifyFirst();
    }

    /** In a session, and signed as well. */
    @Benchmark
    public Admission checkpoint(SessionRun run) {
        return run.verifyCheckpoint();
    }

    /** In a session, each of those from one signed one to the next, which is among them. */
    @Benchmark
    @OperationsPerInvocation(SessionRun.HEARTBEATS)
    public ExecutionState amortized(SessionRun run) {
        return run.verifyRun();
    }
}
