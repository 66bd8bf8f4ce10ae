package dev.holdfast.cli.system;

import dev.holdfast.cli.governance.GovernancePublisher;
import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.executor.Vitals;
import dev.holdfast.record.Authority;
import dev.holdfast.record.Dimension;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Role;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.schemas.SchemaDeployment;
import dev.holdfast.schemas.TopicDeployment;
import dev.holdfast.schemas.connection.ConnectionConfig;
import dev.holdfast.topology.Evaluator;
import dev.holdfast.topology.EvaluatorConfig;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.signature.SigningKey;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/** A deployment under a topic prefix of its own: topics, schemas, keys. Evaluators are started as a test needs them. */
public final class Site implements AutoCloseable {
    public static final String TRUST_DOMAIN = "system-test";
    public static final int PARTITIONS = 2;

    /** Rhythm, lease and grace of a grant unless a test says otherwise, in milliseconds. */
    static final int HEARTBEAT = 150;

    static final int LEASE = 1_500;
    static final int GRACE = 500;

    public final SigningKey root = SigningKey.generate(new SecureRandom());
    public final SigningKey operator = SigningKey.generate(new SecureRandom());
    public final SigningKey author = SigningKey.generate(new SecureRandom());
    public final SigningKey source = SigningKey.generate(new SecureRandom());
    public final SigningKey issuer = SigningKey.generate(new SecureRandom());
    public final SigningKey evaluatorKey = SigningKey.generate(new SecureRandom());
    public final Wire wire;
    private final Path directory;
    private final Map<String, String> connection;

    public Site(String bootstrapServers, String registryUrl, Path directory) throws Exception {
        this.directory = directory;
        this.connection = Map.of(
                ConnectionConfig.BOOTSTRAP_SERVERS, bootstrapServers,
                ConnectionConfig.SCHEMA_REGISTRY_URL, registryUrl,
                ConnectionConfig.TRUST_DOMAIN, TRUST_DOMAIN,
                ConnectionConfig.TOPIC_PREFIX, "site-" + UUID.randomUUID() + ".");
        KeyFiles.writePair(directory.resolve("root.pem"), root);
        KeyFiles.writePair(directory.resolve("operator.pem"), operator);
        KeyFiles.writePair(directory.resolve("author.pem"), author);
        KeyFiles.writePair(directory.resolve("source.pem"), source);
        KeyFiles.writePair(directory.resolve("issuer.pem"), issuer);
        KeyFiles.writePair(directory.resolve("evaluator.pem"), evaluatorKey);
        var config = new ConnectionConfig(connection);
        try (Admin admin = Admin.create(config.clientSettings());
                SchemaRegistryClient registry = config.newRegistryClient()) {
            new TopicDeployment(admin, config.topicNames()).create(PARTITIONS, Optional.empty());
            new SchemaDeployment(registry, config.topicNames()).register();
        }
        this.wire = new Wire(config);
        try (var publisher = new GovernancePublisher(config)) {
            publisher.publish(authority("issuers", Role.GRANT_ISSUER, issuer), root);
            publisher.publish(authority("operators", Role.OPERATOR, operator), root);
            publisher.publish(authority("authors", Role.POLICY_AUTHOR, author), root);
            publisher.publish(authority("evaluators", Role.EVALUATOR, evaluatorKey), root);
            publisher.publish(authority("sources", Role.SIGNAL_SOURCE, source), root);
        }
    }

    /** An authority over everybody, of one key. */
    public static Authority authority(String name, Role role, SigningKey key) {
        return Authority.newBuilder()
                .setName(name)
                .setVersion(1)
                .setRole(role)
                .setKeys(List.of(ByteBuffer.wrap(key.verifyingKey().raw())))
                .setNotBefore(Instant.EPOCH)
                .setNotAfter(Instant.parse("2100-01-01T00:00:00Z"))
                .build();
    }

    /** Starts an evaluator; the same one, by its name and its state, at every call. */
    public Evaluator startEvaluator() throws InterruptedException {
        return startEvaluator(Map.of());
    }

    /** The same, with rules beside the baseline. */
    Evaluator startEvaluator(Path rules) throws InterruptedException {
        return startEvaluator(Map.of(EvaluatorConfig.RULES_DIRECTORY, rules.toString()));
    }

    /** The same with some settings more. */
    public Evaluator startEvaluator(Map<String, String> more) throws InterruptedException {
        Map<String, String> settings = evaluatorSettings();
        settings.putAll(more);
        var evaluator = new Evaluator(new EvaluatorConfig(settings));
        evaluator.start();
        if (!evaluator.awaitRunning(Duration.ofSeconds(30))) {
            evaluator.close();
            throw new AssertionError("the evaluator did not start");
        }
        return evaluator;
    }

    /** The settings that {@link #startEvaluator} uses, in a file. */
    Path evaluatorFile() throws Exception {
        return write("evaluator.properties", evaluatorSettings());
    }

    /** The same, changed. */
    Path evaluatorFile(Map<String, String> changes) throws Exception {
        Map<String, String> settings = evaluatorSettings();
        settings.putAll(changes);
        return write("evaluator-changed.properties", settings);
    }

    private Map<String, String> evaluatorSettings() {
        Map<String, String> settings = new HashMap<>(connection);
        settings.put(
                EvaluatorConfig.KEY_FILE, directory.resolve("evaluator.pem").toString());
        settings.put(EvaluatorConfig.ROOT_KEY, directory.resolve("root.pem.pub").toString());
        settings.put(EvaluatorConfig.STATE_DIRECTORY, directory.resolve("state").toString());
        settings.put(EvaluatorConfig.APPLICATION_ID, connection.get(ConnectionConfig.TOPIC_PREFIX) + "evaluator");
        settings.put(EvaluatorConfig.INSTANCE_ID, "one");
        // A lease must reach its executor well before the last one ends.
        settings.put(EvaluatorConfig.COMMIT_INTERVAL, "100");
        // For the sake of the processes that run beside it.
        settings.put(EvaluatorConfig.DRY_RUN, "0");
        return settings;
    }

    public ExecutorConfig client() {
        return new ExecutorConfig(clientSettings());
    }

    /** As {@link #client}, by another way to the broker. */
    ExecutorConfig clientThrough(String bootstrapServers) {
        Map<String, String> settings = clientSettings();
        settings.put(ConnectionConfig.BOOTSTRAP_SERVERS, bootstrapServers);
        return new ExecutorConfig(settings);
    }

    /** The settings of {@link #client} in a file. */
    public Path clientFile() throws Exception {
        return write("client.properties", clientSettings());
    }

    private Map<String, String> clientSettings() {
        Map<String, String> settings = new HashMap<>(connection);
        settings.put(
                ExecutorConfig.EVALUATOR_KEYS,
                directory.resolve("evaluator.pem.pub").toString());
        return settings;
    }

    private Path write(String name, Map<String, String> settings) throws Exception {
        return Files.writeString(
                directory.resolve(name),
                settings.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                        .collect(Collectors.joining()));
    }

    /** A grant for one execution under a new id, that allows {@code http.get} and waives the environment. */
    public Granted grant(Consumer<Grant> change) throws Exception {
        SigningKey executor = SigningKey.generate(new SecureRandom());
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        Grant terms = Grant.newBuilder()
                .setExecutionId("run-" + UUID.randomUUID())
                .setGrantId(UUID.randomUUID().toString())
                .setAgent("tester")
                .setInitiator("system test")
                .setExecutorKey(ByteBuffer.wrap(executor.verifyingKey().raw()))
                .setIssuedAt(now)
                .setNotBefore(now.minusSeconds(5))
                .setNotAfter(now.plusSeconds(600))
                .setScope(List.of(new ScopeRule("http.get", "*", null, null)))
                .setWaived(List.of(Dimension.ENVIRONMENT))
                .setHeartbeatIntervalMillis(HEARTBEAT)
                .setLeaseMillis(LEASE)
                .setGraceMillis(GRACE)
                .build();
        change.accept(terms);
        return new Granted(executor, SignedGrant.issue(terms, issuer, TRUST_DOMAIN));
    }

    /** Opens a guard; returns before its first lease. */
    public ExecutionGuard open(Granted granted, Heard heard) throws Exception {
        return open(client(), granted, heard);
    }

    public ExecutionGuard open(ExecutorConfig config, Granted granted, Heard heard) throws Exception {
        return ExecutionGuard.open(
                config,
                granted.key(),
                granted.grant(),
                new ExecutionGuard.Options(null, Vitals.none(), List.of(), heard, Duration.ofSeconds(20)));
    }

    /** Opens a guard and waits until it runs. */
    public ExecutionGuard running(Granted granted, Heard heard) throws Exception {
        ExecutionGuard guard = open(granted, heard);
        if (!guard.awaitLease(Duration.ofSeconds(60))) {
            guard.close();
            throw new AssertionError("no lease came: " + heard);
        }
        return guard;
    }

    /** A grant with the key that it names. */
    public record Granted(SigningKey key, SignedGrant grant) {
        public String executionId() {
            return grant.grant().getExecutionId();
        }
    }

    @Override
    public void close() throws Exception {
        wire.close();
    }
}
