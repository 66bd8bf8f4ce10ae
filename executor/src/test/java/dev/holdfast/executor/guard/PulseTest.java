package dev.holdfast.executor.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.executor.Vitals;
import dev.holdfast.record.Capability;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.Standing;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.SchemaDeployment;
import dev.holdfast.schemas.TopicNames;
import dev.holdfast.trust.signature.SigningKey;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PulseTest {
    private static final TopicNames NAMES = new TopicNames(TopicNames.DEFAULT_PREFIX);

    private final MockProducer<byte[], byte[]> kafka =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

    private Pulse pulse() {
        var registry = new MockSchemaRegistryClient();
        new SchemaDeployment(registry, NAMES).register();
        SigningKey key = SigningKey.ofSeed(new byte[SigningKey.SEED_BYTES]);
        var outbox = new Outbox(kafka, new RecordCodec(registry, NAMES), key, "tests", "job-1", 0);
        return new Pulse(
                outbox,
                SealsTest.seals(HeartbeatMode.SIGNED),
                Vitals.none(),
                new Reports(List.of()),
                AttestationsTest.none(),
                "instance-1",
                List.of(Capability.PAUSE, Capability.KILL),
                Duration.ofMillis(50),
                event -> {});
    }

    /** Whoever says what is obeyed does so under a lock, and asks for a heartbeat from under the same lock. Neither may wait for the other. */
    @Test
    void shouldNotMeetThoseWhoAskForAHeartbeatInADeadlock() throws Exception {
        var lock = new Object();
        var asked = new CountDownLatch(1);
        var asking = new CountDownLatch(1);
        try (Pulse pulse = pulse()) {
            pulse.start(() -> {
                if (kafka.history().size() >= 3) {
                    asked.countDown();
                    await().until(() -> asking.getCount() == 0);
                }
                synchronized (lock) {
                    return new Pulse.Obedience(Standing.RUNNING, 1);
                }
            });
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            var asker = new Thread(() -> {
                synchronized (lock) {
                    asking.countDown();
                    pulse.now();
                }
            });
            asker.start();

            asker.join(10_000);

            assertThat(asker.isAlive()).as("waits for a lock").isFalse();
            int sent = kafka.history().size();
            await().until(() -> kafka.history().size() > sent + 2);
        }
    }
}
