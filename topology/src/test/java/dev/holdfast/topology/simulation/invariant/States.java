package dev.holdfast.topology.simulation.invariant;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.schemas.SchemaHistory;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.message.BinaryMessageDecoder;

/** Reads what the evaluator stored. */
final class States {
    private static final ThreadLocal<BinaryMessageDecoder<ExecutionState>> DECODER =
            ThreadLocal.withInitial(() -> new BinaryMessageDecoder<>(
                    new ExecutionState().getSpecificData(),
                    ExecutionState.getClassSchema(),
                    SchemaHistory.executionStateStore()));

    private States() {}

    static ExecutionState read(byte[] stored) {
        try {
            return DECODER.get().decode(stored);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
