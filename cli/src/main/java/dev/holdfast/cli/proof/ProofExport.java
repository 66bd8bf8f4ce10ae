package dev.holdfast.cli.proof;

import dev.holdfast.cli.recorded.RulesetArchive;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.lineage.EntryHash;
import dev.holdfast.lineage.LogOrigin;
import dev.holdfast.lineage.merkle.LogTree;
import dev.holdfast.lineage.merkle.TileMissing;
import dev.holdfast.lineage.note.SignedNote;
import dev.holdfast.lineage.proof.LoggedCheckpoint;
import dev.holdfast.lineage.proof.LoggedEntry;
import dev.holdfast.lineage.proof.OpenedFact;
import dev.holdfast.lineage.proof.ProofFile;
import dev.holdfast.lineage.proof.RulesetFiles;
import dev.holdfast.lineage.proof.SignedRecord;
import dev.holdfast.lineage.proof.WriterSchema;
import dev.holdfast.record.FactValue;
import dev.holdfast.record.LineageOpening;
import dev.holdfast.record.LogCheckpoint;
import dev.holdfast.record.Opening;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.schemas.ExecutionId;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.SchemaHistory;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.sealing.SealedFact;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Gathers all that a proof file holds of one execution. One thread. */
public final class ProofExport implements AutoCloseable {
    /** How long an entry may wait for a checkpoint: several times the second that it takes. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final ExecutorConfig config;
    private final List<Ruleset> given;
    private final Set<String> shown;
    private final SchemaRegistryClient registry;
    private final RecordCodec codec;

    /**
     * @param config how to reach the deployment, as an observer
     * @param given rulesets that were in force and may not have been published, such as what an evaluator was started with
     * @param shown names of sealed facts that the reader of the proof is to see; it takes an auditor to read what opens them
     */
    public ProofExport(ExecutorConfig config, List<Ruleset> given, Set<String> shown) {
        this.config = config;
        this.given = List.copyOf(given);
        this.shown = Set.copyOf(shown);
        this.registry = config.newRegistryClient();
        this.codec = new RecordCodec(registry, config.topicNames());
    }

    /**
     * The proof of one execution: all its entries, under the newest checkpoint.
     *
     * @throws NotExported when there are no entries of it, or no checkpoint of the log comes
     * @throws org.apache.kafka.common.KafkaException when the brokers do not answer within 10 s
     */
    public ProofFile of(String executionId) throws NotExported, IOException, InterruptedException {
        int partition =
                RootSegmentPartitioner.partitionOf(executionId, CommittedPartition.count(config, Topic.LINEAGE));
        var log = new LogReading(executionId, codec);
        LoggedCheckpoint checkpoint = read(executionId, partition, log);
        List<LogReading.Found> entries = log.entries().stream()
                .filter(entry -> entry.index() < checkpoint.checkpoint().size())
                .toList();
        return new ProofFile(
                new LogOrigin(config.trustDomain(), partition),
                executionId,
                schemas(entries),
                logged(entries, new LogTree(log, checkpoint.checkpoint().size())),
                opened(executionId, partition),
                List.of(checkpoint),
                List.of(),
                grants(executionId, partition, log),
                SignedRecords.authorities(config, codec, partition),
                rulesets(entries),
                SignedRecords.of(config, codec, Topic.ACKS, partition, record -> isOf(record, executionId)));
    }

    /** Reads the log until a checkpoint covers all entries of the execution that were there. */
    private LoggedCheckpoint read(String executionId, int partition, LogReading log)
            throws NotExported, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try (var lineage = new CommittedPartition(config, Topic.LINEAGE, partition);
                var checkpoints = new CommittedPartition(config, Topic.CHECKPOINTS, partition)) {
            lineage.read(log::take);
            if (log.entries().isEmpty()) {
                throw new NotExported("expected entries of `" + executionId + "` on `"
                        + config.topicNames().of(Topic.LINEAGE) + "`, partition " + partition + ", found none among "
                        + log.size());
            }
            long last = log.entries().get(log.entries().size() - 1).index();
            var newest = new Newest();
            while (true) {
                checkpoints.read(newest::take);
                LogCheckpoint found = newest.checkpoint;
                if (found != null && found.getSize() > last) {
                    while (log.size() < found.getSize()) {
                        lineage.read(log::take);
                    }
                    return noted(found);
                }
                if (System.nanoTime() > end) {
                    throw new NotExported("expected a checkpoint over entry " + last + " of the log of partition "
                            + partition + ", found " + (found == null ? "none" : "one of size " + found.getSize())
                            + " within " + PATIENCE.toSeconds() + " s; does an evaluator run?");
                }
                Thread.sleep(100);
            }
        }
    }

    /** The largest checkpoint that was read. */
    private final class Newest {
        private @Nullable LogCheckpoint checkpoint;

        private void take(ConsumerRecord<byte[], byte[]> record) {
            if (record.value() != null) {
                LogCheckpoint next = codec.decode(Topic.CHECKPOINTS, record.value(), LogCheckpoint.class);
                checkpoint = checkpoint == null || next.getSize() >= checkpoint.getSize() ? next : checkpoint;
            }
        }
    }

    private static LoggedCheckpoint noted(LogCheckpoint checkpoint) throws NotExported {
        SignedNote.Parsed parsed = SignedNote.parse(checkpoint.getNote().getBytes(StandardCharsets.UTF_8));
        if (parsed instanceof SignedNote.Parsed.Note note) {
            return LoggedCheckpoint.of(note.value());
        }
        throw new NotExported("expected a signed note in the checkpoint of size " + checkpoint.getSize() + ", found "
                + ((SignedNote.Parsed.Malformed) parsed).why());
    }

    /** What opens the facts that are to be shown, of all entries that hold them sealed. */
    private List<OpenedFact> opened(String executionId, int partition) {
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
                        if (shown.contains(fact.getName())) {
                            byte[] salt = new byte[opening.getSalt().remaining()];
                            opening.getSalt().duplicate().get(salt);
                            opened.add(new OpenedFact(found.getEntry(), fact.getName(), salt, SealedFact.json(fact)));
                        }
                    }
                }
            });
        }
        return opened;
    }

    private List<LoggedEntry> logged(List<LogReading.Found> entries, LogTree tree) throws NotExported {
        var logged = new ArrayList<LoggedEntry>();
        try {
            for (LogReading.Found entry : entries) {
                byte[] encoded = EntryHash.encoded(schema(entry.fingerprint()), ByteBuffer.wrap(entry.body()));
                logged.add(new LoggedEntry(encoded, tree.inclusion(entry.index())));
            }
        } catch (TileMissing e) {
            throw new NotExported(String.valueOf(e.getMessage()));
        }
        return logged;
    }

    private List<WriterSchema> schemas(List<LogReading.Found> entries) throws NotExported {
        var schemas = new ArrayList<WriterSchema>();
        for (long fingerprint : new TreeSet<>(
                entries.stream().map(LogReading.Found::fingerprint).toList())) {
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
    private List<SignedRecord> grants(String executionId, int partition, LogReading log) {
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

    private List<RulesetFiles> rulesets(List<LogReading.Found> entries) throws IOException {
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
