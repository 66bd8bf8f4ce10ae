package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.Standing;
import dev.holdfast.schemas.Topic;
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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.compress.Compression;
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
 */
@Timeout(90)
@SuppressWarnings("NullAway.Init")
class AccessControlIT {
    /** An evaluator that may not write ticks. */
    private static final String TICKLESS = "tickless";

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
        List<String> users = new ArrayList<>(Attempts.PRINCIPALS);
        users.add(Attempts.NEWCOMER);
        users.add(TICKLESS);
        broker = new SecuredBroker(directory.resolve("broker"), users);
        site = new Site(broker.bootstrapServers(), registry.url(), directory);
        names = site.client().topicNames();
        applicationId = StrictConfig.read(site.evaluatorFile()).get(EvaluatorConfig.APPLICATION_ID);
        assertThat(apply().status()).isZero();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            new AclDeployment(admin)
                    .apply(new AclPlan(Attempts.SECOND, applicationId)
                            .bindings(Role.DEPLOYER, "User:" + Attempts.NEWCOMER));
            new AclDeployment(admin)
                    .apply(new AclPlan(names, applicationId)
                            .bindings(Role.EVALUATOR, "User:" + TICKLESS).stream()
                                    .filter(binding ->
                                            !(binding.pattern().name().equals(names.of(Topic.TICKS))
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

    static Stream<Attempts.Attempt> attempts() {
        return new Attempts(names, applicationId).all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attempts")
    void shouldAllowWhatIsNeededAndRefuseTheRest(Attempts.Attempt attempt) throws Exception {
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
        try (var producer =
                new RawProducer(FreePorts.LOOPBACK, broker.usersPort(), Attempts.EXECUTOR, Attempts.EXECUTOR)) {
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
        try (var evaluator = new Evaluator(new EvaluatorConfig(evaluatorOf(Attempts.EVALUATOR)))) {
            evaluator.start();
            assertThat(evaluator.awaitRunning(Duration.ofSeconds(30))).isTrue();
            try (ExecutionGuard guard = site.open(executorOf(Attempts.EXECUTOR), granted, heard)) {
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
        assertThatThrownBy(() -> new Evaluator(new EvaluatorConfig(evaluatorOf(Attempts.STRANGER))))
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

        assertThatThrownBy(() -> site.open(executorOf(Attempts.STRANGER), granted, new Heard()))
                .hasMessageContaining("Kafka refuses topic `" + names.of(Topic.CONTROL) + "`");
    }

    @Test
    void shouldChangeNothingWhenRepeatedAndTellWhatIsTooMuch() throws Exception {
        String mine = "User:" + Attempts.EXECUTOR;
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
        Map<String, String> settings = broker.configOf(Attempts.EXECUTOR, StrictConfig.read(site.clientFile()));
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
                "User:" + Attempts.EXECUTOR,
                "--evaluator",
                "User:" + Attempts.EVALUATOR,
                "--signal-source",
                "User:" + Attempts.SOURCE,
                "--governor",
                "User:" + Attempts.GOVERNOR,
                "--observer",
                "User:" + Attempts.OBSERVER,
                "--auditor",
                "User:" + Attempts.AUDITOR,
                "--deployer",
                "User:" + Attempts.DEPLOYER);
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

    private static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            chain.add(each);
        }
        return chain;
    }
}
