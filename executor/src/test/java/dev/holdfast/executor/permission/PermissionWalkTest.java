package dev.holdfast.executor.permission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.executor.permission.Permission.Change;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Inputs in any order, at any time, with any epoch: what must never happen is checked after each. */
class PermissionWalkTest {
    private static final int WALKS = 2_000;
    private static final int STEPS = 60;
    private static final long MILLI = 1_000_000;

    private final Map<Standing, Integer> seen = new EnumMap<>(Standing.class);

    private record Given(long epoch, long endNanos) {}

    @Test
    void shouldNeverRunWithoutALeaseThatHoldsAboveEveryPause() {
        for (long seed = 1; seed <= WALKS; seed++) {
            new Walk(seed).go();
        }

        assertThat(seen).containsOnlyKeys(Standing.values());
        assertThat(seen.values()).allMatch(times -> times > WALKS / 4);
    }

    private final class Walk {
        private final String name;
        private final Random random;
        private final Permission permission = new Permission(Duration.ofMillis(300), Duration.ofMillis(200));
        private final List<Given> leases = new ArrayList<>();
        private long now;
        private long highestPause = -1;
        private long obeyed;
        private boolean halted;

        Walk(long seed) {
            this.name = "walk " + seed;
            this.random = new Random(seed);
            // Most walks cross the clock's wrap.
            this.now = Long.MAX_VALUE - random.nextInt(4_000) * MILLI;
        }

        void go() {
            for (int step = 0; step < STEPS; step++) {
                now += random.nextInt(120) * MILLI;
                permission.elapse(now);
                input();
                check(name + ", step " + step);
            }
        }

        private void input() {
            long epoch = Math.max(0, permission.obeyedEpoch() - 2 + random.nextInt(5));
            int kind = random.nextInt(100);
            if (kind < 55) {
                long sent = now - random.nextInt(150) * MILLI;
                var duration = Duration.ofMillis(50 + random.nextInt(500));
                leases.add(new Given(epoch, sent + duration.toNanos()));
                permission.lease(epoch, sent, duration, now);
            } else if (kind < 80) {
                if (epoch > permission.obeyedEpoch()) {
                    highestPause = epoch;
                }
                permission.command(ControlAction.PAUSE, epoch, "pause", now);
            } else if (kind < 95) {
                permission.command(ControlAction.RESUME, epoch, "resume", now);
            } else if (kind < 97) {
                if (permission.lagging(Duration.ofMillis(random.nextInt(1_000)), now) instanceof Change.Moved) {
                    leases.clear();
                }
            } else {
                permission.command(random.nextBoolean() ? ControlAction.HALT : ControlAction.DENY, epoch, "halt", now);
            }
        }

        private void check(String step) {
            Standing standing = permission.standing();
            seen.merge(standing, 1, Integer::sum);
            if (standing == Standing.RUNNING) {
                assertThat(leases)
                        .as(step)
                        .anyMatch(lease -> lease.epoch() > highestPause
                                && lease.endNanos() - now > 0
                                && lease.endNanos() == permission.leaseEndNanos());
            }
            assertThat(permission.obeyedEpoch()).as(step).isGreaterThanOrEqualTo(obeyed);
            assertThat(!halted || standing == Standing.HALTED)
                    .as(step + ": a halt is final")
                    .isTrue();
            obeyed = permission.obeyedEpoch();
            halted = standing == Standing.HALTED;
        }
    }
}
