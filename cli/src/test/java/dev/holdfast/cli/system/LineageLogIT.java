package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.cli.CommandLineFixture.Outcome;
import dev.holdfast.cli.governance.GovernancePublisher;
import dev.holdfast.cli.tiles.TilesAsAStrangerReadsThem;
import dev.holdfast.cli.witness.CosignedFolder;
import dev.holdfast.cli.witness.WitnessServer;
import dev.holdfast.cli.witness.WitnessState;
import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.lineage.EntryHash;
import dev.holdfast.lineage.LogOrigin;
import dev.holdfast.lineage.merkle.ConsistencyProof;
import dev.holdfast.lineage.merkle.Frontier;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.lineage.note.NoteSigner;
import dev.holdfast.lineage.note.SignedNote;
import dev.holdfast.lineage.note.VerifierKey;
import dev.holdfast.lineage.proof.ProofReader;
import dev.holdfast.lineage.witness.Submission;
import dev.holdfast.lineage.witness.Witness;
import dev.holdfast.record.Authority;
import dev.holdfast.record.LogCheckpoint;
import dev.holdfast.record.Role;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.Topic;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.Evaluator;
import dev.holdfast.trust.signature.SigningKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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

    @Test
    void shouldPutAWitnessBehindAProofThatRefusesAFork() throws Exception {
        String id = run();
        int partition = RootSegmentPartitioner.partitionOf(id, Site.PARTITIONS);
        String origin = Site.TRUST_DOMAIN + "/lineage/" + partition;
        await().untilAsserted(() -> assertCovered(partition));
        var logs = new HashMap<String, List<VerifierKey>>();
        for (int each = 0; each < Site.PARTITIONS; each++) {
            String name = Site.TRUST_DOMAIN + "/lineage/" + each;
            logs.put(name, List.of(new VerifierKey.Ed25519(name, evaluator.publicKey())));
        }
        var signer = new NoteSigner.Cosigner("witness.example/w1", SigningKey.generate(new SecureRandom()));
        String key = signer.verifierKey().vkey();
        String stranger = new NoteSigner.Cosigner("witness.example/w1", SigningKey.generate(new SecureRandom()))
                .verifierKey()
                .vkey();
        Path cosigned = directory.resolve("cosigned");
        Path before = directory.resolve("before.holdfast-proof");
        Path proof = directory.resolve("witnessed.holdfast-proof");
        Path root = directory.resolve("root.pem.pub");
        assertThat(export(id, before).status()).isZero();
        run();
        run();
        try (WitnessState state = WitnessState.create(directory.resolve("witness.state"));
                WitnessServer server = WitnessServer.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new Witness(List.of(signer), logs, state),
                        () -> System.currentTimeMillis() / 1_000,
                        event -> {})) {
            String url = "http://127.0.0.1:" + server.address().getPort();

            Outcome submitted = submit(url + "=" + key, cosigned);
            assertThat(submitted.status()).as(submitted.out() + submitted.err()).isZero();
            assertThat(submitted.out()).contains(origin + ": 1 of 1 witnesses have cosigned");
            Outcome exported = export(id, proof, "--cosigned", cosigned.toString(), "--earlier", before.toString());
            assertThat(exported.status()).as(exported.err()).isZero();

            Outcome verified = verify(proof, root, "--witness", key);
            assertThat(verified.status()).as(verified.out()).isZero();
            assertThat(verified.out())
                    .contains("was cosigned by the witness `witness.example/w1`", "All of it is verified.");
            Outcome unknown = verify(proof, root, "--witness", stranger);
            assertThat(unknown.status()).as(unknown.out()).isEqualTo(2);
            assertThat(unknown.out()).contains("none of the 1 witnesses that you named has cosigned");

            long known = state.latest(origin).orElseThrow().size();
            assertThat(new CosignedFolder(cosigned)
                            .read(new LogOrigin(Site.TRUST_DOMAIN, partition))
                            .orElseThrow()
                            .checkpoint()
                            .size())
                    .isEqualTo(known);
            var forked = Checkpoint.of(origin, known, Hash.ofLeaf(new byte[] {1}));
            var note = new SignedNote(
                    forked.text(), List.of(new NoteSigner.Ed25519(origin, site.evaluatorKey).sign(forked, 0)));
            HttpResponse<String> refused = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(url + "/add-checkpoint"))
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(
                                            Submission.write(new ConsistencyProof(known, known, List.of()), note)))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);

            Path fork = directory.resolve("fork.checkpoint");
            Files.writeString(fork, note.toString());
            Path forkedProof = directory.resolve("forked.holdfast-proof");
            assertThat(export(id, forkedProof, "--cosigned", cosigned.toString(), "--earlier", fork.toString())
                            .status())
                    .isZero();
            Outcome called = verify(forkedProof, root, "--witness", key);
            assertThat(called.status()).as(called.out()).isEqualTo(1);
            assertThat(called.out()).contains("FALSE", "the log was forked");

            // Last, since the witness moves on all the same.
            Outcome misnamed = submit(url + "=" + stranger, directory.resolve("other"));
            assertThat(misnamed.status()).as(misnamed.out()).isEqualTo(1);
            assertThat(misnamed.err()).contains("with none of the 1 keys that it was named with");
        }
    }

    @Test
    void shouldProveWhatAReplacedAuthorityHadSigned() throws Exception {
        String id = run();
        Authority next = Site.authority("evaluators", Role.EVALUATOR, SigningKey.generate(new SecureRandom()));
        next.setVersion(2);
        next.setNotBefore(Instant.ofEpochMilli(System.currentTimeMillis()));
        try (var publisher = new GovernancePublisher(site.client())) {
            publisher.publish(next, site.root);
        }
        Path proof = directory.resolve("replaced.holdfast-proof");
        await().untilAsserted(() -> {
            Files.deleteIfExists(proof);
            assertThat(export(id, proof).status()).isZero();
            assertThat(ProofReader.read(proof))
                    .isInstanceOfSatisfying(
                            ProofReader.Parsed.Proof.class,
                            read -> assertThat(read.value().authorities()).hasSize(3));
        });

        Outcome verified = verify(proof, directory.resolve("root.pem.pub"));

        assertThat(verified.status()).as(verified.out()).isZero();
        assertThat(site.wire.committed(Topic.GOVERNANCE).stream()
                        .map(record -> new String(record.key(), StandardCharsets.UTF_8)))
                .as("keys that compaction tells apart")
                .contains("authority/evaluators/1", "authority/evaluators/2");
    }

    @Test
    void shouldWriteTilesThatAStrangerMakesTheRootOfAgainAndDrawATree() throws Exception {
        String id = run();
        int partition = RootSegmentPartitioner.partitionOf(id, Site.PARTITIONS);
        await().untilAsserted(() -> assertCovered(partition));
        Path tiles = directory.resolve("tiles");
        String config = site.clientFile().toString();
        long before = tiles(tiles, partition, config);
        run();
        run();
        lineage().stream()
                .map(ConsumerRecord::partition)
                .distinct()
                .forEach(each -> await().untilAsserted(() -> assertCovered(each)));
        long after = tiles(tiles, partition, config);
        assertThat(before).isPositive();
        assertThat(after)
                .isEqualTo(lineage().stream()
                        .filter(entry -> entry.partition() == partition)
                        .count());

        Outcome tree = CommandLineFixture.run("lineage", "tree", id, "--config", config);
        Path svg = directory.resolve("tree.svg");
        Outcome drawn = CommandLineFixture.run(
                "lineage", "tree", id, "--format", "svg", "--out", svg.toString(), "--config", config);
        Outcome nobody = CommandLineFixture.run("lineage", "tree", "nobody", "--config", config);

        assertThat(tree.status()).as(tree.err()).isZero();
        assertThat(tree.out()).contains(id + " ◀  COMPLETED  since ", "heartbeats-" + partition + "@");
        assertThat(drawn.status()).as(drawn.err()).isZero();
        assertThat(svg).content().startsWith("<?xml").contains(id, "</svg>");
        assertThat(nobody.status()).isEqualTo(1);
        assertThat(nobody.err()).contains("expected the execution `nobody`", "found nothing of it");
    }

    private static long tiles(Path folder, int partition, String config) throws Exception {
        Outcome written = CommandLineFixture.run("lineage", "tiles", "--out", folder.toString(), "--config", config);
        assertThat(written.status()).as(written.err()).isZero();
        return TilesAsAStrangerReadsThem.size(folder.resolve(Integer.toString(partition)));
    }

    private Outcome submit(String witness, Path out) throws Exception {
        return CommandLineFixture.run(
                "witness",
                "submit",
                "--once",
                "--witness",
                witness,
                "--out",
                out.toString(),
                "--config",
                site.clientFile().toString());
    }

    private Outcome export(String id, Path proof, String... more) throws Exception {
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

    private static Outcome verify(Path proof, Path root, String... more) {
        var args = new ArrayList<>(List.of("lineage", "verify", proof.toString(), "--root", root.toString()));
        args.addAll(List.of(more));
        return CommandLineFixture.run(args.toArray(String[]::new));
    }

    /** An execution that is leased and ends; its id. */
    private String run() throws Exception {
        Site.Granted granted = site.grant(grant -> {});
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
