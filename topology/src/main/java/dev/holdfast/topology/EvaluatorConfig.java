package dev.holdfast.topology;

import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.pack.RequiredCapabilities;
import dev.holdfast.schemas.access.AclPlan;
import dev.holdfast.schemas.connection.ConnectionConfig;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import dev.holdfast.trust.keyfile.PasswordFile;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.signature.VerifyingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;

/** The evaluator's configuration. */
public final class EvaluatorConfig extends ConnectionConfig {
    /** The evaluator's private key. */
    public static final String KEY_FILE = "evaluator.key.file";

    /** Where the password of the evaluator's private key stands. */
    public static final String KEY_PASSWORD_FILE = "evaluator.key.password.file";

    /** The public key that vouches for all authorities. */
    public static final String ROOT_KEY = "trust.root.key";

    /** DRL files beside the baseline. */
    public static final String RULES_DIRECTORY = "rules.directory";

    /** Where the state stands on disk. */
    public static final String STATE_DIRECTORY = "state.directory";

    /** Name of the group of evaluators. */
    public static final String APPLICATION_ID = "application.id";

    /** Name of this evaluator among them. */
    public static final String INSTANCE_ID = "instance.id";

    /** Stream threads. */
    public static final String STREAM_THREADS = "stream.threads";

    /** Copies of the state on other evaluators. */
    public static final String STANDBY_REPLICAS = "standby.replicas";

    /** How long a transaction may last. */
    public static final String COMMIT_INTERVAL = "commit.interval.ms";

    /** How long the evaluator carries out orders over executions that do not exist. */
    public static final String DRY_RUN = "dry.run.ms";

    /** How long after its last sign of life this evaluator's partitions are others'. */
    public static final String SESSION_TIMEOUT = "session.timeout.ms";

    // How long after its last commit the transaction of a dead instance is aborted; until then it holds up committed
    // readers.
    private static final int TRANSACTION_SLACK_MILLIS = 2_000;
    private static final int LOG_POLL_MILLIS = 50;
    private static final int SIGNS_OF_LIFE_A_SESSION = 4;
    private static final int RETRY_MILLIS = 5;
    private static final int MOST_RETRY_MILLIS = 50;
    private static final long ACCEPTABLE_LAG = 1_000;
    private static final long LOOK_FOR_COPIES_MILLIS = 60_000;
    private static final int CACHE_BYTES = 4 * 1024 * 1024;

    // A request takes one batch of each partition: with 16 KiB, the default, five lineage entries.
    private static final int BATCH_BYTES = 128 * 1024;

    /** @throws ConfigException when a key is not known, required and missing, or has a value out of range; names the key */
    public EvaluatorConfig(Map<String, String> values) {
        super(define(), values);
    }

    /** All keys, with their documentation. */
    public static ConfigDef define() {
        return ConnectionConfig.define()
                .define(
                        KEY_FILE,
                        Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        Importance.HIGH,
                        "File (PEM, or PKCS#12 that ends in `.p12`) of the evaluator's private key, which signs commands and leases. Its public half is what executors pin.")
                .define(
                        KEY_PASSWORD_FILE,
                        Type.STRING,
                        "",
                        Importance.MEDIUM,
                        "File with the password of that key on its only line, readable by its owner alone; empty for a key that is under none.")
                .define(
                        ROOT_KEY,
                        Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        Importance.HIGH,
                        "PEM file of the root public key. It vouches for every authority: who may issue grants, who may order.")
                .define(
                        STATE_DIRECTORY,
                        Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        Importance.HIGH,
                        "Directory of the local state. Keep it across restarts: an evaluator that finds it again decides after 1.4 s instead of 3 to 5.5 s.")
                .define(
                        RULES_DIRECTORY,
                        Type.STRING,
                        "",
                        Importance.MEDIUM,
                        "Directory of DRL files that hold beside the baseline pack; empty for the baseline alone.")
                .define(
                        APPLICATION_ID,
                        Type.STRING,
                        "holdfast-evaluator",
                        Importance.MEDIUM,
                        "Name of the group of evaluators that share the work; also the prefix of internal topics and transactions.")
                .define(
                        INSTANCE_ID,
                        Type.STRING,
                        "",
                        Importance.MEDIUM,
                        "Name of this evaluator among them, the same after every restart; empty for none. With it, a restarted evaluator has its partitions back at once.")
                .define(
                        STREAM_THREADS,
                        Type.INT,
                        1,
                        Range.between(1, 64),
                        Importance.MEDIUM,
                        "Stream threads; more than there are partitions are idle.")
                .define(
                        STANDBY_REPLICAS,
                        Type.INT,
                        0,
                        Range.between(0, 10),
                        Importance.MEDIUM,
                        "Copies of the state kept ready on other evaluators.")
                .define(
                        COMMIT_INTERVAL,
                        Type.INT,
                        1_000,
                        Range.between(10, 30_000),
                        Importance.LOW,
                        "How long a transaction lasts, in milliseconds. Denials do not wait for it; the first lease and a resumption end it at once, as does every lease in the first 2 s after a partition was taken over.")
                .define(
                        SESSION_TIMEOUT,
                        Type.INT,
                        6_000,
                        Range.between(1_000, 300_000),
                        Importance.MEDIUM,
                        "How long after its last sign of life, in milliseconds, the brokers take an evaluator for dead and another one decides in its place. With a standby set it to 2000, and the brokers' `group.min.session.timeout.ms`, 6000 unless it is set, to no more than that.")
                .define(
                        DRY_RUN,
                        Type.INT,
                        3_000,
                        Range.between(0, 60_000),
                        Importance.LOW,
                        "For how long at most, in milliseconds from its start, the evaluator carries out orders over executions that do not exist, in memory and beside its work, so that the first real order meets code that the machine has compiled; 0 for not at all.");
    }

    SigningKey evaluatorKey() {
        Optional<char[]> password = keyPassword();
        try {
            return KeyFiles.readSigningKey(Path.of(getString(KEY_FILE)), password);
        } catch (KeyFileException e) {
            throw new ConfigException(KEY_FILE + ": " + e.getMessage());
        } finally {
            password.ifPresent(characters -> Arrays.fill(characters, '\0'));
        }
    }

    private Optional<char[]> keyPassword() {
        String file = getString(KEY_PASSWORD_FILE);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(PasswordFile.read(Path.of(file)));
        } catch (KeyFileException e) {
            throw new ConfigException(KEY_PASSWORD_FILE + ": " + e.getMessage());
        }
    }

    VerifyingKey rootKey() {
        try {
            return KeyFiles.readVerifyingKey(Path.of(getString(ROOT_KEY)));
        } catch (KeyFileException e) {
            throw new ConfigException(ROOT_KEY + ": " + e.getMessage());
        }
    }

    Ruleset ruleset() {
        String directory = getString(RULES_DIRECTORY);
        if (directory.isEmpty()) {
            return Ruleset.baseline().requiring(RequiredCapabilities.ofBaseline());
        }
        try {
            Path folder = Path.of(directory);
            return Ruleset.baselineAnd(folder).requiring(RequiredCapabilities.below(folder));
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException(RULES_DIRECTORY + ": " + e.getMessage());
        }
    }

    private Path stateDirectory() {
        Path directory = Path.of(getString(STATE_DIRECTORY));
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new ConfigException(STATE_DIRECTORY + ": cannot create `" + directory + "`: " + e.getMessage());
        }
        if (!Files.isWritable(directory)) {
            throw new ConfigException(STATE_DIRECTORY + ": `" + directory + "` is not writable");
        }
        return directory;
    }

    Duration dryRun() {
        return Duration.ofMillis(getInt(DRY_RUN));
    }

    Optional<String> instanceId() {
        return Optional.of(getString(INSTANCE_ID)).filter(id -> !id.isEmpty());
    }

    /** Settings of Kafka Streams for the log over lineage: the evaluator's, under a name of its own, on one thread that need not be quick. */
    Properties logSettings() {
        Properties settings = streamsSettings();
        settings.put(
                StreamsConfig.APPLICATION_ID_CONFIG,
                new AclPlan(topicNames(), getString(APPLICATION_ID)).logApplicationId());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        settings.put(StreamsConfig.POLL_MS_CONFIG, LOG_POLL_MILLIS);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
        return settings;
    }

    /** Settings of Kafka Streams; what is handed through with {@code kafka.} has the last word. */
    public Properties streamsSettings() {
        int commitInterval = getInt(COMMIT_INTERVAL);
        var settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, getString(APPLICATION_ID));
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory().toString());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, getInt(STREAM_THREADS));
        settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, getInt(STANDBY_REPLICAS));
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitInterval);
        // With the default of 100 ms an idle task would look at its deadlines that late.
        settings.put(StreamsConfig.POLL_MS_CONFIG, 5);
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        // Some thousands of states, written at once when it is full: more of them would hold up what comes next.
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
        // With 1, a millisecond on every denial: p50 of a halt 4.6 ms with 0, 5.2 with 1. What need not leave at once
        // waits
        // in BundlingProducer.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
        // A broker takes one request of a connection after the other anyway. What is sent meanwhile then travels
        // together, and nothing overtakes the first batch of a transaction, which would be refused and sent again.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
        // A broker sends back what a transaction writes while the one before is not over, and all else waits for that:
        // with Kafka's 100 ms to 1 s a commit took a second, four of them the transaction's timeout.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), RETRY_MILLIS);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG), MOST_RETRY_MILLIS);
        settings.put(
                StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
                commitInterval + TRANSACTION_SLACK_MILLIS);
        // Who decides about a partition goes on until another one has read all but this much of its state. With Kafka's
        // 10,000 records an evaluator that had just been killed was handed its partitions back at once.
        settings.put(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, ACCEPTABLE_LAG);
        settings.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, LOOK_FOR_COPIES_MILLIS);
        int sessionTimeout = getInt(SESSION_TIMEOUT);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), sessionTimeout);
        settings.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
                sessionTimeout / SIGNS_OF_LIFE_A_SESSION);
        instanceId()
                .ifPresent(id ->
                        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), id));
        settings.putAll(clientSettings());
        return settings;
    }
}
