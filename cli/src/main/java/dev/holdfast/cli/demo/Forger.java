package dev.holdfast.cli.demo;

import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.executor.guard.Outbox;
import dev.holdfast.record.Capability;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.Standing;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.signature.SigningKey;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends what looks like the heartbeats of an execution, signed by a key that its grant does not name. */
final class Forger {
    private static final int HEARTBEATS = 5;

    private Forger() {}

    static void forge(ExecutorConfig config, SignedGrant grant, SigningKey wrongKey)
            throws IOException, InterruptedException {
        String id = grant.grant().getExecutionId();
        var producer = new KafkaProducer<byte[], byte[]>(
                config.clientSettings(), new ByteArraySerializer(), new ByteArraySerializer());
        int partitions =
                producer.partitionsFor(config.topicNames().of(Topic.HEARTBEATS)).size();
        int partition = RootSegmentPartitioner.partitionOf(id, partitions);
        try (SchemaRegistryClient registry = config.newRegistryClient();
                var outbox = new Outbox(
                        producer,
                        new RecordCodec(registry, config.topicNames()),
                        wrongKey,
                        config.trustDomain(),
                        id,
                        partition)) {
            outbox.grant(grant);
            String instance = UUID.randomUUID().toString();
            for (long sequence = 1; sequence <= HEARTBEATS; sequence++) {
                outbox.send(
                        Topic.HEARTBEATS,
                        Heartbeat.newBuilder()
                                .setCapabilities(List.of(Capability.PAUSE, Capability.KILL))
                                .setSequence(sequence)
                                .setExecutorInstance(instance)
                                .setSentAt(Instant.ofEpochMilli(System.currentTimeMillis()))
                                .setStanding(Standing.WAITING)
                                .build(),
                        (metadata, failure) -> {});
                TimeUnit.MILLISECONDS.sleep(Worker.HEARTBEAT_MILLIS);
            }
        }
    }
}
