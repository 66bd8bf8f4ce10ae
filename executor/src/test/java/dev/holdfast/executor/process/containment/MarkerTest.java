package dev.holdfast.executor.process.containment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MarkerTest {
    @Test
    void shouldNeverRepeatItself() {
        Marker one = Marker.fresh("a/b");
        Marker other = Marker.fresh("a/b");

        assertThat(one.text()).matches("a/b:[0-9a-f]{32}").isNotEqualTo(other.text());
    }

    @Test
    void shouldKeepTheMarkersOfOuterExecutionsReadable() {
        Map<String, String> environment = new HashMap<>();
        Marker outer = Marker.fresh("a");
        Marker middle = Marker.fresh("a/b");
        Marker inner = Marker.fresh("a/b/c");

        outer.into(environment);
        middle.into(environment);
        inner.into(environment);

        assertThat(environment)
                .containsOnly(
                        Map.entry(Marker.VARIABLE, inner.text()),
                        Map.entry(Marker.OUTER_VARIABLE, outer.text() + " " + middle.text()));
    }
}
