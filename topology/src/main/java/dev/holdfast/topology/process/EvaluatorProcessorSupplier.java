package dev.holdfast.topology.process;

import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.TopicNames;
import dev.holdfast.schemas.UnknownSchemas;
import dev.holdfast.topology.time.ThreadTime;
import dev.holdfast.trust.appraisal.Appraiser;
import dev.holdfast.trust.evidence.Challenge;
import dev.holdfast.trust.session.SessionVerifier;
import dev.holdfast.trust.signature.AgreementKey;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.signature.VerifyingKey;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Makes a processor for each task, with a codec and a rules engine of its own.
 *
 * @param names what the topics are called
 * @param partitions how many partitions the deployment has
 * @param trustDomain name of the deployment that signatures cover
 * @param evaluatorKey signs commands, leases, answers to requests with their grants, and signs of life
 * @param leasesSigner who signs leases by that key
 * @param rootKey vouches for all authorities
 * @param compiler has the ruleset that the evaluator is started with, and compiles those that are published
 * @param registry shared by all tasks
 * @param unknown what the registry has no schema for, shared by all tasks and by those that take a failed one's place
 * @param sender shared by all tasks
 * @param times one for each stream thread, whose tasks have one transaction
 */
public record EvaluatorProcessorSupplier(
        TopicNames names,
        int partitions,
        String trustDomain,
        SigningKey evaluatorKey,
        LeaseSignatures.Signer leasesSigner,
        VerifyingKey rootKey,
        RulesetCompiler compiler,
        SchemaRegistryClient registry,
        UnknownSchemas unknown,
        ImmediateSender sender,
        ThreadLocal<ThreadTime> times)
        implements ProcessorSupplier<byte[], byte[], byte[], Outgoing> {

    @Override
    public Processor<byte[], byte[], byte[], Outgoing> get() {
        return new Deferred();
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
        // What changes with every record is written once a transaction.
        return Set.of(
                store(StateStore.NAME).withCachingEnabled(),
                store(GovernanceStore.NAME).withCachingDisabled(),
                store(InputOrder.NAME).withCachingEnabled(),
                store(ShadowStore.NAME).withCachingEnabled());
    }

    private static StoreBuilder<KeyValueStore<byte[], byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(name), Serdes.ByteArray(), Serdes.ByteArray());
    }

    private EvaluatorProcessor create(ProcessorContext<byte[], Outgoing> context) {
        var codec = new RecordCodec(registry, names, unknown);
        codec.prepare(Topic.values());
        KeyValueStore<byte[], byte[]> executions = context.getStateStore(StateStore.NAME);
        KeyValueStore<byte[], byte[]> acts = context.getStateStore(GovernanceStore.NAME);
        KeyValueStore<byte[], byte[]> compared = context.getStateStore(ShadowStore.NAME);
        var signature = new EvaluatorSignature(evaluatorKey, trustDomain);
        var agreementKey = AgreementKey.derivedFrom(evaluatorKey);
        var challenge = Challenge.derivedFrom(evaluatorKey, trustDomain);
        var rules = new ActiveRules(compiler.configured());
        int partition = context.taskId().partition();
        KeyValueStore<byte[], byte[]> order = context.getStateStore(InputOrder.NAME);
        var outbound = new Outbound(context::forward, partition, codec, signature, leasesSigner, rules);
        var metrics = new RuleMetrics(context.metrics(), partition);
        var shadowStore = new ShadowStore(compared);
        var shadow = new ShadowRules(rules, shadowStore, outbound, metrics);
        var news = new RulesetNews();
        return new EvaluatorProcessor(
                context,
                times.get(),
                sender,
                new SignsOfLife(
                        sender, codec, signature, rules, shadow, news, partition, agreementKey.publicKey(), challenge),
                codec,
                new Inbound(codec, trustDomain, partitions),
                outbound,
                order,
                new SessionVerifier(agreementKey),
                new Appraiser(challenge),
                new Governance(rootKey, rules),
                rules,
                shadow,
                news,
                metrics,
                compiler,
                new StateStore(executions),
                new GovernanceStore(acts),
                shadowStore,
                signature);
    }

    /** A task's processor, which can only be made once Kafka Streams has given it its context. */
    private final class Deferred implements Processor<byte[], byte[], byte[], Outgoing> {
        private @org.jspecify.annotations.Nullable EvaluatorProcessor processor;

        @Override
        public void init(ProcessorContext<byte[], Outgoing> context) {
            processor = create(context);
            processor.start();
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            if (processor == null) {
                throw new IllegalStateException("a record came before the task was initialized");
            }
            processor.process(record);
        }

        @Override
        public void close() {
            if (processor != null) {
                processor.close();
                processor = null;
            }
        }
    }
}
