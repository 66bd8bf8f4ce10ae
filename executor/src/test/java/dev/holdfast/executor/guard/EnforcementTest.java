package dev.holdfast.executor.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.executor.Enforcer;
import dev.holdfast.executor.Enforcer.Outcome;
import dev.holdfast.executor.guard.Enforcement.Order;
import dev.holdfast.record.Standing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EnforcementTest {
    private static final Outcome SEEN = new Outcome.Seen("seen");

    private final Scripted enforcer = new Scripted();
    private final Heard heard = new Heard();
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final Enforcement enforcement = new Enforcement(enforcer, heard);

    @AfterEach
    void letGo() {
        stuck.countDown();
        enforcement.close();
    }

    @Test
    void shouldDoNothingBeforeTheFirstOrder() {
        Order first = enforcement.order(Standing.RUNNING);

        await().until(() -> heard.effective.contains(first));
        assertThat(enforcer.calls).containsExactly("resume");
        assertThat(first.number()).isEqualTo(1);
    }

    @Test
    void shouldTryAgainUntilTheEffectHasBeenSeen() {
        enforcer.pause = sequence(new Outcome.NotSeen("one left"), new Outcome.NotSeen("one left"), SEEN);

        Order order = enforcement.order(Standing.PAUSED);

        await().until(() -> heard.effective.contains(order));
        assertThat(enforcer.calls).containsExactly("pause", "pause", "pause");
        assertThat(heard.notEffective).containsExactly("one left", "one left");
    }

    @Test
    void shouldTryAgainWhenTheEnforcerFails() {
        enforcer.halt = sequence(() -> {
            throw new IllegalStateException("broken");
        });

        Order order = enforcement.order(Standing.HALTED);

        await().until(() -> heard.effective.contains(order));
        assertThat(enforcer.calls).containsExactly("halt", "halt");
        assertThat(heard.notEffective).singleElement().asString().contains("broken");
    }

    @Test
    void shouldLetAHaltOvertakeAPauseThatIsStuck() throws InterruptedException {
        enforcer.pause = this::stick;
        enforcement.order(Standing.PAUSED);
        await().until(() -> enforcer.calls.contains("pause"));

        Order halt = enforcement.order(Standing.HALTED);

        assertThat(enforcement.awaitHalted(Duration.ofSeconds(5))).isTrue();
        assertThat(heard.effective).containsExactly(halt);
        assertThat(stuck.getCount()).isEqualTo(1);
    }

    @Test
    void shouldCarryOutTheLatestOrderOnly() {
        enforcer.pause = this::stick;
        Order overtaken = enforcement.order(Standing.PAUSED);
        await().until(() -> enforcer.calls.contains("pause"));
        enforcement.order(Standing.RUNNING);
        enforcement.order(Standing.PAUSED);
        Order latest = enforcement.order(Standing.RUNNING);

        stuck.countDown();

        await().until(() -> heard.effective.contains(latest));
        assertThat(heard.effective).containsExactly(overtaken, latest);
        assertThat(enforcer.calls).containsExactly("pause", "resume");
    }

    @Test
    void shouldDropAnOrderThatWasOvertakenBeforeItWasSeen() {
        enforcer.pause = () -> new Outcome.NotSeen("never");
        enforcement.order(Standing.PAUSED);
        await().until(() -> !heard.notEffective.isEmpty());

        Order latest = enforcement.order(Standing.RUNNING);

        await().until(() -> heard.effective.contains(latest));
        int pauses = enforcer.count("pause");
        await().during(Duration.ofMillis(300)).until(() -> enforcer.count("pause") == pauses);
    }

    @Test
    void shouldTakeNoOrderAfterAHalt() throws InterruptedException {
        Order halt = enforcement.order(Standing.HALTED);

        Order after = enforcement.order(Standing.RUNNING);

        assertThat(after).isEqualTo(halt);
        assertThat(enforcement.awaitHalted(Duration.ofSeconds(5))).isTrue();
        assertThat(enforcer.calls).containsExactly("halt");
    }

    @Test
    void shouldSayThatAHaltWasSeenOnlyOnceItWas() throws InterruptedException {
        enforcer.halt = sequence(() -> {
            assertThat(stick()).isNotNull();
            return new Outcome.NotSeen("one left");
        });
        enforcement.order(Standing.HALTED);
        await().until(() -> enforcer.calls.contains("halt"));

        boolean early = enforcement.awaitHalted(Duration.ofMillis(50));

        assertThat(early).isFalse();
        assertThat(enforcement.haltSeen()).isNull();
        stuck.countDown();
        assertThat(enforcement.awaitHalted(Duration.ofSeconds(5))).isTrue();
        assertThat(enforcement.haltSeen()).isEqualTo(SEEN);
    }

    @Test
    void shouldFinishAHaltThatIsUnderWayWhenClosed() throws InterruptedException {
        enforcer.halt = sequence(() -> {
            stick();
            return new Outcome.NotSeen("one left");
        });
        enforcement.order(Standing.HALTED);
        await().until(() -> enforcer.calls.contains("halt"));

        enforcement.close();
        stuck.countDown();

        assertThat(enforcement.awaitHalted(Duration.ofSeconds(5))).isTrue();
        assertThat(enforcer.calls).containsExactly("halt", "halt");
    }

    private Outcome stick() {
        try {
            assertThat(stuck.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return SEEN;
    }

    private static Supplier<Outcome> sequence(Outcome... outcomes) {
        var left = new CopyOnWriteArrayList<>(List.of(outcomes));
        return () -> left.size() > 1 ? left.remove(0) : left.get(0);
    }

    /** This first, then seen. */
    private static Supplier<Outcome> sequence(Supplier<Outcome> first) {
        var left = new CopyOnWriteArrayList<>(List.of(first));
        return () -> left.isEmpty() ? SEEN : left.remove(0).get();
    }

    private static final class Scripted implements Enforcer {
        private final List<String> calls = new CopyOnWriteArrayList<>();
        private volatile Supplier<Outcome> pause = () -> SEEN;
        private volatile Supplier<Outcome> halt = () -> SEEN;

        private int count(String call) {
            return (int) calls.stream().filter(call::equals).count();
        }

        @Override
        public Outcome pause() {
            calls.add("pause");
            return pause.get();
        }

        @Override
        public Outcome resume() {
            calls.add("resume");
            return SEEN;
        }

        @Override
        public Outcome halt() {
            calls.add("halt");
            return halt.get();
        }
    }

    private static final class Heard implements Enforcement.Listener {
        private final List<Order> effective = new CopyOnWriteArrayList<>();
        private final List<String> notEffective = new CopyOnWriteArrayList<>();

        @Override
        public void effective(Order order, Outcome.Seen seen) {
            effective.add(order);
        }

        @Override
        public void notEffective(Order order, String detail) {
            notEffective.add(detail);
        }
    }
}
