package dev.holdfast.topology.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.schemas.GeneratedClasses;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class StateStoreTest {
    private static final List<String> IDS =
            List.of("a", "a/b", "a/b/c", "a/\u00e9", "a-b", "a-b/c", "\u00e9", "\u00e9/a", "\u00e9/a/b", "b");

    private final DryStore kept = new DryStore();
    private final StateStore store = new StateStore(kept);

    @BeforeAll
    static void trust() {
        GeneratedClasses.trust();
    }

    /** The repetition is the seed. */
    @RepeatedTest(20)
    void shouldKnowAllThatDescendsFromAnExecutionWhateverCameAndWent(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var present = new TreeSet<String>();
        StateStore looked = store;
        learnAll(looked);
        for (int turn = 0; turn < 200; turn++) {
            String id = IDS.get(random.nextInt(IDS.size()));
            if (random.nextBoolean()) {
                looked.put(bytes(id), state());
                present.add(id);
            } else {
                looked.delete(bytes(id));
                present.remove(id);
            }
            if (random.nextInt(20) == 0) {
                // Another process takes over.
                looked = new StateStore(kept);
                learnAll(looked);
            }

            for (String ancestor : IDS) {
                assertThat(below(looked, ancestor))
                        .as("seed %d, turn %d, below %s", repetition.getCurrentRepetition(), turn, ancestor)
                        .containsExactlyElementsOf(present.stream()
                                .filter(other -> other.startsWith(ancestor + "/"))
                                .toList());
            }
        }
    }

    @Test
    void shouldLookForDescendantsBeforeItKnowsAllExecutions() {
        new StateStore(kept).put(bytes("a/b"), state());

        assertThat(below(store, "a")).containsExactly("a/b");
    }

    @Test
    void shouldLookForDescendantsWhileItKnowsSomeExecutions() {
        List.of("a", "b", "b/c").forEach(id -> new StateStore(kept).put(bytes(id), state()));

        assertThat(store.learn(null, 2).reached()).isEqualTo("b");

        assertThat(below(store, "b")).containsExactly("b/c");
    }

    private static void learnAll(StateStore store) {
        String reached = "";
        while (reached != null) {
            reached = store.learn(reached.isEmpty() ? null : bytes(reached + '\0'), 3)
                    .reached();
        }
    }

    @Test
    void shouldGiveTheSameObjectUntilItsChangesAreForgotten() {
        store.put(bytes("a"), state());
        ExecutionState changed = store.get(bytes("a"));
        changed.setSequence(7L);

        assertThat(store.get(bytes("a"))).isSameAs(changed);
        store.forgetChanges(bytes("a"));

        assertThat(store.get(bytes("a"))).isEqualTo(state());
    }

    @Test
    void shouldStoreWhatIsPutAlsoWhereAnotherObjectOfItWasGiven() {
        store.put(bytes("a"), state());
        store.get(bytes("a")).setSequence(7L);
        ExecutionState other = state();
        other.setSequence(8L);
        store.put(bytes("a"), other);

        assertThat(store.get(bytes("a"))).isSameAs(other);
        assertThat(new StateStore(kept).get(bytes("a"))).isEqualTo(other);
    }

    @Test
    void shouldForgetWhatIsDeleted() {
        store.put(bytes("a"), state());
        store.delete(bytes("a"));

        assertThat(store.get(bytes("a"))).isNull();
    }

    private static List<String> below(StateStore store, String id) {
        return store.keysBelow(id).stream()
                .map(key -> new String(key, StandardCharsets.UTF_8))
                .toList();
    }

    private static ExecutionState state() {
        return ExecutionState.newBuilder()
                .setSince(1)
                .setFirstSeenAt(1)
                .setEvaluatedAt(1)
                .build();
    }

    private static byte[] bytes(String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }
}
