package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class ReplacementsTest {
    private final AtomicLong nanos = new AtomicLong(-5);
    private final Replacements replacements = new Replacements(nanos::get);

    @Test
    void shouldOutliveAnOutageOfADay() {
        for (long spent = 0; spent < Duration.ofDays(1).toSeconds(); spent += 5) {
            assertThat(replacements.after(true)).isPresent();
            pass(Duration.ofSeconds(5));
        }
    }

    @Test
    void shouldNotCountAnOutageAmongFailures() {
        for (int times = 0; times < 1_000; times++) {
            replacements.after(true);
        }

        assertThat(replacements.after(false)).isPresent();
    }

    @Test
    void shouldGiveUpWhatFailsAgainAndAgainForReasonsOfItsOwn() {
        for (int times = 0; times < Replacements.MAXIMUM; times++) {
            assertThat(replacements.after(false)).isPresent();
            pass(Duration.ofSeconds(30));
        }

        assertThat(replacements.after(false)).isEmpty();
    }

    @Test
    void shouldNotGiveUpWhatFailsEveryMinute() {
        for (int times = 0; times < 10_000; times++) {
            assertThat(replacements.after(false)).isPresent();
            pass(Duration.ofMinutes(1));
        }
    }

    @Test
    void shouldWaitTwiceAsLongEachTimeUpToALimit() {
        List<Optional<Duration>> waits = new ArrayList<>();
        for (int times = 0; times < 6; times++) {
            waits.add(replacements.after(true));
            pass(Duration.ofSeconds(20));
        }

        assertThat(waits)
                .extracting(Optional::orElseThrow)
                .containsExactly(
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5));
    }

    @Test
    void shouldWaitNoLongerThanAtFirstAfterAHealthyMinute() {
        replacements.after(true);
        replacements.after(true);
        pass(Duration.ofMinutes(1));

        assertThat(replacements.after(true)).contains(Replacements.FIRST_WAIT);
    }

    @Test
    void shouldTellARegistryThatIsAwayFromASchemaThatIsNotThere() {
        var unreachable = new SerializationException("cannot find", new ConnectException("refused"));
        var broken = new SerializationException("cannot find", new RestClientException("backend", 500, 50001));
        var missing = new SerializationException("cannot find", new RestClientException("no schema", 404, 40403));

        assertThat(Replacements.registryIsAway(new StreamsException(unreachable)))
                .isTrue();
        assertThat(Replacements.registryIsAway(new StreamsException(broken))).isTrue();
        assertThat(Replacements.registryIsAway(new StreamsException(missing))).isFalse();
        assertThat(Replacements.registryIsAway(new StreamsException(new ConnectException("disk"))))
                .isFalse();
    }

    private void pass(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }
}
