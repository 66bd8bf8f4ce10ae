package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.Standing;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.TopicDeployment;
import dev.holdfast.schemas.TopicNames;
import dev.holdfast.schemas.access.AclDeployment;
import dev.holdfast.schemas.access.AclPlan;
import dev.holdfast.schemas.access.Role;
import dev.holdfast.schemas.connection.StrictConfig;
import dev.holdfast.stack.host.FreePorts;
import dev.holdfast.stack.registry.RegistryConfig;
import dev.holdfast.stack.registry.SchemaRegistryProcess;
import dev.holdfast.topology.Evaluator;
import dev.holdfast.topology.EvaluatorConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each principal may do under the rules that {@code holdfast acls apply} makes, and what it may not, on a broker that enforces them.
 * What is expected is written down here once more, apart from the plan.
 */
@Timeout(90)
@SuppressWarnings("NullAway.Init")
class AccessControlIT {
    private static final String EXECUTOR = "executor";
    private static final String EVALUATOR = "evaluator";
    private static final String SOURCE = "signal-source";
    private static final String GOVERNOR = "governor";
    private static final String OBSERVER = "observer";
    private static final String AUDITOR = "auditor";
    private static final String DEPLOYER = "deployer";

    /** Creates the topics of a second deployment on the same brokers. */
    private static final String NEWCOMER = "newcomer";

    private static final TopicNames SECOND = new TopicNames("second.");

    /** An evaluator that may not write ticks. */
    private static final String TICKLESS = "tickless";

    /** Let in by the broker, and nothing else. */
    private static final String STRANGER = "stranger";

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

    private static final Map<String, Set<String>> MAY_READ = Map.of(
            EXECUTOR, Set.of("admissions", "control", "leases", "evaluators"),
            EVALUATOR, Set.of("requests", "grants", "heartbeats", "acks", "signals", "governance", "ticks", "lineage"),
            SOURCE, Set.of(),
            GOVERNOR, Set.of(),
            OBSERVER,
                    Set.of(
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
                            "evaluators"),
            AUDITOR,
                    Set.of(
                            "grants",
                            "acks",
                            "governance",
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
            DEPLOYER, Set.of(),
            STRANGER, Set.of());

    @TempDir
    private static Path directory;

    private static SecuredBroker broker;
    private static SchemaRegistryProcess registry;
    private static Site site;
    private static TopicNames names;
    private static String applicationId;

    @BeforeAll
    static void deploy() throws Exception {
        registry = SchemaRegistryProcess.start(RegistryConfig.inMemory(directory.resolve("registry")));
        List<String> users = new ArrayList<>(MAY_READ.keySet());
        users.add(NEWCOMER);
        users.add(TICKLESS);
        broker = new SecuredBroker(directory.resolve("broker"), users);
        site = new Site(broker.bootstrapServers(), registry.url(), directory);
        names = site.client().topicNames();
        applicationId = StrictConfig.read(site.evaluatorFile()).get(EvaluatorConfig.APPLICATION_ID);
        assertThat(apply().status()).isZero();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            new AclDeployment(admin)
                    .apply(new AclPlan(SECOND, applicationId).bindings(Role.DEPLOYER, "User:" + NEWCOMER));
            new AclDeployment(admin)
                    .apply(plan().bindings(Role.EVALUATOR, "User:" + TICKLESS).stream()
                            .filter(binding -> !(binding.pattern().name().equals(names.of(Topic.TICKS))
                                    && binding.entry().operation() == AclOperation.WRITE))
                            .toList());
        }
        var superUser = new KafkaUser(Map.of("bootstrap.servers", broker.bootstrapServers()));
        for (Topic topic : Topic.values()) {
            superUser.write(names.of(topic));
        }
    }

    @AfterAll
    static void undeploy() throws Exception {
        site.close();
        broker.close();
        registry.close();
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

    static Stream<Attempt> reading() {
        return onEveryTopic(MAY_READ, "read", (user, topic) -> user.read(names.of(topic)));
    }

    static Stream<Attempt> writing() {
        return onEveryTopic(MAY_WRITE, "write", (user, topic) -> user.write(names.of(topic)));
    }

    interface TopicDeed {
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

    static Stream<Attempt> other() {
        List<Attempt> all = new ArrayList<>();
        // Transactions.
        all.add(may(
                GOVERNOR,
                "publish in a transaction",
                user -> user.writeInTransaction(
                        plan().governorTransactions() + "one",
                        MAY_WRITE.get(GOVERNOR).stream()
                                .map(name -> names.prefix() + name)
                                .toList())));
        all.add(mustNot(
                GOVERNOR,
                "write heartbeats in a transaction",
                user -> user.writeInTransaction(
                        plan().governorTransactions() + "two", List.of(names.of(Topic.HEARTBEATS)))));
        for (String user : List.of(EXECUTOR, SOURCE, OBSERVER, AUDITOR, DEPLOYER, EVALUATOR, STRANGER)) {
            all.add(mustNot(
                    user,
                    "open a governor's transaction",
                    who -> who.writeInTransaction(plan().governorTransactions() + "one", List.of())));
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
                    who -> who.ask(admin -> admin.createAcls(plan().bindings(Role.GOVERNOR, "User:" + STRANGER))
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

    @ParameterizedTest(name = "{0}")
    @MethodSource({"reading", "writing", "other"})
    void shouldAllowWhatIsNeededAndRefuseTheRest(Attempt attempt) throws Exception {
        var user = new KafkaUser(broker.clientOf(attempt.user()));

        if (attempt.allowed()) {
            attempt.deed().by(user);
        } else {
            assertThatThrownBy(() -> attempt.deed().by(user))
                    .satisfies(refusal ->
                            assertThat(chain(refusal)).hasAtLeastOneElementOfType(AuthorizationException.class));
        }
    }

    @Test
    void shouldRefuseATransactionalBatchMadeByHand() throws Exception {
        MemoryRecords plain = MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(new byte[] {'k'}, null));
        MemoryRecords transactional = MemoryRecords.withTransactionalRecords(
                Compression.NONE, 7L, (short) 0, 0, new SimpleRecord(new byte[] {'k'}, null));
        String heartbeats = names.of(Topic.HEARTBEATS);
        try (var producer = new RawProducer(FreePorts.LOOPBACK, broker.usersPort(), EXECUTOR, EXECUTOR)) {
            assertThat(producer.send(heartbeats, null, plain)).isEqualTo(Errors.NONE);

            assertThat(producer.send(heartbeats, null, transactional))
                    .isEqualTo(Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
            assertThat(producer.send(heartbeats, "mine", transactional))
                    .isEqualTo(Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
        }
    }

    @Test
    void shouldLetAnEvaluatorLeaseAndAnExecutorRun() throws Exception {
        Site.Granted granted = site.grant(grant -> {});
        var heard = new Heard();
        try (var evaluator = new Evaluator(new EvaluatorConfig(evaluatorOf(EVALUATOR)))) {
            evaluator.start();
            assertThat(evaluator.awaitRunning(Duration.ofSeconds(30))).isTrue();
            try (ExecutionGuard guard = site.open(executorOf(EXECUTOR), granted, heard)) {
                assertThat(guard.awaitLease(Duration.ofSeconds(20)))
                        .as(heard.toString())
                        .isTrue();
                // Refused by the evaluator, not by the broker: the command comes through too.
                guard.report("http.post", "https://example.org/");
                await().until(() -> guard.standing() == Standing.HALTED);
            }
        }
    }

    @Test
    void shouldNotStartAnEvaluatorWithoutRules() {
        assertThatThrownBy(() -> new Evaluator(new EvaluatorConfig(evaluatorOf(STRANGER))))
                .satisfies(
                        refusal -> assertThat(chain(refusal)).hasAtLeastOneElementOfType(AuthorizationException.class));
    }

    @Test
    void shouldNotStartAnEvaluatorThatCannotWriteTicks() {
        assertThatThrownBy(() -> new Evaluator(new EvaluatorConfig(evaluatorOf(TICKLESS))))
                .isInstanceOf(TopicAuthorizationException.class)
                .hasMessageContaining("write to `" + names.of(Topic.TICKS) + "`");
    }

    @Test
    void shouldNotOpenAGuardWithoutRules() throws Exception {
        Site.Granted granted = site.grant(grant -> {});

        assertThatThrownBy(() -> site.open(executorOf(STRANGER), granted, new Heard()))
                .hasMessageContaining("Kafka refuses topic `" + names.of(Topic.CONTROL) + "`");
    }

    @Test
    void shouldChangeNothingWhenRepeatedAndTellWhatIsTooMuch() throws Exception {
        String mine = "User:" + EXECUTOR;
        assertThat(apply().out()).contains("present ").doesNotContain("created ", "surplus ");

        String other = "User:nobody-comes-as-this";
        CommandLineFixture.Outcome first = acls("--executor", other);
        CommandLineFixture.Outcome second = acls("--executor", other, "--json");
        CommandLineFixture.Outcome changed = acls("--observer", other);

        assertThat(first.out()).contains("created ").doesNotContain("present ", "surplus ", mine);
        assertThat(second.out()).contains("\"outcome\":\"present\"").doesNotContain("created", "surplus");
        assertThat(changed.err()).contains("not asked for", other, names.of(Topic.HEARTBEATS));
    }

    @Test
    void shouldSayThatOnlyASuperUserMayApply() throws Exception {
        Map<String, String> settings = broker.configOf(EXECUTOR, StrictConfig.read(site.clientFile()));
        Path file = directory.resolve("executor.properties");
        Files.write(
                file,
                settings.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList());

        CommandLineFixture.Outcome outcome =
                CommandLineFixture.run("acls", "apply", "--config", file.toString(), "--executor", "User:x");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("expected a principal with ALTER and DESCRIBE on the cluster", "super user");
    }

    private static CommandLineFixture.Outcome apply() throws Exception {
        return acls(
                "--executor",
                "User:" + EXECUTOR,
                "--evaluator",
                "User:" + EVALUATOR,
                "--signal-source",
                "User:" + SOURCE,
                "--governor",
                "User:" + GOVERNOR,
                "--observer",
                "User:" + OBSERVER,
                "--auditor",
                "User:" + AUDITOR,
                "--deployer",
                "User:" + DEPLOYER);
    }

    private static CommandLineFixture.Outcome acls(String... options) throws Exception {
        List<String> args = new ArrayList<>(
                List.of("acls", "apply", "--config", site.clientFile().toString(), "--application-id", applicationId));
        args.addAll(List.of(options));
        return CommandLineFixture.run(args.toArray(String[]::new));
    }

    private static Map<String, String> evaluatorOf(String user) throws Exception {
        return broker.configOf(user, StrictConfig.read(site.evaluatorFile()));
    }

    private static ExecutorConfig executorOf(String user) throws Exception {
        return new ExecutorConfig(broker.configOf(user, StrictConfig.read(site.clientFile())));
    }

    private static AclPlan plan() {
        return new AclPlan(names, applicationId);
    }

    private static Attempt may(String user, String what, Deed deed) {
        return new Attempt(user, what, true, deed);
    }

    private static Attempt mustNot(String user, String what, Deed deed) {
        return new Attempt(user, what, false, deed);
    }

    private static TopicPartition partition(Topic topic) {
        return new TopicPartition(names.of(topic), 0);
    }

    private static Map<ConfigResource, Collection<AlterConfigOp>> retention(String topic) {
        return Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(new AlterConfigOp(new ConfigEntry("retention.ms", "1000"), AlterConfigOp.OpType.SET)));
    }

    private static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            chain.add(each);
        }
        return chain;
    }
}
