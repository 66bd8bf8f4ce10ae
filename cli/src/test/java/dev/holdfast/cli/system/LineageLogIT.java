package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.Coordinates;
import dev.holdfast.record.Grant;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.LogCheckpoint;
import dev.holdfast.record.Role;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.Topic;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.Evaluator;
import dev.holdfast.trust.session.SessionHeader;
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
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
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

    @Test
    void shouldDecideAllOfItAgain() throws Exception {
        String id = run();
        Path file = directory.resolve("decisions.avro");

        Outcome topic = command("replay");
        Outcome recorded = command("rules", "record", "--execution", id, "--out", file.toString());
        Outcome fromFile = CommandLineFixture.run("replay", "--file", file.toString());

        assertThat(topic.status()).as(topic.out() + topic.err()).isZero();
        assertThat(topic.out()).contains("come to the same bytes again, 0 do not, of 0");
        assertThat(recorded.status()).as(recorded.err()).isZero();
        assertThat(fromFile.status()).as(fromFile.out() + fromFile.err()).isZero();

        ConsumerRecord<byte[], byte[]> last = lineage().get(lineage().size() - 1);
        LineageEntry forged = site.wire.decode(Topic.LINEAGE, last.value(), LineageEntry.class);
        forged.setVerdict(VerdictKind.PAUSE);
        RecordMetadata place = send(Topic.LINEAGE, id, forged);
        Outcome changed = command("replay");
        assertThat(changed.status()).isEqualTo(1);
        assertThat(changed.out())
                .contains("NOT THE SAME  " + place.topic() + "-" + place.partition() + ", offset " + place.offset());
    }

    @Test
    void shouldFindWhatDivergesAndNothingElse() throws Exception {
        String id = run();
        int partition = lineage().get(0).partition();
        await().untilAsserted(() -> assertCovered(partition));

        Outcome sound = fsck();
        assertThat(sound.status()).as(sound.out() + sound.err()).isZero();
        assertThat(sound.out()).contains("entries on 1 executions", "Nothing diverges.");
        Outcome stranger = command(
                "lineage", "fsck", "--root", directory.resolve("issuer.pem.pub").toString());
        assertThat(stranger.status()).isEqualTo(1);
        assertThat(stranger.out()).contains("keys of evaluators for which the root key vouches, found none");

        ControlCommand halt = ControlCommand.newBuilder()
                .setAction(ControlAction.HALT)
                .setEpoch(7)
                .setDecidedAt(Instant.EPOCH)
                .setFindings(List.of())
                .setRulesetDigest("none")
                .setTrigger(new Coordinates("none", 0, 0L))
                .build();
        var aborted = site.wire.sendInOpenTransaction(
                List.of(site.wire.unsigned(Topic.CONTROL, id, site.wire.encode(Topic.CONTROL, halt))));
        aborted.abortTransaction();
        aborted.close();
        Outcome withAborted = fsck();
        assertThat(withAborted.status()).as(withAborted.out()).isZero();
        assertThat(withAborted.out()).contains("and 1 aborted for good");

        RecordMetadata undecided = send(Topic.CONTROL, id, halt);
        ConsumerRecord<byte[], byte[]> first = lineage().get(0);
        RecordMetadata again = site.wire.send(site.wire.unsigned(Topic.LINEAGE, id, first.value()));
        Outcome diverging = fsck("--json");
        assertThat(diverging.status()).isEqualTo(1);
        JsonNode json = new ObjectMapper().readTree(diverging.out()).get("diverging");
        assertThat(json.get("count").longValue()).isEqualTo(2);
        assertThat(json.get("first").get(0).get("offset").longValue()).isEqualTo(again.offset());
        assertThat(json.get("first").get(0).get("text").textValue())
                .startsWith("expected `" + id + "` not to be used again before its grant's end at ");
        assertThat(json.get("first").get(1).get("topic").textValue()).isEqualTo(undecided.topic());
        assertThat(json.get("first").get(1).get("offset").longValue()).isEqualTo(undecided.offset());
    }

    @Test
    void shouldTakeAllInputsAgainAndWriteTheSameBytes() throws Exception {
        String first = run();
        String id = run();
        await().untilAsserted(() -> assertThat(site.wire.rows(id))
                .last()
                .extracting(row -> row.getState())
                .isEqualTo(TrustState.COMPLETED));
        ProducerRecord<byte[], byte[]> session = site.wire.unsigned(Topic.HEARTBEATS, id, new byte[] {1});
        session.headers().add(SessionHeader.HEADER, new byte[SessionHeader.HEADER_BYTES]);
        RecordMetadata code = site.wire.send(session);
        await().untilAsserted(() ->
                assertThat(site.wire.committed(Topic.DEAD_LETTERS)).hasSize(1));
        evaluator.close();

        Outcome same =
                fromInputs("--evaluator-key", directory.resolve("evaluator.pem").toString());

        assertThat(same.status()).as(same.out() + same.err()).isZero();
        assertThat(same.out())
                .containsPattern("inputs taken again.*lineage [1-9]")
                .doesNotContain("not compared");
        Outcome unkeyed = fromInputs();
        assertThat(unkeyed.status()).as(unkeyed.out()).isEqualTo(2);
        assertThat(unkeyed.out())
                .contains("the heartbeat of a session at " + code.topic() + "-" + code.partition() + ", offset "
                        + code.offset() + " can only be judged with the evaluator's key")
                .contains("were not compared");
        Outcome otherRules = fromInputs(
                "--evaluator-key", directory.resolve("evaluator.pem").toString(), "--rules", rules().toString());
        assertThat(otherRules.status()).as(otherRules.out()).isEqualTo(1);
        assertThat(otherRules.out()).contains("NOT THE SAME", "after the input ");

        int partition = RootSegmentPartitioner.partitionOf(id, Site.PARTITIONS);
        String other = RootSegmentPartitioner.partitionOf(first, Site.PARTITIONS) == partition ? first : id;
        ConsumerRecord<byte[], byte[]> last = lineage().get(lineage().size() - 1);
        RecordMetadata forged = site.wire.send(site.wire.unsigned(Topic.LINEAGE, other, last.value()));
        Outcome more =
                fromInputs("--evaluator-key", directory.resolve("evaluator.pem").toString());
        assertThat(more.status()).as(more.out()).isEqualTo(1);
        assertThat(more.out())
                .contains("NOT THE SAME  partition " + partition + ": " + forged.topic() + "-" + partition + ", offset "
                        + forged.offset());

        String heartbeats = site.client().topicNames().of(Topic.HEARTBEATS);
        try (Admin admin = Admin.create(site.client().clientSettings())) {
            admin.deleteRecords(Map.of(new TopicPartition(heartbeats, partition), RecordsToDelete.beforeOffset(1)))
                    .all()
                    .get();
        }
        Outcome gone = fromInputs(
                "--partition",
                String.valueOf(partition),
                "--evaluator-key",
                directory.resolve("evaluator.pem").toString());
        assertThat(gone.status()).as(gone.out()).isEqualTo(2);
        assertThat(gone.out()).contains("expected the input " + heartbeats + "-" + partition + ", offset 0,");
    }

    private Outcome fromInputs(String... words) throws Exception {
        var all = new ArrayList<>(List.of(
                "replay",
                "--from-inputs",
                "--root",
                directory.resolve("root.pem.pub").toString()));
        all.addAll(List.of(words));
        return command(all.toArray(String[]::new));
    }

    /** Rules that no evaluator of this site was started with. */
    private Path rules() throws Exception {
        Path rules = Files.createDirectories(directory.resolve("other-rules"));
        Files.writeString(rules.resolve("other.drl"), """
                package dev.holdfast.packs.other

                import dev.holdfast.trust.facts.ExecutionFacts

                global dev.holdfast.rules.Findings findings

                rule "never"
                when
                    ExecutionFacts( counter("never") > 5 )
                then
                    findings.pause("NEVER", "never");
                end
                """);
        return rules;
    }

    private Outcome fsck(String... words) throws Exception {
        var all = new ArrayList<>(List.of(
                "lineage", "fsck", "--root", directory.resolve("root.pem.pub").toString()));
        all.addAll(List.of(words));
        return command(all.toArray(String[]::new));
    }

    private Outcome command(String... words) throws Exception {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--config", site.clientFile().toString()));
        return CommandLineFixture.run(all.toArray(String[]::new));
    }

    private RecordMetadata send(Topic topic, String id, SpecificRecord record) throws Exception {
        return site.wire.send(site.wire.unsigned(topic, id, site.wire.encode(topic, record)));
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
