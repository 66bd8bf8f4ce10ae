package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.cli.CommandLineFixture.Outcome;
import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.lineage.EntryHash;
import dev.holdfast.lineage.merkle.Frontier;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.note.SignedNote;
import dev.holdfast.lineage.note.VerifierKey;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.Coordinates;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.LogCheckpoint;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.Topic;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.Evaluator;
import dev.holdfast.trust.session.SessionHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    private static Outcome verify(Path proof, Path root) {
        return CommandLineFixture.run("lineage", "verify", proof.toString(), "--root", root.toString());
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
