package dev.holdfast.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LogOriginTest {
    @Test
    void shouldNameDeploymentAndPartition() {
        assertThat(new LogOrigin("example.org", 3)).hasToString("example.org/lineage/3");
    }

    @Test
    void shouldNotTakeWhatCannotBeTheNameOfAKey() {
        for (String name : new String[] {"", "two words", "a+b", "a\nb", "x".repeat(250)}) {
            assertThat(LogOrigin.flaw(name, 0)).as(name).isPresent();
            assertThatThrownBy(() -> new LogOrigin(name, 0)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(LogOrigin.flaw("example.org", -1)).hasValue("expected a partition from 0, found -1");
    }
}
