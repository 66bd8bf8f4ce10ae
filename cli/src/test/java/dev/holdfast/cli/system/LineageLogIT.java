package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log over committed lineage, and its checkpoints, across a restart. */
@RealCluster
@Timeout(120)
@SuppressWarnings("NullAway.Init")
class LineageLogIT {
    @TempDir
    private Path directory;

    private Site site;
    private Evaluator evaluator;

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

    @Test
    void shouldPutEveryCommittedEntryUnderASignedCheckpointThatGoesOnAfterARestart() throws Exception {
        run();
        int partition = lineage().get(0).partition();
        await().untilAsserted(() -> assertCovered(partition));
        long before = lineage().stream()
                .filter(entry -> entry.partition() == partition)
                .count();

        evaluator.close();
        evaluator = site.startEvaluator();
        run();
        run();

        await().untilAsserted(() -> {
            lineage().stream().map(ConsumerRecord::partition).distinct().forEach(this::assertCovered);
            assertThat(lineage()).hasSizeGreaterThan((int) before);
        });
    }

    @Test
    void shouldExportAProofThatAStrangerVerifiesWithTheRootKeyAlone() throws Exception {
        String id = run();
        Path proof = directory.resolve("one.holdfast-proof");
        Path root = directory.resolve("root.pem.pub");

        Outcome exported = CommandLineFixture.run(
                "lineage",
                "export",
                id,
                "--out",
                proof.toString(),
                "--config",
                site.clientFile().toString());

        assertThat(exported.status()).as(exported.err()).isZero();
        assertThat(exported.out()).contains("entries of `" + id + "`", "checkpoint of size");
        Outcome verified = verify(proof, root);
        assertThat(verified.status()).as(verified.out()).isZero();
        assertThat(verified.out()).contains("All of it is verified.").doesNotContain("FALSE", "cannot tell");

        Outcome keys = CommandLineFixture.run(
                "lineage",
                "keys",
                "--evaluator-key",
                directory.resolve("evaluator.pem").toString(),
                "--trust-domain",
                Site.TRUST_DOMAIN,
                "--partition",
                exported.out().replaceAll("(?s).*/lineage/([0-9]+)`.*", "$1"));
        Outcome withBoth = CommandLineFixture.run(
                "lineage",
                "verify",
                proof.toString(),
                "--root",
                root.toString(),
                "--log-key",
                keys.out().lines().toList().get(1));
        assertThat(withBoth.status()).as(withBoth.out()).isZero();
        assertThat(withBoth.out()).contains("the log's own key");

        Files.writeString(proof, Files.readString(proof).replace(id, id.substring(1)));
        Outcome changed = verify(proof, root);
        assertThat(changed.status()).isEqualTo(1);
        assertThat(changed.out()).contains("FALSE");
        Outcome stranger = verify(proof, directory.resolve("issuer.pem.pub"));
        assertThat(stranger.status()).isEqualTo(1);
    }

    @Test
    void shouldShowOfWhatIsSealedWhatAnAuditorOpens() throws Exception {
        String id = run(grant -> {
            grant.setMetadata(Map.of("patient", "number 4711"));
            grant.setSealed(List.of("metadata", "evidence"));
        });
        Path closed = directory.resolve("closed.holdfast-proof");
        Path opened = directory.resolve("opened.holdfast-proof");
        Path root = directory.resolve("root.pem.pub");
        String config = site.clientFile().toString();

        Outcome without =
                CommandLineFixture.run("lineage", "export", id, "--out", closed.toString(), "--config", config);
        Outcome with = CommandLineFixture.run(
                "lineage", "export", id, "--open", "metadata", "--out", opened.toString(), "--config", config);

        assertThat(without.status()).as(without.err()).isZero();
        assertThat(with.status()).as(with.err()).isZero();
        Outcome unseen = verify(closed, root);
        assertThat(unseen.status()).as(unseen.out()).isZero();
        assertThat(unseen.out())
                .doesNotContain("4711")
                .containsPattern("not opened by this file: \\{evidence=\\d+, metadata=\\d+}");
        Outcome seen = verify(opened, root);
        assertThat(seen.status()).as(seen.out()).isZero();
        assertThat(seen.out())
                .contains("fact `metadata` of entry 1 is `{\"patient\":\"number 4711\"}`")
                .containsPattern("not opened by this file: \\{evidence=\\d+}");

        Files.writeString(opened, Files.readString(opened).replace("number 4711", "number 4712"));
        Outcome changed = verify(opened, root);
        assertThat(changed.status()).isEqualTo(1);
        assertThat(changed.out()).contains("does not come to the commitment in the entry");
        Outcome strange = CommandLineFixture.run("lineage", "export", id, "--open", "identity", "--config", config);
        assertThat(strange.status()).isEqualTo(2);
        assertThat(strange.err()).contains("--open: expected a fact that may be sealed, found `identity`");
    }

    @Test
    void shouldExportNothingOfAnExecutionThatNobodyKnows() throws Exception {
        Outcome outcome = CommandLineFixture.run(
                "lineage",
                "export",
                "nobody",
                "--out",
                directory.resolve("none.holdfast-proof").toString(),
                "--config",
                site.clientFile().toString());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("expected entries of `nobody`", "found none");
        assertThat(directory.resolve("none.holdfast-proof")).doesNotExist();
    }

    private static Outcome verify(Path proof, Path root) {
        return CommandLineFixture.run("lineage", "verify", proof.toString(), "--root", root.toString());
    }

    /** An execution that is leased and ends; its id. */
    private String run() throws Exception {
        return run(grant -> {});
    }

    private String run(Consumer<Grant> terms) throws Exception {
        Site.Granted granted = site.grant(terms);
        try (ExecutionGuard guard = site.running(granted, new Heard())) {
            guard.complete(0);
        }
        return granted.executionId();
    }

    private List<ConsumerRecord<byte[], byte[]>> lineage() {
        return site.wire.committed(Topic.LINEAGE);
    }

    private void assertCovered(int partition) {
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
