package dev.holdfast.topology.process;

import dev.holdfast.record.ExecutionState;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes up what the store holds of executions when a task begins: their deadlines, who has descendants. All of it at once where there are few;
 * where there are many, page by page between decisions: half a million take a busy machine several seconds, during which nobody would be decided about. Until all is
 * taken up, a deadline of what has not sent anything since may be met that much later. One thread.
 */
final class Recollection {
    /** So many are taken up before the first decision: some 50 ms. */
    static final int AT_ONCE = 10_000;

    /** So many at each look at the deadlines after that: 2 ms of each 10 for each task. */
    static final int PAGE = 500;

    private final StateStore store;
    private final BiConsumer<String, ExecutionState> each;
    private byte @Nullable [] from;
    private boolean whole;

    /** @param each takes up one; an execution that was decided about meanwhile comes as it is then, and may be known already */
    Recollection(StateStore store, BiConsumer<String, ExecutionState> each) {
        this.store = store;
        this.each = each;
    }

    void start() {
        for (int taken = 0; taken < AT_ONCE && !whole; taken += PAGE) {
            goOn();
        }
    }

    /** The next page, when there is one. */
    void goOn() {
        if (whole) {
            return;
        }
        StateStore.Page page = store.learn(from, PAGE);
        page.chosen().forEach(entry -> each.accept(entry.id(), entry.state()));
        String reached = page.reached();
        whole = reached == null;
        from = whole ? null : (reached + '\0').getBytes(StandardCharsets.UTF_8);
    }
}
