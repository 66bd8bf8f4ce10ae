package dev.holdfast.schemas;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates the topics of the catalogue, and finds where those that exist differ from it. */
public final class TopicDeployment {
    private static final int WAIT_SECONDS = 30;

    private final Admin admin;
    private final TopicNames names;

    /** @param admin a client of the cluster; stays the caller's to close */
    public TopicDeployment(Admin admin, TopicNames names) {
        this.admin = admin;
        this.names = names;
    }

    /** What became of one topic. */
    public sealed interface Outcome {
        /** It was not there and has been created. */
        record Created(String topic, int partitions) implements Outcome {}

        /** It was there, as the catalogue has it. */
        record Present(String topic, int partitions) implements Outcome {}

        /** It was there and is not as the catalogue has it; nothing was changed. */
        record Different(String topic, String expected, String found) implements Outcome {}
    }

    /**
     * Creates every topic that is missing. Repeating it changes nothing.
     *
     * @param partitions the same for every topic, at least 1; fixed for the life of the deployment
     * @param replicationFactor copies of each partition; empty for the broker's default
     * @throws KafkaException when the cluster does not answer within 30 s or refuses; try again, topics that were created stay
     */
    public List<Outcome> create(int partitions, Optional<Short> replicationFactor) {
        var outcomes = new ArrayList<Outcome>();
        for (Topic topic : Topic.values()) {
            String name = names.of(topic);
            var wanted = new NewTopic(name, Optional.of(partitions), replicationFactor).configs(topic.config());
            try {
                answer(admin.createTopics(List.of(wanted)).all(), "create topic `" + name + "`");
                outcomes.add(new Outcome.Created(name, partitions));
            } catch (TopicExistsException e) {
                outcomes.add(compare(topic, partitions));
            }
        }
        return outcomes;
    }

    /**
     * How many partitions the deployment has.
     *
     * @throws KafkaException when a topic is missing or the counts differ: run {@code holdfast topics create} first
     */
    public int partitions() {
        var counts = new TreeMap<String, Integer>();
        try {
            answer(
                            admin.describeTopics(Arrays.stream(Topic.values())
                                            .map(names::of)
                                            .toList())
                                    .allTopicNames(),
                            "describe the topics `" + names.prefix() + "*`")
                    .forEach((name, description) ->
                            counts.put(name, description.partitions().size()));
        } catch (UnknownTopicOrPartitionException e) {
            throw new KafkaException(
                    "a topic of `" + names.prefix() + "*` is missing; create them with `holdfast topics create`", e);
        }
        if (counts.values().stream().distinct().count() != 1) {
            throw new KafkaException("expected the same number of partitions in every topic, found " + counts);
        }
        return counts.firstEntry().getValue();
    }

    private Outcome compare(Topic topic, int partitions) {
        String name = names.of(topic);
        int found = answer(admin.describeTopics(List.of(name)).allTopicNames(), "describe topic `" + name + "`")
                .values()
                .iterator()
                .next()
                .partitions()
                .size();
        if (found != partitions) {
            return new Outcome.Different(name, partitions + " partitions", found + " partitions");
        }
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        Config config = answer(
                        admin.describeConfigs(List.of(resource)).all(), "read the settings of topic `" + name + "`")
                .values()
                .iterator()
                .next();
        for (Map.Entry<String, String> wanted : topic.config().entrySet()) {
            String value = config.get(wanted.getKey()).value();
            if (!sorted(wanted.getValue()).equals(sorted(value))) {
                return new Outcome.Different(
                        name, wanted.getKey() + "=" + wanted.getValue(), wanted.getKey() + "=" + value);
            }
        }
        return new Outcome.Present(name, found);
    }

    private static List<String> sorted(String list) {
        return Arrays.stream(list.split(",")).sorted().toList();
    }

    private static <T> T answer(KafkaFuture<T> future, String purpose) {
        try {
            return future.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException refused) {
                throw refused;
            }
            throw new KafkaException("cannot " + purpose, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted: could not " + purpose, e);
        } catch (TimeoutException e) {
            throw new KafkaException(
                    "cannot " + purpose + ": no answer from Kafka within " + WAIT_SECONDS + " s; is it reachable?", e);
        }
    }
}
