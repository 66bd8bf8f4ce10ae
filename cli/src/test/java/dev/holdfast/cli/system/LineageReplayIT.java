package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.cli.CommandLineFixture.Outcome;
import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.Coordinates;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.Grant;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.session.SessionHeader;
import dev.holdfast.trust.signature.RecordSignature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import org.junit.jupiter.api.Test;

/** Lineage decided again, recomputed, and made again of the inputs. */
class LineageReplayIT extends LineageSite {
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

    @Test
    void shouldVerifyOneSignatureOverLeasesOfManyExecutions() throws Exception {
        evaluator.close();
        var guards = new ArrayList<ExecutionGuard>();
        var heard = new Heard();
        try {
            for (int i = 0; i < 8; i++) {
                guards.add(site.open(site.grant(LineageReplayIT::patient), heard));
            }
            evaluator = site.startEvaluator();
            for (ExecutionGuard guard : guards) {
                assertThat(guard.awaitLease(Duration.ofSeconds(60)))
                        .as("%s", heard)
                        .isTrue();
                guard.complete(0);
            }
        } finally {
            guards.forEach(ExecutionGuard::close);
        }
        await().untilAsserted(() -> assertThat(site.wire.committed(Topic.EXECUTIONS).stream()
                        .map(row -> site.wire.decode(Topic.EXECUTIONS, row.value(), ExecutionStatus.class))
                        .filter(row -> row.getState() == TrustState.COMPLETED))
                .hasSize(8));
        evaluator.close();

        Outcome same =
                fromInputs("--evaluator-key", directory.resolve("evaluator.pem").toString());

        assertThat(site.wire.committed(Topic.LEASES))
                .as("leases under one signature")
                .anyMatch(lease ->
                        lease.headers().lastHeader(RecordSignature.HEADER).value().length
                                > RecordSignature.HEADER_BYTES);
        assertThat(same.status()).as(same.out() + same.err()).isZero();
        assertThat(same.out()).containsPattern("inputs taken again.*leases [1-9]");
    }

    /** Many run beside one another here, and none of them is to be late on a crowded machine. */
    private static void patient(Grant grant) {
        grant.setHeartbeatIntervalMillis(1_000);
        grant.setLeaseMillis(20_000);
        grant.setGraceMillis(20_000);
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

    private RecordMetadata send(Topic topic, String id, SpecificRecord record) throws Exception {
        return site.wire.send(site.wire.unsigned(topic, id, site.wire.encode(topic, record)));
    }
}
