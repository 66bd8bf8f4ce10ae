package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lineage.EntryHash;
import dev.holdfast.record.Commitment;
import dev.holdfast.record.Detail;
import dev.holdfast.record.FactValue;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.LineageOpening;
import dev.holdfast.record.Opening;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.trust.sealing.SealedFact;
import dev.holdfast.trust.sealing.SealedFindings;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much of an execution goes on record, and how much of that shows: what its grant says. */
class RecordDetailTest {
    private static final Set<String> SEALED = Set.of("counters", "risenInMinute", "metadata", "budgetsExceeded");

    private EvaluatorScenario scenario;

    @BeforeEach
    void start() {
        scenario = EvaluatorScenario.start();
    }

    @AfterEach
    void close() {
        scenario.close();
    }

    private void beats(String id, int number) {
        Executor executor = scenario.executor(id);
        for (int i = 0; i < number; i++) {
            executor.beat();
            scenario.advance(EvaluatorScenario.INTERVAL);
        }
    }

    private static long heartbeats(List<LineageEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.getTriggerKind() == TriggerKind.HEARTBEAT)
                .count();
    }

    private List<LineageOpening> openings(String id) {
        return scenario.outputs().stream()
                .filter(output -> output.topic() == Topic.OPENINGS)
                .map(output -> scenario.decode(output, LineageOpening.class))
                .filter(opening -> opening.getExecutionId().equals(id))
                .toList();
    }

    @Test
    void shouldRecordEveryEvaluationWhereTheGrantAsksForIt() {
        scenario.grant("full", grant -> grant.setDetail(Detail.FULL));
        scenario.grant("changes");
        beats("full", 4);
        beats("changes", 4);

        List<LineageEntry> full = scenario.lineage("full");
        assertThat(heartbeats(full)).isEqualTo(4);
        assertThat(full)
                .extracting(LineageEntry::getEntry)
                .isEqualTo(LongStream.rangeClosed(1, full.size()).boxed().toList());
        // The first is leased; the others change nothing.
        assertThat(heartbeats(scenario.lineage("changes"))).isEqualTo(1);
    }

    @Test
    void shouldHoldSealedWhatTheGrantSealsAndNothingElse() {
        scenario.grant(
                "job-1",
                grant -> grant.setSealed(List.copyOf(SEALED))
                        .setBudgets(Map.of("tokens", 100L))
                        .setMetadata(Map.of("patient", "4711")));
        scenario.executor("job-1").beat(heartbeat -> heartbeat.setCounters(Map.of("tokens", 120L)));

        assertThat(scenario.standing("job-1")).isEqualTo(TrustState.PENDING);
        List<LineageEntry> lineage = scenario.lineage("job-1");
        assertThat(lineage).hasSizeGreaterThanOrEqualTo(2);
        byte[] before = EntryHash.none();
        for (LineageEntry entry : lineage) {
            assertThat(SealedFindings.names(entry.getFacts())).isEqualTo(SEALED);
            assertThat(entry.toString()).doesNotContain("4711").doesNotContain("120");
            assertThat(entry.getPreviousHash()).isEqualTo(ByteBuffer.wrap(before));
            before = hash(entry);
        }
        LineageEntry last = lineage.get(lineage.size() - 1);
        assertThat(last.getFindings())
                .filteredOn(finding -> finding.getCode().equals("BUDGET_EXCEEDED"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.getMessage()).isEqualTo("(sealed)"));
    }

    private byte[] hash(LineageEntry entry) {
        return scenario.outputs().stream()
                .filter(output -> output.topic() == Topic.LINEAGE)
                .filter(output -> scenario.decode(output, LineageEntry.class).equals(entry))
                .map(output -> EntryHash.ofRecord(output.value()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldSayToAuditorsWhatOpensEachEntry() {
        scenario.grant("job-1", grant -> grant.setSealed(List.copyOf(SEALED)).setMetadata(Map.of("patient", "4711")));
        scenario.grant("open", grant -> grant.setMetadata(Map.of("patient", "4712")));
        scenario.executor("job-1").beat();
        scenario.executor("open").beat();

        Map<Long, LineageOpening> byEntry = new HashMap<>();
        openings("job-1").forEach(opening -> byEntry.put(opening.getEntry(), opening));
        for (LineageEntry entry : scenario.lineage("job-1")) {
            List<Opening> openings = byEntry.get(entry.getEntry()).getOpenings();
            assertThat(openings).hasSize(SEALED.size());
            for (Opening opening : openings) {
                FactValue sealed = entry.getFacts().stream()
                        .filter(fact -> fact.getName().equals(opening.getFact().getName()))
                        .findFirst()
                        .orElseThrow();
                assertThat(sealed.getValue()).isInstanceOf(Commitment.class);
                assertThat(SealedFact.open(sealed, opening)).contains(opening.getFact());
            }
        }
        assertThat(byEntry.get(1L).toString()).contains("4711");
        assertThat(openings("open")).isEmpty();
        assertThat(scenario.lineage("open").toString()).contains("4712");
    }

    @Test
    void shouldDenyAChildThatLeavesAMoreTellingRecordThanItsParent() {
        scenario.grant("job-1", grant -> grant.setSealed(List.of("metadata")));
        scenario.executor("job-1").beat();
        scenario.grant("job-1/part");
        scenario.executor("job-1/part").beat();

        assertThat(scenario.leases("job-1/part")).isEmpty();
        assertThat(scenario.lineage("job-1/part").toString() + scenario.deadLetters())
                .contains("expected sealed with all of the parent's [metadata], found []");
    }

    @Test
    void shouldLeaseAChildThatSealsAsMuchAsItsParent() {
        scenario.grant("job-1", grant -> grant.setSealed(List.of("metadata")));
        scenario.executor("job-1").beat();
        scenario.grant("job-1/part", grant -> grant.setSealed(List.of("metadata")));
        scenario.executor("job-1/part").beat();

        assertThat(scenario.leases("job-1/part")).hasSize(1);
    }
}
