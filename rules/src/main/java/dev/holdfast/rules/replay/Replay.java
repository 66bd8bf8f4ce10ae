package dev.holdfast.rules.replay;

import dev.holdfast.record.TrustState;
import dev.holdfast.trust.execution.Position;
import java.util.HashMap;
import java.util.Map;

/**
 * Holds decisions that were made again against the recorded ones, each execution's in their order. Its memory grows with executions that have ended, not with
 * decisions. One thread.
 */
public final class Replay {
    private final Map<String, Decided> ends = new HashMap<>();

    /** What a comparison established. */
    public sealed interface Result {
        /** The same bytes. */
        record Same() implements Result {}

        /** Not the same. */
        record Different(Decided recorded, Decided again) implements Result {}

        /** What is kept since the execution's end does not stand in what was read. */
        record EndUnknown() implements Result {}
    }

    /** Takes one. */
    public Result take(Repeated repeated) {
        Decided recorded = repeated.recorded();
        Decided again;
        if (repeated.again().isPresent()) {
            again = repeated.again().get();
            note(repeated.executionId(), recorded);
        } else {
            Decided end = repeated.entry() == 1 ? null : ends.get(repeated.executionId());
            if (end == null) {
                return new Result.EndUnknown();
            }
            TrustState stays = end.to();
            again = new Decided(end.findings(), end.verdict(), stays, stays, null, null);
        }
        return recorded.isSame(again) ? new Result.Same() : new Result.Different(recorded, again);
    }

    /** What leads to an end is kept. An answer that leaves an execution where it stands says nothing of how it got there. */
    private void note(String executionId, Decided recorded) {
        if (!Position.of(recorded.to()).isFinal()) {
            ends.remove(executionId);
        } else if (recorded.from() != recorded.to()) {
            ends.put(executionId, recorded);
        }
    }
}
