package dev.holdfast.trust.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.ExecutionRequest;
import dev.holdfast.record.Ground;
import dev.holdfast.record.Severity;
import dev.holdfast.trust.facts.FactSnapshot;
import dev.holdfast.trust.facts.IssuerStanding;
import dev.holdfast.trust.testing.TestGrants;
import dev.holdfast.trust.testing.TestRequests;
import dev.holdfast.trust.verdict.Check;
import dev.holdfast.trust.verdict.Finding;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionJudgeTest {
    private static final long THIRTY_DAYS = 2_592_000_000L;
    private static final Identity VOUCHED_FOR = new Identity(Check.VERIFIED, "vouched for", THIRTY_DAYS);
    private static final Ground GROUND = new Ground("HOUSE", "of the house", "admits");
    private static final Opinion FORESEEN = new Opinion(List.of(), List.of(GROUND));

    private static Ruling judge(Consumer<ExecutionRequest> change) {
        return AdmissionJudge.judge(TestRequests.facts(TestRequests.with(change)), FORESEEN);
    }

    private static Ruling judge(Identity identity, IssuerStanding issuer, String revocation, String operatorHalt) {
        var circumstances = new AdmissionFactReader.Circumstances(identity, issuer, revocation, operatorHalt);
        return AdmissionJudge.judge(TestRequests.facts(TestRequests.with(request -> {}), circumstances), FORESEEN);
    }

    private static void assertDenied(Ruling ruling, String... codes) {
        assertThat(ruling).isInstanceOfSatisfying(Ruling.Denied.class, denied -> {
            assertThat(denied.findings()).extracting(Finding::code).containsExactly(codes);
            assertThat(denied.findings()).extracting(Finding::severity).containsOnly(Severity.HALT);
        });
    }

    @Test
    void shouldAdmitWhatIsForeseenAndProven() {
        assertThat(judge(request -> {})).isEqualTo(new Ruling.Admitted(List.of(GROUND)));
    }

    @Test
    void shouldNotAdmitWhatNoRuleForesees() {
        AdmissionFacts facts = TestRequests.facts(TestRequests.with(request -> {}));

        assertDenied(AdmissionJudge.judge(facts, new Opinion(List.of(), List.of())), "ADMISSION_NOT_FORESEEN");
    }

    @Test
    void shouldNotLetAnAdmissionOutweighADenial() {
        AdmissionFacts facts = TestRequests.facts(TestRequests.with(request -> {}));
        var denial = new Finding("NO", Severity.HALT, "no", "denies", Collections.emptySortedMap());

        assertDenied(AdmissionJudge.judge(facts, new Opinion(List.of(denial), List.of(GROUND))), "NO");
    }

    @Test
    void shouldNotLetRulesOpenTheFloor() {
        var nobody = new Identity(Check.UNKNOWN, "nobody vouches for it", 0);
        var somebodyElse = new Identity(Check.FAILED, "somebody else's", 0);

        assertDenied(judge(nobody, IssuerStanding.VALID, "", ""), "IDENTITY_UNPROVEN");
        assertDenied(judge(somebodyElse, IssuerStanding.VALID, "", ""), "IDENTITY_FAILED");
        assertDenied(judge(VOUCHED_FOR, IssuerStanding.VALID, "r-1 by olga: stolen", ""), "REVOKED");
        assertDenied(judge(VOUCHED_FOR, IssuerStanding.VALID, "", "o-1 by olga: enough"), "OPERATOR_HALT");
        assertDenied(judge(request -> request.setEvidence(Map.of())), "ENVIRONMENT_UNPROVEN");
    }

    @ParameterizedTest(name = "asked for {0} ms, vouched for {1} ms: admitted {2}")
    @CsvSource({"600000, 600000, true", "600000, 599999, false", "600000, 0, false", "1, 1, true"})
    void shouldNotAdmitForLongerThanTheKeyIsVouchedFor(long duration, long vouchedFor, boolean admitted) {
        var circumstances = new AdmissionFactReader.Circumstances(
                new Identity(Check.VERIFIED, "vouched for", vouchedFor), IssuerStanding.VALID, "", "");
        AdmissionFacts facts =
                TestRequests.facts(TestRequests.with(request -> request.setDurationMillis(duration)), circumstances);

        Ruling ruling = AdmissionJudge.judge(facts, FORESEEN);

        if (admitted) {
            assertThat(ruling).isInstanceOf(Ruling.Admitted.class);
        } else {
            assertDenied(ruling, "GRANT_OUTLASTS_IDENTITY");
        }
    }

    @ParameterizedTest
    @EnumSource(value = IssuerStanding.class, mode = EnumSource.Mode.EXCLUDE, names = "VALID")
    void shouldNotAdmitWhatTheEvaluatorMayNotIssue(IssuerStanding standing) {
        assertDenied(judge(VOUCHED_FOR, standing, "", ""), "AUTHORITY_" + standing);
    }

    @ParameterizedTest
    @ValueSource(longs = {-300_001, 300_001})
    void shouldNotAnswerRequestsOfAnotherTime(long skewMillis) {
        assertDenied(
                judge(request -> request.setRequestedAt(Instant.ofEpochMilli(TestGrants.START + skewMillis))),
                "REQUEST_STALE");
    }

    @ParameterizedTest
    @ValueSource(longs = {-300_000, 300_000})
    void shouldBearWithClocksThatDiffer(long skewMillis) {
        assertThat(judge(request -> request.setRequestedAt(Instant.ofEpochMilli(TestGrants.START + skewMillis))))
                .isInstanceOf(Ruling.Admitted.class);
    }

    static Stream<Arguments> flaws() {
        return Stream.of(
                Arguments.of("request id of 1 to 128", (Consumer<ExecutionRequest>) r -> r.setRequestId("")),
                Arguments.of(
                        "request id of 1 to 128", (Consumer<ExecutionRequest>) r -> r.setRequestId("x".repeat(129))),
                Arguments.of("at least 1 ms", (Consumer<ExecutionRequest>) r -> r.setDurationMillis(0)),
                Arguments.of("at least 1 ms", (Consumer<ExecutionRequest>) r -> r.setDurationMillis(Long.MIN_VALUE)),
                Arguments.of(
                        "before the year 10000", (Consumer<ExecutionRequest>) r -> r.setDurationMillis(Long.MAX_VALUE)),
                Arguments.of("grants nothing", (Consumer<ExecutionRequest>) r -> r.setScope(List.of())),
                Arguments.of("without blanks", (Consumer<ExecutionRequest>)
                        r -> r.setScope(List.of(TestGrants.rule("http.get https://x/", "y", null)))),
                Arguments.of("to name an agent", (Consumer<ExecutionRequest>) r -> r.setAgent(" ")),
                Arguments.of("heartbeat interval", (Consumer<ExecutionRequest>) r -> r.setHeartbeatIntervalMillis(1)),
                Arguments.of("delegation depth", (Consumer<ExecutionRequest>) r -> r.setDelegationDepth(-1)),
                Arguments.of("heartbeat modes", (Consumer<ExecutionRequest>) r -> r.setHeartbeatModes(List.of())),
                Arguments.of("to be 0 or more", (Consumer<ExecutionRequest>) r -> r.setBudgets(Map.of("x", -1L))),
                Arguments.of("of at most 2048 characters", (Consumer<ExecutionRequest>)
                        r -> r.setMetadata(Map.of("x", "y".repeat(2_049)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("flaws")
    void shouldNotAdmitWhatMakesNoSense(String detail, Consumer<ExecutionRequest> change) {
        Ruling ruling = judge(change);

        assertDenied(ruling, "REQUEST_INVALID");
        assertThat(((Ruling.Denied) ruling).findings().get(0).message()).contains(detail);
    }

    @Test
    void shouldWriteFactsDownByTheOrderOfTheirNames() {
        AdmissionFacts facts = TestRequests.facts(TestRequests.with(request -> {}));

        assertThat(FactSnapshot.of(facts))
                .extracting(value -> value.getName())
                .isEqualTo(FactSnapshot.propertyNames(AdmissionFacts.class))
                .isSorted();
        assertThat(FactSnapshot.textOf(facts, "scope")).isEqualTo("[http.get https://example.org/*]");
    }

    @Test
    void shouldTellWhatIsConfined() {
        AdmissionFacts facts = TestRequests.facts(TestRequests.with(request -> request.setScope(List.of(
                TestGrants.rule("http.get", "https://example.org/a/*", null),
                TestGrants.rule("file.*", "/tmp/*", null)))));

        assertThat(facts.confined("http.get", "https://example.org/*")).isTrue();
        assertThat(facts.confined("http.get", "https://example.org/b/*")).isFalse();
        assertThat(facts.confined("file.read", "/tmp/*")).isTrue();
        assertThat(facts.confined("file.read", "/tmp/a")).isFalse();
        assertThat(facts.confined("mail.send", "nowhere"))
                .as("nothing is asked for")
                .isTrue();
        assertThat(facts.actionsAmong("file.* http.get more")).isTrue();
        assertThat(facts.actionsAmong("file.read http.get"))
                .as("a pattern is no name")
                .isFalse();
    }
}
