package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;

class ContainerEngineTest {
    @Test
    void shouldSayWhatTheEngineSaysWellWithinItsLimit() {
        boolean expected = DockerClientFactory.instance().isDockerAvailable();
        long start = System.nanoTime();

        boolean answers = ContainerEngine.answers();

        assertThat(answers).isEqualTo(expected);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ContainerEngine.ANSWER_LIMIT);
    }
}
