package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.cli.CommandLineFixture.Outcome;
import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.lineage.EntryHash;
import dev.holdfast.lineage.merkle.Frontier;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.note.SignedNote;
import dev.holdfast.lineage.note.VerifierKey;
import dev.holdfast.record.Grant;
import dev.holdfast.record.LogCheckpoint;
import dev.holdfast.schemas.Topic;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.Evaluator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A site of its own for each test, and what is done with its lineage. */
@RealCluster
@Timeout(120)
@SuppressWarnings("NullAway.Init")
abstract class LineageSite {
    @TempDir
    Path directory;

    Site site;
    Evaluator evaluator;

    @BeforeEach
    void start(Cluster cluster) throws Exception {
        site = new Site(cluster.bootstrapServers(), cluster.registryUrl(), directory);
        evaluator = site.startEvaluator();
    }

    @AfterEach
    void stop() throws Exception {
        evaluator.close();
        site.close();
    }

    Outcome command(String... words) throws Exception {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--config", site.clientFile().toString()));
        return CommandLineFixture.run(all.toArray(String[]::new));
    }

    Outcome export(String id, Path proof, String... more) throws Exception {
        var args = new ArrayList<>(List.of(
                "lineage",
                "export",
                id,
                "--out",
                proof.toString(),
                "--config",
                site.clientFile().toString()));
        args.addAll(List.of(more));
        return CommandLineFixture.run(args.toArray(String[]::new));
    }

    static Outcome verify(Path proof, Path root, String... more) {
        var args = new ArrayList<>(List.of("lineage", "verify", proof.toString(), "--root", root.toString()));
        args.addAll(List.of(more));
        return CommandLineFixture.run(args.toArray(String[]::new));
    }

    /** An execution that is leased and ends; its id. */
    String run() throws Exception {
        return run(grant -> {});
    }

    String run(Consumer<Grant> terms) throws Exception {
        Site.Granted granted = site.grant(terms);
        try (ExecutionGuard guard = site.running(granted, new Heard())) {
            guard.complete(0);
        }
        return granted.executionId();
    }

    List<ConsumerRecord<byte[], byte[]>> lineage() {
        return site.wire.committed(Topic.LINEAGE);
    }

    void assertCovered(int partition) {
        Frontier tree = Frontier.empty();
        for (ConsumerRecord<byte[], byte[]> entry : lineage()) {
            if (entry.partition() == partition) {
                tree = tree.append(Hash.of(EntryHash.ofRecord(entry.value())));
            }
        }
        List<LogCheckpoint> checkpoints = site.wire.committed(Topic.CHECKPOINTS).stream()
                .filter(record -> record.partition() == partition)
                .map(record -> site.wire.decode(Topic.CHECKPOINTS, record.value(), LogCheckpoint.class))
                .toList();
        assertThat(checkpoints).isNotEmpty();
        LogCheckpoint last = checkpoints.get(checkpoints.size() - 1);
        assertThat(last.getSize()).isEqualTo(tree.size());
        assertThat(last.getRootHash()).isEqualTo(ByteBuffer.wrap(tree.root().bytes()));
        var note = (SignedNote.Parsed.Note) SignedNote.parse(last.getNote().getBytes(StandardCharsets.UTF_8));
        assertThat(note.value()
                        .check(List.of(new VerifierKey.Ed25519(
                                Site.TRUST_DOMAIN + "/lineage/" + partition, evaluator.publicKey()))))
                .isInstanceOf(SignedNote.Check.Believed.class);
    }
}
