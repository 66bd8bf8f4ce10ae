package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.cli.CommandLineFixture.Outcome;
import dev.holdfast.cli.tiles.TilesAsAStrangerReadsThem;
import dev.holdfast.cli.witness.CosignedFolder;
import dev.holdfast.cli.witness.WitnessServer;
import dev.holdfast.cli.witness.WitnessState;
import dev.holdfast.lineage.LogOrigin;
import dev.holdfast.lineage.merkle.ConsistencyProof;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.lineage.note.NoteSigner;
import dev.holdfast.lineage.note.SignedNote;
import dev.holdfast.lineage.note.VerifierKey;
import dev.holdfast.lineage.witness.Submission;
import dev.holdfast.lineage.witness.Witness;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.trust.signature.SigningKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** What others hold of the log: a witness, and tiles. */
class LineageWitnessIT extends LineageSite {
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
            assertThat(unknown.status()).as(unknown.out()).isEqualTo(1);
            assertThat(unknown.out())
                    .contains("is cosigned by `witness.example/w1", "by none of the 1 witnesses that you named");

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
}
