package dev.holdfast.cli.proof;

import dev.holdfast.cli.log.FollowedLog;
import dev.holdfast.cli.recorded.RulesetArchive;
import dev.holdfast.cli.topic.CommittedPartition;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.lineage.merkle.LogTree;
import dev.holdfast.lineage.merkle.TileMissing;
import dev.holdfast.lineage.proof.LoggedCheckpoint;
import dev.holdfast.lineage.proof.LoggedEntry;
import dev.holdfast.lineage.proof.OpenedFact;
import dev.holdfast.lineage.proof.ProofFile;
import dev.holdfast.lineage.proof.ProofLimits;
import dev.holdfast.lineage.proof.RulesetFiles;
import dev.holdfast.lineage.proof.SignedRecord;
import dev.holdfast.lineage.proof.WriterSchema;
import dev.holdfast.record.Authority;
import dev.holdfast.record.FactValue;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.LineageOpening;
import dev.holdfast.record.Opening;
import dev.holdfast.record.Role;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.schemas.ExecutionId;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.SchemaHistory;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.evidence.Bytes;
import dev.holdfast.trust.sealing.SealedFact;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Gathers all that a proof file holds of one execution. One thread. */
public final class ProofExport implements AutoCloseable {
    /** Whose signatures stand in a proof. */
    private static final Set<Role> VOUCHED_FOR = EnumSet.of(Role.EVALUATOR, Role.GRANT_ISSUER);

    private final ExecutorConfig config;
    private final List<Ruleset> given;
    private final Set<String> shown;
    private final CheckpointChoice choice;
    private final SchemaRegistryClient registry;
    private final RecordCodec codec;

    /**
     * @param config how to reach the deployment, as an observer
     * @param given rulesets that were in force and may not have been published, such as what an evaluator was started with
     * @param choice of checkpoints
     * @param shown names of sealed facts that the reader of the proof is to see; it takes an auditor to read what opens them
     */
    public ProofExport(ExecutorConfig config, List<Ruleset> given, CheckpointChoice choice, Set<String> shown) {
        this.config = config;
        this.given = List.copyOf(given);
        this.choice = choice;
        this.shown = Set.copyOf(shown);
        this.registry = config.newRegistryClient();
        this.codec = new RecordCodec(registry, config.topicNames());
    }

    /**
     * The proof of one execution: all its entries, under the largest checkpoint of those that were chosen.
     *
     * @throws NotExported when there are no entries of it, or no checkpoint of the log comes
     * @throws org.apache.kafka.common.KafkaException when the brokers do not answer within 10 s
     */
    public ProofFile of(String executionId) throws NotExported, IOException, InterruptedException {
        int partition =
                RootSegmentPartitioner.partitionOf(executionId, CommittedPartition.count(config, Topic.LINEAGE));
        var found = new EntriesOf(executionId, codec);
        try (var log = new FollowedLog(config, codec, partition, found::take)) {
            List<LoggedCheckpoint> checkpoints = choice.of(log, found, executionId);
            long size = checkpoints.get(checkpoints.size() - 1).checkpoint().size();
            List<EntriesOf.Found> entries =
                    found.all().stream().filter(entry -> entry.index() < size).toList();
            return new ProofFile(
                    log.origin(),
                    executionId,
                    schemas(entries),
                    logged(entries, log.tree().at(size)),
                    opened(executionId, partition, entries),
                    checkpoints,
                    CheckpointChoice.consistency(checkpoints, log),
                    grants(executionId, partition, found),
                    authorities(partition),
                    rulesets(entries),
                    SignedRecords.of(config, codec, Topic.ACKS, partition, record -> isOf(record, executionId)));
        }
    }

    /** What opens the facts that are to be shown, of those of the entries that hold them sealed. */
    private List<OpenedFact> opened(String executionId, int partition, List<EntriesOf.Found> entries) {
        Set<Long> numbers =
                entries.stream().map(found -> found.entry().getEntry()).collect(Collectors.toSet());
        var opened = new ArrayList<OpenedFact>();
        if (shown.isEmpty()) {
            return opened;
        }
        try (var openings = new CommittedPartition(config, Topic.OPENINGS, partition)) {
            openings.read(record -> {
                if (record.value() != null && isOf(record, executionId)) {
                    LineageOpening found = codec.decode(Topic.OPENINGS, record.value(), LineageOpening.class);
                    for (Opening opening : found.getOpenings()) {
                        FactValue fact = opening.getFact();
                        if (numbers.contains(found.getEntry()) && shown.contains(fact.getName())) {
                            opened.add(new OpenedFact(
                                    found.getEntry(),
                                    fact.getName(),
                                    Bytes.of(opening.getSalt()),
                                    SealedFact.json(fact)));
                        }
                    }
                }
            });
        }
        return opened;
    }

    private List<LoggedEntry> logged(List<EntriesOf.Found> entries, LogTree tree) throws NotExported {
        var logged = new ArrayList<LoggedEntry>();
        try {
            for (EntriesOf.Found entry : entries) {
                logged.add(new LoggedEntry(entry.encoded(), tree.inclusion(entry.index())));
            }
        } catch (TileMissing e) {
            throw new NotExported(String.valueOf(e.getMessage()));
        }
        return logged;
    }

    private List<WriterSchema> schemas(List<EntriesOf.Found> entries) throws NotExported {
        var schemas = new ArrayList<WriterSchema>();
        for (long fingerprint :
                new TreeSet<>(entries.stream().map(EntriesOf.Found::fingerprint).toList())) {
            schemas.add(WriterSchema.of(schema(fingerprint)));
        }
        return schemas;
    }

    private static Schema schema(long fingerprint) throws NotExported {
        return SchemaHistory.of(Topic.LINEAGE)
                .byFingerprint(fingerprint)
                .orElseThrow(() -> new NotExported("expected entries of a version of Holdfast up to this one, found"
                        + " some of a later one; export with that"));
    }

    /** The execution's own grant, its parent's, and so on: those that stand where its entries say, or else the last ones. */
    private List<SignedRecord> grants(String executionId, int partition, EntriesOf log) {
        var byId = new TreeMap<String, SignedRecord>();
        try (var grants = new CommittedPartition(config, Topic.GRANTS, partition)) {
            grants.read(record -> {
                String id = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
                boolean wanted = id.equals(executionId) || executionId.startsWith(id + "/");
                boolean named =
                        log.grantOffset(id).filter(at -> at == record.offset()).isPresent();
                boolean decided = log.grantOffset(id).isPresent() && byId.containsKey(id);
                if (wanted && (named || !decided)) {
                    SignedRecords.of(codec, record).ifPresent(grant -> byId.put(id, grant));
                }
            });
        }
        var chain = new ArrayList<SignedRecord>();
        for (Optional<String> id = Optional.of(executionId); id.isPresent(); id = ExecutionId.parentOf(id.get())) {
            SignedRecord grant = byId.get(id.get());
            if (grant == null) {
                break;
            }
            chain.add(grant);
        }
        return chain;
    }

    /** Every version, as far as the file may hold them: those that signed may have been replaced since. */
    private List<SignedRecord> authorities(int partition) {
        List<SignedRecord> all = SignedRecords.of(config, codec, Topic.GOVERNANCE, partition, record -> {
            try {
                Authority authority = codec.decode(Topic.GOVERNANCE, record.value(), GovernanceRecord.class)
                        .getAuthority();
                return authority != null && VOUCHED_FOR.contains(authority.getRole());
            } catch (SerializationException e) {
                return false;
            }
        });
        return all.subList(Math.max(0, all.size() - ProofLimits.AUTHORITIES), all.size());
    }

    private List<RulesetFiles> rulesets(List<EntriesOf.Found> entries) throws IOException {
        var rulesets = new ArrayList<RulesetFiles>();
        for (String digest : new TreeSet<>(
                entries.stream().map(found -> found.entry().getRulesetDigest()).toList())) {
            Optional<Ruleset> found = Stream.concat(given.stream(), Stream.of(Ruleset.baseline()))
                    .filter(ruleset -> ruleset.digest().equals(digest))
                    .findFirst();
            if (found.isEmpty()) {
                found = RulesetArchive.find(config, digest).map(RulesetArchive.Published::ruleset);
            }
            found.ifPresent(ruleset -> rulesets.add(RulesetFiles.of(digest, files(ruleset))));
        }
        return rulesets;
    }

    private static Map<String, String> files(Ruleset ruleset) {
        var files = new TreeMap<String, String>();
        ruleset.files().forEach(file -> files.put(file.path(), file.text()));
        return files;
    }

    private static boolean isOf(ConsumerRecord<byte[], byte[]> record, String executionId) {
        return record.key() != null && executionId.equals(new String(record.key(), StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        codec.close();
        registry.close();
    }
}
