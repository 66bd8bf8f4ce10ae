package dev.holdfast.topology;

import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.TopicDeployment;
import dev.holdfast.schemas.TopicNames;
import dev.holdfast.schemas.UnknownSchemas;
import dev.holdfast.topology.process.EvaluatorProcessorSupplier;
import dev.holdfast.topology.process.ImmediateSender;
import dev.holdfast.topology.process.LeaseSignatures;
import dev.holdfast.topology.process.RulesetCompiler;
import dev.holdfast.topology.time.SteadyTime;
import dev.holdfast.topology.time.ThreadTime;
import dev.holdfast.topology.transaction.EvaluatorClients;
import dev.holdfast.trust.signature.VerifyingKey;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running evaluator. When the registry is away and has to be asked, it stands still until the registry is back. When it fails otherwise it stops: no decision is made that could not be recorded, and executors stop by themselves when
 * their leases run out.
 */
public final class Evaluator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Evaluator.class);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(20);
    private static final int DELIVERY_MILLIS = 10_000;
    private static final int METADATA_TRIES = 200;
    private static final Duration METADATA_PAUSE = Duration.ofMillis(50);

    private final KafkaStreams streams;
    private final LineageLog log;
    private final Producer<byte[], byte[]> producer;
    private final ExecutorService compiling = Executors.newSingleThreadExecutor(Evaluator::compilingThread);
    private final ExecutorService compilingAside = Executors.newSingleThreadExecutor(Evaluator::compilingThread);
    private final SchemaRegistryClient registry;
    private final Ruleset ruleset;
    private final VerifyingKey publicKey;
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Replacements replacements = new Replacements(System::nanoTime);
    private final Rehearsal rehearsal;

    /**
     * Prepares an evaluator: reads keys, compiles rules, finds the topics.
     *
     * @throws ConfigException when a key, a rule or a directory is not as it should be; names it
     * @throws org.apache.kafka.common.KafkaException when the brokers do not answer, topics are missing, or it may not write to those on
     *     which it depends
     */
    public Evaluator(EvaluatorConfig config) {
        var key = config.evaluatorKey();
        var rootKey = config.rootKey();
        this.publicKey = key.verifyingKey();
        this.ruleset = config.ruleset();
        CompiledRuleset compiled = compile(ruleset);
        int partitions;
        try (Admin admin = Admin.create(config.clientSettings())) {
            TopicNames names = config.topicNames();
            partitions = new TopicDeployment(admin, names).partitions();
            // What is sent outside transactions fails in the background: without ticks nothing would ever be due.
            WriteAccess.require(admin, List.of(names.of(Topic.TICKS), names.of(Topic.EVALUATORS)));
        }
        this.registry = config.newRegistryClient();
        this.producer = producer(config);
        this.rehearsal = new Rehearsal(compiled, registry, config.topicNames(), config.dryRun());
        ImmediateSender sender = sender(config.topicNames());
        var supplier = new EvaluatorProcessorSupplier(
                config.topicNames(),
                partitions,
                config.trustDomain(),
                key,
                LeaseSignatures.Signer.PRODUCER,
                rootKey,
                new RulesetCompiler(compiled, compiling, compilingAside),
                registry,
                new UnknownSchemas(),
                sender,
                ThreadLocal.withInitial(ThreadTime::new));
        this.streams = new KafkaStreams(
                EvaluatorTopology.build(supplier),
                config.streamsSettings(),
                new EvaluatorClients(
                        config.topicNames(),
                        new LeaseSignatures(config.topicNames(), key, config.trustDomain()),
                        System::nanoTime),
                new SteadyTime(Time.SYSTEM));
        this.log = new LineageLog(config, registry);
        streams.setUncaughtExceptionHandler(this::onFailure);
        streams.setStateListener((now, before) -> {
            LOG.info("event=evaluator_state state={} before={}", now, before);
            if (now == KafkaStreams.State.RUNNING) {
                running.countDown();
            }
            if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
                stopped.countDown();
            }
        });
    }

    /** Both topics it sends to are known when this returns. */
    private ImmediateSender sender(TopicNames names) {
        awaitMetadata(names.of(Topic.TICKS));
        awaitMetadata(names.of(Topic.EVALUATORS));
        return (topic, partition, recordKey, value, headers) -> producer.send(
                new ProducerRecord<>(names.of(topic), partition, recordKey, value, headers), (metadata, failure) -> {
                    if (failure != null) {
                        LOG.warn(
                                "event=not_sent topic={} partition={} cause={}",
                                topic.logicalName(),
                                partition,
                                failure.toString());
                    }
                });
    }

    /** A producer that never blocks learns about its topic in the background, and could send nothing until then. */
    private void awaitMetadata(String topic) {
        for (int tries = 1; ; tries++) {
            try {
                producer.partitionsFor(topic);
                return;
            } catch (TimeoutException e) {
                if (tries == METADATA_TRIES) {
                    producer.close(Duration.ZERO);
                    throw e;
                }
                pause(METADATA_PAUSE);
            }
        }
    }

    private static void pause(Duration duration) {
        try {
            TimeUnit.MILLISECONDS.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts, without waiting. Once. */
    public void start() {
        streams.start();
        log.start();
        rehearsal.start();
    }

    /** Waits until it decides; false when it does not within the time, or has stopped. */
    public boolean awaitRunning(Duration within) throws InterruptedException {
        long end = System.nanoTime() + within.toNanos();
        while (System.nanoTime() < end && stopped.getCount() > 0) {
            if (running.await(Math.min(100, within.toMillis()), TimeUnit.MILLISECONDS)) {
                return stopped.getCount() > 0;
            }
        }
        return false;
    }

    /** Waits until it has stopped, for whatever reason. */
    public void awaitStopped() throws InterruptedException {
        stopped.await();
    }

    /** Digest of the ruleset that it was started with. */
    public String rulesetDigest() {
        return ruleset.digest();
    }

    /** The key that executors pin. */
    public VerifyingKey publicKey() {
        return publicKey;
    }

    /** Where it stands, as Kafka Streams says. */
    public KafkaStreams.State state() {
        return streams.state();
    }

    /** Stops: ends the open transaction and gives the partitions back. Waits up to 20 s. */
    @Override
    public void close() {
        rehearsal.close();
        streams.close(CLOSE_WAIT);
        log.close();
        compiling.shutdownNow();
        compilingAside.shutdownNow();
        producer.close(Duration.ofSeconds(1));
        try {
            registry.close();
        } catch (IOException e) {
            LOG.warn("event=registry_not_closed cause={}", e.toString());
        }
    }

    private static Thread compilingThread(Runnable work) {
        var thread = new Thread(work, "holdfast-rules");
        thread.setDaemon(true);
        return thread;
    }

    private StreamThreadExceptionResponse onFailure(Throwable failure) {
        boolean unavailable = Replacements.registryIsAway(failure);
        Optional<Duration> wait = replacements.after(unavailable);
        LOG.error(
                "event=stream_thread_failed replaced={} wait_ms={} registry_unavailable={}",
                wait.isPresent(),
                wait.map(Duration::toMillis).orElse(0L),
                unavailable,
                failure);
        if (wait.isEmpty()) {
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        pause(wait.get());
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private static CompiledRuleset compile(Ruleset ruleset) {
        try {
            return CompiledRuleset.compile(ruleset);
        } catch (CompiledRuleset.Broken e) {
            throw new ConfigException(
                    EvaluatorConfig.RULES_DIRECTORY + ": the rules do not compile:\n" + e.getMessage());
        }
    }

    private static Producer<byte[], byte[]> producer(EvaluatorConfig config) {
        Map<String, Object> settings = config.clientSettings();
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS / 2);
        // A full buffer must not hold up decisions; a tick that is not sent is sent again, and a sign of life follows
        // another.
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
