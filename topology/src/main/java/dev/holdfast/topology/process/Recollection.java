package dev.holdfast.topology.process;

import dev.holdfast.topology.time.BrokerClock;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Takes up what the store holds of executions when a task begins: their deadlines, who waits for a grant, who has descendants. All of it at once where there are few;
 * where there are many, page by page between decisions: half a million take a busy machine several seconds, during which nobody would be decided about. Until all is
 * taken up, a deadline of what has not sent anything since may be met that much later. One thread.
 */
final class Recollection {
    /** So many are taken up before the first decision: some 50 ms. */
    static final int AT_ONCE = 10_000;

    /** So many at each look at the deadlines after that: 2 ms of each 10 for each task. */
    static final int PAGE = 500;

    private final StateStore store;
    private final Settlement settlement;
    private final Waiting waiting;
    private final BrokerClock clock;
    private byte @Nullable [] from;
    private boolean whole;

    Recollection(StateStore store, Settlement settlement, Waiting waiting, BrokerClock clock) {
        this.store = store;
        this.settlement = settlement;
        this.waiting = waiting;
        this.clock = clock;
    }

    void start() {
        for (int taken = 0; taken < AT_ONCE && !whole; taken += PAGE) {
            page();
        }
    }

    /** The next page, when there is one. */
    void goOn() {
        if (!whole) {
            page();
        }
    }

    private void page() {
        StateStore.Page page = store.learn(from, PAGE);
        // What was decided about meanwhile is armed already, as its state says; so are those that came meanwhile.
        for (StateStore.Entry entry : page.chosen()) {
            settlement.arm(entry.id(), entry.state());
            clock.knows(entry.state().getEvaluatedAt());
            waiting.restore(entry.id(), entry.state());
        }
        String reached = page.reached();
        whole = reached == null;
        from = whole ? null : (reached + '\0').getBytes(StandardCharsets.UTF_8);
    }
}
