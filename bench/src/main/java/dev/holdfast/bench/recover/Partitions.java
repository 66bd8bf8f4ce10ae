package dev.holdfast.bench.recover;

import dev.holdfast.bench.stream.Model;
import dev.holdfast.bench.stream.Site;
import dev.holdfast.schemas.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;

/** Who decides about which partition, as the group's coordinator has it. */
final class Partitions implements AutoCloseable {
    private static final int ANSWER_SECONDS = 30;

    private final Admin admin;
    private final String group;
    private final String topic;

    Partitions(Site site) throws IOException {
        this.admin = Admin.create(site.clients().clientSettings());
        this.group = Model.applicationId(site);
        this.topic = site.clients().topicNames().of(Topic.HEARTBEATS);
    }

    /** Those of one instance; it may be dead, and the coordinator not know yet. */
    Set<Integer> of(Instance instance) throws InterruptedException, ExecutionException, TimeoutException {
        ConsumerGroupDescription description = Objects.requireNonNull(
                        admin.describeConsumerGroups(Set.of(group))
                                .describedGroups()
                                .get(group),
                        group)
                .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        Set<Integer> owned = new TreeSet<>();
        for (MemberDescription member : description.members()) {
            // Each stream thread is a member of its own.
            if (member.groupInstanceId().orElse("").startsWith(instance.name() + "-")) {
                for (TopicPartition partition : member.assignment().topicPartitions()) {
                    if (partition.topic().equals(topic)) {
                        owned.add(partition.partition());
                    }
                }
            }
        }
        return owned;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
