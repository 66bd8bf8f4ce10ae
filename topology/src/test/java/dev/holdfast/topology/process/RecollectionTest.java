package dev.holdfast.topology.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.schemas.GeneratedClasses;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RecollectionTest {
    private final StateStore store = new StateStore(new DryStore());
    private final Set<String> recalled = new TreeSet<>();
    private final Recollection recollection = new Recollection(store, (id, state) -> recalled.add(id));

    @BeforeAll
    static void trust() {
        GeneratedClasses.trust();
    }

    @Test
    void shouldTakeUpFewBeforeTheFirstDecision() {
        put(Recollection.AT_ONCE);

        recollection.start();

        assertThat(recalled).hasSize(Recollection.AT_ONCE);
    }

    @Test
    void shouldTakeUpManyPageByPage() {
        put(Recollection.AT_ONCE + Recollection.PAGE + 1);

        recollection.start();
        assertThat(recalled).hasSize(Recollection.AT_ONCE);
        recollection.goOn();
        assertThat(recalled).hasSize(Recollection.AT_ONCE + Recollection.PAGE);
        recollection.goOn();
        recollection.goOn();

        assertThat(recalled).hasSize(Recollection.AT_ONCE + Recollection.PAGE + 1);
    }

    @Test
    void shouldTakeUpWhatCameAndNotWhatWentMeanwhile() {
        put(Recollection.AT_ONCE + 2);
        recollection.start();

        store.delete(key(Recollection.AT_ONCE));
        store.put(bytes("z"), state());
        recollection.goOn();

        assertThat(recalled).hasSize(Recollection.AT_ONCE + 2).contains("z").doesNotContain(id(Recollection.AT_ONCE));
    }

    private void put(int count) {
        IntStream.range(0, count).forEach(number -> store.put(key(number), state()));
    }

    private static byte[] key(int number) {
        return bytes(id(number));
    }

    private static String id(int number) {
        return String.format(Locale.ROOT, "order-%06d", number);
    }

    private static byte[] bytes(String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }

    private static ExecutionState state() {
        return ExecutionState.newBuilder()
                .setSince(1)
                .setFirstSeenAt(1)
                .setEvaluatedAt(1)
                .build();
    }
}
