package dev.holdfast.topology;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** Whether a process may write where a refusal would come too late, or be noticed by nobody. */
final class WriteAccess {
    private WriteAccess() {}

    /**
     * Returns when it may write to all of these topics.
     *
     * @throws TopicAuthorizationException when it may not; names the topics
     * @throws KafkaException when the brokers do not answer
     */
    static void require(Admin admin, Collection<String> topics) {
        Map<String, TopicDescription> found;
        try {
            found = admin.describeTopics(topics, new DescribeTopicsOptions().includeAuthorizedOperations(true))
                    .allTopicNames()
                    .get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException refused ? refused : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted before the brokers had answered", e);
        }
        for (TopicDescription topic : found.values()) {
            Set<AclOperation> allowed = topic.authorizedOperations();
            // Null: the broker knows no authorization.
            if (allowed != null && !allowed.contains(AclOperation.WRITE)) {
                throw new TopicAuthorizationException(
                        "expected to be allowed to write to `" + topic.name()
                                + "`, found that the brokers refuse it; see `holdfast acls print`",
                        Set.of(topic.name()));
            }
        }
    }
}
