package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The log over committed lineage, and its checkpoints, across a restart. */
class LineageLogIT extends LineageSite {
    @Test
    void shouldPutEveryCommittedEntryUnderASignedCheckpointThatGoesOnAfterARestart() throws Exception {
        run();
        int partition = lineage().get(0).partition();
        await().untilAsserted(() -> assertCovered(partition));
        long before = lineage().stream()
                .filter(entry -> entry.partition() == partition)
                .count();

        evaluator.close();
        evaluator = site.startEvaluator();
        run();
        run();

        await().untilAsserted(() -> {
            lineage().stream().map(ConsumerRecord::partition).distinct().forEach(this::assertCovered);
            assertThat(lineage()).hasSizeGreaterThan((int) before);
        });
    }
}
