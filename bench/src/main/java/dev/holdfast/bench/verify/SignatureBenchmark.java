package dev.holdfast.bench.verify;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One Ed25519 signature over so many bytes, by whoever implements it. Run by {@link VerifySuite}. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // set by JMH
public class SignatureBenchmark {
    @Param("")
    String implementation;

    @Param("0")
    int bytes;

    private Ed25519Check check;

    /** Signs. */
    @Setup(Level.Trial)
    public void sign() throws Exception {
        check = Ed25519Check.of(implementation, bytes);
    }

    /** Verifies. */
    @Benchmark
    public boolean verify() throws Exception {
        return check.holds();
    }
}
