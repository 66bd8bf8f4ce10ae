package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.TopicDeployment;
import dev.holdfast.schemas.TopicNames;
import dev.holdfast.schemas.access.AclPlan;
import dev.holdfast.schemas.access.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/** Who tries what, and whether it is allowed: written down here once more, apart from the plan of rules. */
final class Attempts {
    static final String EXECUTOR = "executor";
    static final String EVALUATOR = "evaluator";
    static final String SOURCE = "signal-source";
    static final String GOVERNOR = "governor";
    static final String OBSERVER = "observer";
    static final String AUDITOR = "auditor";
    static final String DEPLOYER = "deployer";

    /** Creates the topics of a second deployment on the same brokers. */
    static final String NEWCOMER = "newcomer";

    static final TopicNames SECOND = new TopicNames("second.");

    /** Let in by the broker, and nothing else. */
    static final String STRANGER = "stranger";

    private static final Map<String, Set<String>> MAY_WRITE = Map.of(
            EXECUTOR, Set.of("requests", "grants", "heartbeats", "acks"),
            EVALUATOR,
                    Set.of(
                            "ticks",
                            "admissions",
                            "control",
                            "leases",
                            "executions",
                            "lineage",
                            "openings",
                            "order",
                            "checkpoints",
                            "escalations",
                            "shadow",
                            "dead-letters",
                            "evaluators"),
            SOURCE, Set.of("signals"),
            GOVERNOR, Set.of("governance"),
            OBSERVER, Set.of(),
            AUDITOR, Set.of(),
            DEPLOYER, Set.of(),
            STRANGER, Set.of());

    private static final Set<String> OBSERVED = Set.of(
            "grants",
            "acks",
            "governance",
            "admissions",
            "control",
            "leases",
            "executions",
            "lineage",
            "order",
            "checkpoints",
            "escalations",
            "shadow",
            "dead-letters",
            "evaluators");

    private static final Map<String, Set<String>> MAY_READ = Map.of(
            EXECUTOR, Set.of("admissions", "control", "leases", "evaluators"),
            EVALUATOR, Set.of("requests", "grants", "heartbeats", "acks", "signals", "governance", "ticks", "lineage"),
            SOURCE, Set.of(),
            GOVERNOR, Set.of(),
            OBSERVER, OBSERVED,
            AUDITOR, and("openings", OBSERVED),
            DEPLOYER, Set.of(),
            STRANGER, Set.of());

    /** Those who have rights, or none; all but the newcomer. */
    static final Set<String> PRINCIPALS = MAY_READ.keySet();

    private static Set<String> and(String one, Set<String> others) {
        var all = new HashSet<>(others);
        all.add(one);
        return Set.copyOf(all);
    }

    private final TopicNames names;
    private final String applicationId;
    private final AclPlan plan;

    Attempts(TopicNames names, String applicationId) {
        this.names = names;
        this.applicationId = applicationId;
        this.plan = new AclPlan(names, applicationId);
    }

    /** Somebody, what is tried, and whether it is allowed. */
    record Attempt(String user, String what, boolean allowed, Deed deed) {
        @Override
        public String toString() {
            return user + (allowed ? " may " : " must not ") + what;
        }
    }

    interface Deed {
        void by(KafkaUser user) throws Exception;
    }

    Stream<Attempt> all() {
        return Stream.of(reading(), writing(), other()).flatMap(each -> each);
    }

    private Stream<Attempt> reading() {
        return onEveryTopic(MAY_READ, "read", (user, topic) -> user.read(names.of(topic)));
    }

    private Stream<Attempt> writing() {
        return onEveryTopic(MAY_WRITE, "write", (user, topic) -> user.write(names.of(topic)));
    }

    private interface TopicDeed {
        void by(KafkaUser user, Topic topic) throws Exception;
    }

    private static Stream<Attempt> onEveryTopic(Map<String, Set<String>> allowed, String verb, TopicDeed deed) {
        return allowed.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(entry -> Arrays.stream(Topic.values())
                        .map(topic -> new Attempt(
                                entry.getKey(),
                                verb + " " + topic.logicalName(),
                                entry.getValue().contains(topic.logicalName()),
                                user -> deed.by(user, topic))));
    }

    private Stream<Attempt> other() {
        List<Attempt> all = new ArrayList<>();
        // Transactions.
        all.add(may(
                GOVERNOR,
                "publish in a transaction",
                user -> user.writeInTransaction(
                        plan.governorTransactions() + "one",
                        MAY_WRITE.get(GOVERNOR).stream()
                                .map(name -> names.prefix() + name)
                                .toList())));
        all.add(mustNot(
                GOVERNOR,
                "write heartbeats in a transaction",
                user -> user.writeInTransaction(
                        plan.governorTransactions() + "two", List.of(names.of(Topic.HEARTBEATS)))));
        for (String user : List.of(EXECUTOR, SOURCE, OBSERVER, AUDITOR, DEPLOYER, EVALUATOR, STRANGER)) {
            all.add(mustNot(
                    user,
                    "open a governor's transaction",
                    who -> who.writeInTransaction(plan.governorTransactions() + "one", List.of())));
        }
        for (String user : List.of(EXECUTOR, SOURCE, OBSERVER, AUDITOR, DEPLOYER, GOVERNOR, STRANGER)) {
            all.add(mustNot(
                    user,
                    "end the evaluator's transactions",
                    who -> who.writeInTransaction(
                            applicationId + "-0d6f3a4e-6c0c-4d4b-9d0e-6a1f2b3c4d5e-1", List.of())));
        }
        for (String user : MAY_READ.keySet()) {
            all.add(mustNot(
                    user,
                    "open a transaction under a name of its own",
                    who -> who.writeInTransaction("mine", List.of())));
            all.add(mustNot(
                    user,
                    "abort what others have open",
                    who -> who.ask(admin -> admin.abortTransaction(
                                    new AbortTransactionSpec(partition(Topic.HEARTBEATS), 1L, (short) 0, 0))
                            .all())));
        }
        // Groups.
        all.add(may(
                OBSERVER,
                "read control in a group of observers",
                user -> user.readInGroup(AclPlan.OBSERVER_GROUPS + "one", names.of(Topic.CONTROL))));
        all.add(mustNot(
                OBSERVER, "read control in another group", user -> user.readInGroup("mine", names.of(Topic.CONTROL))));
        all.add(mustNot(
                EXECUTOR,
                "read control in a group",
                user -> user.readInGroup(AclPlan.OBSERVER_GROUPS + "one", names.of(Topic.CONTROL))));
        for (String user : List.of(EXECUTOR, SOURCE, OBSERVER, AUDITOR, DEPLOYER, GOVERNOR, STRANGER)) {
            all.add(mustNot(
                    user, "join the evaluators", who -> who.readInGroup(applicationId, names.of(Topic.CONTROL))));
            all.add(mustNot(
                    user,
                    "move the evaluators on",
                    who -> who.ask(admin -> admin.alterConsumerGroupOffsets(
                                    applicationId, Map.of(partition(Topic.HEARTBEATS), new OffsetAndMetadata(1)))
                            .all())));
        }
        // Topics and rules.
        all.add(may(
                NEWCOMER,
                "create the topics of a deployment",
                user -> user.ask(admin -> {
                    var deployment = new TopicDeployment(admin, SECOND);
                    assertThat(deployment.create(1, Optional.empty()))
                            .hasOnlyElementsOfType(TopicDeployment.Outcome.Created.class);
                    assertThat(deployment.create(1, Optional.empty()))
                            .hasOnlyElementsOfType(TopicDeployment.Outcome.Present.class);
                    return admin.incrementalAlterConfigs(retention(SECOND.of(Topic.HEARTBEATS)))
                            .all();
                })));
        for (String user : MAY_READ.keySet()) {
            all.add(mustNot(
                    user,
                    "create a topic of another name",
                    who -> who.ask(admin -> admin.createTopics(
                                    List.of(new NewTopic(names.prefix() + "another", 1, (short) 1)))
                            .all())));
            all.add(mustNot(
                    user,
                    "delete a topic",
                    who -> who.ask(admin ->
                            admin.deleteTopics(List.of(names.of(Topic.ACKS))).all())));
            all.add(mustNot(
                    user,
                    "add partitions",
                    who -> who.ask(
                            admin -> admin.createPartitions(Map.of(names.of(Topic.ACKS), NewPartitions.increaseTo(9)))
                                    .all())));
            all.add(mustNot(
                    user,
                    "delete records",
                    who -> who.ask(admin -> admin.deleteRecords(
                                    Map.of(partition(Topic.LINEAGE), RecordsToDelete.beforeOffset(1)))
                            .all())));
            all.add(mustNot(
                    user,
                    "allow somebody something",
                    who -> who.ask(admin -> admin.createAcls(plan.bindings(Role.GOVERNOR, "User:" + STRANGER))
                            .all())));
            if (!user.equals(DEPLOYER)) {
                all.add(mustNot(
                        user,
                        "change a topic's settings",
                        who -> who.ask(admin -> admin.incrementalAlterConfigs(retention(names.of(Topic.HEARTBEATS)))
                                .all())));
            }
        }
        return all.stream();
    }

    private static Attempt may(String user, String what, Deed deed) {
        return new Attempt(user, what, true, deed);
    }

    private static Attempt mustNot(String user, String what, Deed deed) {
        return new Attempt(user, what, false, deed);
    }

    private TopicPartition partition(Topic topic) {
        return new TopicPartition(names.of(topic), 0);
    }

    private static Map<ConfigResource, Collection<AlterConfigOp>> retention(String topic) {
        return Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(new AlterConfigOp(new ConfigEntry("retention.ms", "1000"), AlterConfigOp.OpType.SET)));
    }
}
