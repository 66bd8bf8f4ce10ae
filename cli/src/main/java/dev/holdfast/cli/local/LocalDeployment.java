package dev.holdfast.cli.local;

import dev.holdfast.cli.governance.GovernancePublisher;
import dev.holdfast.cli.governance.InvalidAct;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.Authority;
import dev.holdfast.record.Role;
import dev.holdfast.schemas.SchemaDeployment;
import dev.holdfast.schemas.TopicDeployment;
import dev.holdfast.schemas.connection.ConnectionConfig;
import dev.holdfast.stack.Stack;
import dev.holdfast.stack.StackConfig;
import dev.holdfast.topology.Evaluator;
import dev.holdfast.topology.EvaluatorConfig;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import dev.holdfast.trust.signature.SigningKey;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** A running local deployment. What it needs is made on the first start and found again on the next. */
public final class LocalDeployment implements AutoCloseable {
    /** The trust domain of local deployments. */
    public static final String TRUST_DOMAIN = "local";

    private static final Instant FAR_AWAY = Instant.parse("2100-01-01T00:00:00Z");
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);

    private final DataLayout layout;
    private final Stack stack;
    private final Evaluator evaluator;

    /**
     * What is wanted.
     *
     * @param stack where the data stands and which ports are used; its directory must be given
     * @param partitions how many partitions topics are made with, on the first start
     * @param rules directory of DRL files beside the baseline; null for the baseline alone
     * @param settings of the evaluator, beside those that follow from the rest; they have the last word
     */
    public record Wanted(
            StackConfig stack, int partitions, @Nullable Path rules, Map<String, String> settings) {}

    private LocalDeployment(DataLayout layout, Stack stack, Evaluator evaluator) {
        this.layout = layout;
        this.stack = stack;
        this.evaluator = evaluator;
    }

    /**
     * Starts everything; returns when the evaluator decides.
     *
     * @throws IOException when the directory cannot be written
     * @throws dev.holdfast.stack.host.StackStartException when a port is taken, or broker or registry do not start
     * @throws KafkaException when the evaluator does not start
     */
    public static LocalDeployment start(Wanted wanted) throws IOException, KeyFileException, InterruptedException {
        Path directory = wanted.stack().dataDirectory();
        if (directory == null) {
            throw new IllegalArgumentException("a local deployment needs a directory");
        }
        var layout = new DataLayout(directory.toAbsolutePath().normalize());
        Stack stack = Stack.start(wanted.stack());
        Evaluator evaluator = null;
        try {
            makeKeys(layout);
            Map<String, String> connection = connection(stack);
            deploy(new ConnectionConfig(connection), wanted.partitions());
            write(
                    layout.clientConfig(),
                    "How to reach this deployment; written at every start.",
                    client(layout, connection));
            vouch(layout, new ConnectionConfig(connection));
            TreeMap<String, String> evaluatorSettings = evaluator(layout, connection, wanted.rules());
            evaluatorSettings.putAll(wanted.settings());
            write(
                    layout.evaluatorConfig(),
                    "The evaluator of this deployment; written at every start.",
                    evaluatorSettings);
            evaluator = new Evaluator(new EvaluatorConfig(evaluatorSettings));
            evaluator.start();
            if (!evaluator.awaitRunning(READY_WITHIN)) {
                throw new KafkaException("the evaluator did not start within " + READY_WITHIN.toSeconds() + " s; see `"
                        + layout.log() + "`");
            }
            return new LocalDeployment(layout, stack, evaluator);
        } catch (IOException | KeyFileException | InterruptedException | RuntimeException e) {
            if (evaluator != null) {
                evaluator.close();
            }
            stack.close();
            throw e;
        }
    }

    /** Where things stand. */
    public DataLayout layout() {
        return layout;
    }

    /** Broker and registry. */
    public Stack stack() {
        return stack;
    }

    /** The evaluator. */
    public Evaluator evaluator() {
        return evaluator;
    }

    /** How to reach it, for executors and tools. */
    public ExecutorConfig clientConfig() {
        return new ExecutorConfig(client(layout, connection(stack)));
    }

    /** As {@link #clientConfig()}, for those who reach the broker by another way, such as a relay. */
    public ExecutorConfig clientConfigThrough(String bootstrapServers) {
        var settings = new TreeMap<>(client(layout, connection(stack)));
        settings.put(ConnectionConfig.BOOTSTRAP_SERVERS, bootstrapServers);
        return new ExecutorConfig(settings);
    }

    /** Stops everything; the directory stays. */
    @Override
    public void close() {
        evaluator.close();
        stack.close();
    }

    private static void makeKeys(DataLayout layout) throws IOException, KeyFileException {
        Files.createDirectories(layout.issuerKey().getParent());
        for (Path key : new Path[] {
            layout.rootKey(),
            layout.issuerKey(),
            layout.operatorKey(),
            layout.policyAuthorKey(),
            layout.signalSourceKey(),
            layout.evaluatorKey(),
            layout.executorAuthorityKey()
        }) {
            if (!Files.exists(key)) {
                KeyFiles.writePair(key, SigningKey.generate(new SecureRandom()));
            }
        }
    }

    private static void deploy(ConnectionConfig connection, int partitions) throws IOException {
        try (Admin admin = Admin.create(connection.clientSettings());
                SchemaRegistryClient registry = connection.newRegistryClient()) {
            for (TopicDeployment.Outcome outcome :
                    new TopicDeployment(admin, connection.topicNames()).create(partitions, Optional.empty())) {
                if (outcome instanceof TopicDeployment.Outcome.Different different) {
                    throw new KafkaException(
                            "topic `" + different.topic() + "`: expected " + different.expected() + ", found "
                                    + different.found() + "; the partition count is fixed when a deployment is made");
                }
            }
            new SchemaDeployment(registry, connection.topicNames()).register();
        }
    }

    /** The same at every start, which changes nothing after the first. */
    private static void vouch(DataLayout layout, ConnectionConfig connection) throws KeyFileException {
        SigningKey root = KeyFiles.readSigningKey(layout.rootKey());
        try (var publisher = new GovernancePublisher(connection)) {
            publisher.publish(authority("local-issuers", Role.GRANT_ISSUER, layout.issuerKey()), root);
            publisher.publish(authority("local-operators", Role.OPERATOR, layout.operatorKey()), root);
            publisher.publish(authority("local-policy-authors", Role.POLICY_AUTHOR, layout.policyAuthorKey()), root);
            publisher.publish(authority("local-signal-sources", Role.SIGNAL_SOURCE, layout.signalSourceKey()), root);
            // The evaluator issues the grants of what it admits; without rules that admit, that is nothing.
            publisher.publish(authority("local-admissions", Role.GRANT_ISSUER, layout.evaluatorKey()), root);
            // And signs the checkpoints of its log, which auditors believe by the root key.
            publisher.publish(authority("local-evaluators", Role.EVALUATOR, layout.evaluatorKey()), root);
            publisher.publish(authority("local-executor-ca", Role.EXECUTOR_CA, layout.executorAuthorityKey()), root);
        } catch (InvalidAct e) {
            throw new IllegalStateException("the local authorities are none: " + e.getMessage(), e);
        }
    }

    private static Authority authority(String name, Role role, Path key) throws KeyFileException {
        return Authority.newBuilder()
                .setName(name)
                .setVersion(1)
                .setRole(role)
                .setKeys(List.of(ByteBuffer.wrap(
                        KeyFiles.readVerifyingKey(KeyFiles.publicFileOf(key)).raw())))
                .setNotBefore(Instant.EPOCH)
                .setNotAfter(FAR_AWAY)
                .build();
    }

    private static Map<String, String> connection(Stack stack) {
        return Map.of(
                ConnectionConfig.BOOTSTRAP_SERVERS, stack.bootstrapServers(),
                ConnectionConfig.SCHEMA_REGISTRY_URL, stack.registryUrl(),
                ConnectionConfig.TRUST_DOMAIN, TRUST_DOMAIN);
    }

    private static Map<String, String> client(DataLayout layout, Map<String, String> connection) {
        var client = new TreeMap<>(connection);
        client.put(
                ExecutorConfig.EVALUATOR_KEYS,
                KeyFiles.publicFileOf(layout.evaluatorKey()).toString());
        return client;
    }

    private static TreeMap<String, String> evaluator(
            DataLayout layout, Map<String, String> connection, @Nullable Path rules) {
        var evaluator = new TreeMap<>(connection);
        evaluator.put(EvaluatorConfig.KEY_FILE, layout.evaluatorKey().toString());
        evaluator.put(
                EvaluatorConfig.ROOT_KEY,
                KeyFiles.publicFileOf(layout.rootKey()).toString());
        evaluator.put(EvaluatorConfig.STATE_DIRECTORY, layout.state().toString());
        evaluator.put(EvaluatorConfig.INSTANCE_ID, "local-1");
        if (rules != null) {
            evaluator.put(
                    EvaluatorConfig.RULES_DIRECTORY,
                    rules.toAbsolutePath().normalize().toString());
        }
        return evaluator;
    }

    private static void write(Path file, String comment, Map<String, String> values) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            out.write("# " + comment + "\n");
            for (Map.Entry<String, String> entry : new TreeMap<>(values).entrySet()) {
                out.write(entry.getKey() + "=" + entry.getValue().replace("\\", "\\\\") + "\n");
            }
        }
    }
}
