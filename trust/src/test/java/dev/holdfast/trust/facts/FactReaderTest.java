package dev.holdfast.trust.facts;

import static dev.holdfast.trust.testing.TestGrants.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Dimension;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.testing.Records;
import dev.holdfast.trust.testing.TestGrants;
import dev.holdfast.trust.testing.TestRules;
import dev.holdfast.trust.testing.TestStates;
import dev.holdfast.trust.verdict.Check;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FactReaderTest {

    @Test
    void shouldVerifyEveryDimensionOfASoundExecution() {
        ExecutionFacts facts = read(sound(), 500);

        for (Dimension dimension : Dimension.values()) {
            assertThat(facts.check(dimension)).describedAs(dimension.name()).isEqualTo(Check.VERIFIED);
        }
    }

    @Test
    void shouldKnowNothingWithoutGrantAndHeartbeat() {
        ExecutionFacts facts = read(TestStates.fresh(), 4_000);

        for (Dimension dimension : Dimension.values()) {
            Check expected = dimension == Dimension.LINEAGE ? Check.VERIFIED : Check.UNKNOWN;
            assertThat(facts.check(dimension)).describedAs(dimension.name()).isEqualTo(expected);
        }
        assertThat(facts.grantPresent()).isFalse();
        assertThat(facts.heartbeatSeen()).isFalse();
        assertThat(facts.waitedMillis()).isEqualTo(4_000);
        assertThat(facts.silenceMillis()).isZero();
        assertThat(facts.missedHeartbeats()).isZero();
        assertThat(facts.agent()).isEmpty();
    }

    @Test
    void shouldNotTakeAGrantForALifeSign() {
        ExecutionState state = TestStates.fresh();
        state.setGrant(TestGrants.sound());

        ExecutionFacts facts = read(state, 0);

        assertThat(facts.identity()).isEqualTo(Check.UNKNOWN);
        assertThat(facts.behaviour()).isEqualTo(Check.UNKNOWN);
        assertThat(facts.authorization()).isEqualTo(Check.VERIFIED);
    }

    @ParameterizedTest(name = "{0} ms after the grant begins: {1}")
    @CsvSource({
        "-1, FAILED, 3600001, 1",
        "0, VERIFIED, 3600000, 0",
        "3599999, VERIFIED, 1, -3599999",
        "3600000, FAILED, 0, -3600000",
        "3600001, FAILED, -1, -3600001"
    })
    void shouldCheckTheGrantsTermToTheMillisecond(long after, Check authorization, long remaining, long startsIn) {
        ExecutionFacts facts = read(sound(), after);

        assertThat(facts.authorization()).isEqualTo(authorization);
        assertThat(facts.grantRemainingMillis()).isEqualTo(remaining);
        assertThat(facts.grantStartsInMillis()).isEqualTo(startsIn);
    }

    @ParameterizedTest(name = "silent for {0} ms: {2}")
    @CsvSource({
        "0, 0, VERIFIED",
        "999, 0, VERIFIED",
        "1000, 1, VERIFIED",
        "2999, 2, VERIFIED",
        "3000, 3, UNKNOWN",
        "100000, 100, UNKNOWN"
    })
    void shouldStopBelievingASilentExecutor(long silence, long missed, Check check) {
        ExecutionFacts facts = read(sound(), silence);

        assertThat(facts.silenceMillis()).isEqualTo(silence);
        assertThat(facts.missedHeartbeats()).isEqualTo(missed);
        assertThat(facts.identity()).isEqualTo(check);
        assertThat(facts.behaviour()).isEqualTo(check);
    }

    @Test
    void shouldNotTakeSilenceForFailureNorForgetAFailureInSilence() {
        ExecutionState state = sound();
        state.setScopeViolationCount(1);

        ExecutionFacts facts = read(state, 3_000);

        assertThat(facts.identity()).isEqualTo(Check.UNKNOWN);
        assertThat(facts.behaviour()).isEqualTo(Check.FAILED);
    }

    @ParameterizedTest(name = "wanted {0}: {1}")
    @CsvSource(nullValues = "null", textBlock = """
            null, VERIFIED
            the one in force, VERIFIED
            another, FAILED
            '', FAILED
            """)
    void shouldCheckTheRulesetThatTheGrantAsksFor(String wanted, Check policy) {
        String digest = "the one in force".equals(wanted) ? TestRules.DIGEST : wanted;
        ExecutionState state =
                TestStates.beating(TestGrants.with(grant -> grant.setPolicyDigest(digest)), change -> {});

        assertThat(read(state, 0).policy()).isEqualTo(policy);
    }

    @ParameterizedTest(name = "evidence {0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            image=1,host=a          | VERIFIED |       |
            image=2,host=a          | VERIFIED |       |
            image=1,host=a,other=9  | VERIFIED |       |
            image=3,host=a          | FAILED   | image |
            image=3,host=b          | FAILED   | host image |
            image=1                 | UNKNOWN  |       | host
            other=1                 | UNKNOWN  |       | host image
            host=b                  | FAILED   | host  | image
            """)
    void shouldHoldEvidenceAgainstReferenceValues(
            String evidence, Check environment, String mismatches, String missing) {
        Grant grant = TestGrants.bound(Map.of("image", List.of("1", "2"), "host", List.of("a")));
        ExecutionState state = TestStates.beating(grant, change -> change.setEvidence(pairs(evidence)));

        ExecutionFacts facts = read(state, 0);

        assertThat(facts.environment()).isEqualTo(environment);
        assertThat(facts.environmentMismatches()).isEqualTo(words(mismatches));
        assertThat(facts.environmentMissing()).isEqualTo(words(missing));
    }

    @Test
    void shouldNotVerifyAnEnvironmentThatNobodyBoundOrWaived() {
        ExecutionState state = TestStates.beating(TestGrants.bound(Map.of()), change -> {});

        assertThat(read(state, 0).environment()).isEqualTo(Check.UNKNOWN);
    }

    @Test
    void shouldHoldEvidenceAgainstReferenceValuesThoughTheEnvironmentIsWaived() {
        Grant grant = TestGrants.with(change -> change.setReferenceValues(Map.of("image", List.of("1"))));
        ExecutionState wrong = TestStates.beating(grant, change -> change.setEvidence(Map.of("image", "2")));
        ExecutionState none = TestStates.beating(grant, change -> {});

        assertThat(read(wrong, 0).environment()).isEqualTo(Check.FAILED);
        assertThat(read(none, 0).environment()).isEqualTo(Check.UNKNOWN);
    }

    @ParameterizedTest(name = "parent {0}")
    @EnumSource(TrustState.class)
    void shouldTrustNoChildFurtherThanItsParent(TrustState parent) {
        Check expected = switch (parent) {
            case TRUSTED -> Check.VERIFIED;
            case PENDING -> Check.UNKNOWN;
            case PAUSED, HALTED, COMPLETED, DENIED -> Check.FAILED;
        };

        assertThat(FactReader.read("a/b", sound(), START, TestRules.DIGEST, Set.of(), Surroundings.below(parent))
                        .lineage())
                .isEqualTo(expected);
        assertThat(FactReader.read("a", sound(), START, TestRules.DIGEST, Set.of(), Surroundings.below(parent))
                        .lineage())
                .isEqualTo(Check.VERIFIED);
    }

    @Test
    void shouldNotTrustAChildOfNobody() {
        assertThat(FactReader.read("a/b", sound(), START, TestRules.DIGEST, Set.of(), Surroundings.ofRoot())
                        .lineage())
                .isEqualTo(Check.UNKNOWN);
    }

    @ParameterizedTest(name = "counters {0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            cpu=10,processes=0          | VERIFIED |               |
            cpu=0,processes=0,other=999 | VERIFIED |               |
            cpu=11,processes=0          | FAILED   | cpu           |
            cpu=11,processes=1          | FAILED   | cpu processes |
            cpu=10                      | UNKNOWN  |               | processes
            other=1                     | UNKNOWN  |               | cpu processes
            processes=1                 | FAILED   | processes     | cpu
            """)
    void shouldHoldCountersAgainstBudgets(String counters, Check behaviour, String exceeded, String unreported) {
        Grant grant = TestGrants.with(change -> change.setBudgets(Map.of("cpu", 10L, "processes", 0L)));
        ExecutionState state = TestStates.beating(
                grant,
                change -> pairs(counters)
                        .forEach((name, value) -> change.getCounters().put(name, Long.parseLong(value))));

        ExecutionFacts facts = read(state, 0);

        assertThat(facts.behaviour()).isEqualTo(behaviour);
        assertThat(facts.budgetsExceeded()).isEqualTo(words(exceeded));
        assertThat(facts.budgetsUnreported()).isEqualTo(words(unreported));
    }

    @Test
    void shouldFailBehaviourForOneActionOutsideTheScope() {
        ExecutionState state = sound();
        state.setScopeViolationCount(1);
        state.setScopeViolations(List.of("file.delete /etc"));

        ExecutionFacts facts = read(state, 0);

        assertThat(facts.behaviour()).isEqualTo(Check.FAILED);
        assertThat(facts.scopeViolations()).containsExactly("file.delete /etc");
    }

    @Test
    void shouldFailBehaviourForARateExceeded() {
        ExecutionState state = sound();
        state.setRatesExceeded(List.of("http.get /index"));

        ExecutionFacts facts = read(state, 0);

        assertThat(facts.behaviour()).isEqualTo(Check.FAILED);
        assertThat(facts.ratesExceeded()).containsExactly("http.get /index");
        assertThat(facts.scopeViolations()).isEmpty();
        assertThat(read(sound(), 0).ratesExceeded()).isEmpty();
    }

    @ParameterizedTest(name = "{0}: paused for {1} ms")
    @CsvSource({"PAUSED, 700", "TRUSTED, 0", "PENDING, 0", "HALTED, 0"})
    void shouldCountAPauseOnlyWhilePaused(TrustState stands, long paused) {
        ExecutionState state = sound();
        state.setState(stands);
        state.setSince(START);

        assertThat(read(state, 700).pausedMillis()).isEqualTo(paused);
    }

    @Test
    void shouldNeverCountBelowNothingWhenInstantsAreEqualOrEarlier() {
        ExecutionState state = sound();
        state.setState(TrustState.PAUSED);
        state.setSince(START + 10);
        state.setLastHeartbeatAt(START + 10);
        state.setFirstSeenAt(START + 10);

        ExecutionFacts facts = read(state, 0);

        assertThat(facts.pausedMillis()).isZero();
        assertThat(facts.silenceMillis()).isZero();
        assertThat(facts.waitedMillis()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"a, a, 0", "a/b, a, 1", "a/b/c, a, 2"})
    void shouldReadTheLineageOffTheId(String id, String root, int depth) {
        ExecutionFacts facts =
                FactReader.read(id, sound(), START, TestRules.DIGEST, Set.of(), Surroundings.below(TrustState.TRUSTED));

        assertThat(facts.rootId()).isEqualTo(root);
        assertThat(facts.depth()).isEqualTo(depth);
    }

    @Test
    void shouldChangeNothingAndReadTheSameTwice() {
        ExecutionState state = sound();
        byte[] before = Records.bytes(state);

        ExecutionFacts first = read(state, 1_234);

        assertThat(read(state, 1_234)).isEqualTo(first);
        assertThat(Records.bytes(state)).isEqualTo(before);
    }

    private static ExecutionState sound() {
        return TestStates.beating(TestGrants.sound(), change -> {});
    }

    private static ExecutionFacts read(ExecutionState state, long after) {
        return FactReader.read(
                TestGrants.EXECUTION, state, START + after, TestRules.DIGEST, Set.of(), Surroundings.ofRoot());
    }

    private static Map<String, String> pairs(String text) {
        var pairs = new HashMap<String, String>();
        for (String pair : text.split(",", -1)) {
            String[] parts = pair.split("=", -1);
            pairs.put(parts[0], parts[1]);
        }
        return pairs;
    }

    private static List<String> words(String text) {
        return text == null ? List.of() : List.of(text.split(" ", -1));
    }
}
