package dev.holdfast.trust.testing;

import dev.holdfast.record.Signal;
import java.time.Instant;
import java.util.function.Consumer;

/** A sound signal, to be spoiled one part at a time. */
public final class TestSignals {
    /** The source that observed it, as it calls itself. */
    public static final String SOURCE = "gateway-1";

    /** What it observed. */
    public static final String KIND = "prompt.injection";

    static {
        Records.vouch();
    }

    private TestSignals() {}

    /** The sound signal, observed at {@link TestGrants#START}. */
    public static Signal sound() {
        return with(signal -> {});
    }

    /** The sound signal with a change. */
    public static Signal with(Consumer<Signal> change) {
        Signal signal = Signal.newBuilder()
                .setKind(KIND)
                .setValue("suspected")
                .setSource(SOURCE)
                .setObservedAt(Instant.ofEpochMilli(TestGrants.START))
                .build();
        change.accept(signal);
        return signal;
    }
}
