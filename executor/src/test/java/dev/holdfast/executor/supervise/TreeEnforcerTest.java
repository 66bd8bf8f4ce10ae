package dev.holdfast.executor.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Capability;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TreeEnforcerTest {

    @Test
    void shouldSayThatItFreezesOnlyWhereItDoes() {
        assertThat(new TreeEnforcer(Duration.ZERO, true).capabilities())
                .containsExactlyInAnyOrder(Capability.PAUSE, Capability.KILL, Capability.FREEZE);
        assertThat(new TreeEnforcer(Duration.ZERO, false).capabilities())
                .containsExactlyInAnyOrder(Capability.PAUSE, Capability.KILL);
    }
}
