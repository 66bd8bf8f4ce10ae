package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Admission;
import dev.holdfast.record.AdmissionOutcome;
import dev.holdfast.record.ExecutionRequest;
import dev.holdfast.record.Finding;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Role;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.topology.scenario.Acts;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.topology.scenario.Latest;
import dev.holdfast.topology.scenario.Requests;
import dev.holdfast.trust.authority.Subject;
import dev.holdfast.trust.intake.Limits;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What speaks against a request, and that the answer says all of it. */
class AdmissionDenialTest {
    private static final String ID = "order-17";

    private EvaluatorScenario scenario;
    private Requests requests;
    private Latest latest;

    @BeforeEach
    void start() {
        scenario = Requests.house();
        requests = Requests.in(scenario);
        latest = new Latest(scenario, ID);
    }

    @AfterEach
    void close() {
        scenario.close();
    }

    static Stream<Arguments> denials() {
        return Stream.of(
                changed("without a voucher", "IDENTITY_UNPROVEN", r -> r.setVouchers(List.of())),
                denied("vouched for by nobody", "IDENTITY_FAILED", (s, r) -> vouched(s, r, Keys.STRANGER, 60)),
                denied("vouched for a shorter time", "GRANT_OUTLASTS_IDENTITY", (s, r) -> vouched(s, r, Keys.CA, 599)),
                denied("vouched for too long ago", "IDENTITY_FAILED", (s, r) -> vouched(s, r, Keys.CA, 0)),
                changed("vouched for as another agent", "IDENTITY_FAILED", r -> r.setAgent("batch-8")),
                changed("vouched for in another tenant", "IDENTITY_FAILED", r -> r.setTenant("acme")),
                changed("vouched for in another region", "IDENTITY_FAILED", r -> r.setRegion("eu-1")),
                changed(
                        "vouched for by what is no signature",
                        "IDENTITY_FAILED",
                        r -> r.getVouchers().get(0).setSignature(ByteBuffer.wrap(new byte[3]))),
                changed(
                        "vouched for twice by one key",
                        "IDENTITY_FAILED",
                        r -> r.setVouchers(
                                List.of(r.getVouchers().get(0), r.getVouchers().get(0)))),
                denied("vouched for, and by nobody as well", "IDENTITY_FAILED", (s, r) -> {
                    var more = new ArrayList<>(r.getVouchers());
                    more.add(Requests.of(s).voucher(r, Keys.STRANGER, s.now().plusSeconds(60)));
                    r.setVouchers(more);
                }),
                changed("without evidence", "ENVIRONMENT_UNPROVEN", r -> r.setEvidence(Map.of())),
                changed("without a scope", "REQUEST_INVALID", r -> r.setScope(List.of())),
                changed("for no time", "REQUEST_INVALID", r -> r.setDurationMillis(0)),
                changed("without an id", "REQUEST_INVALID", r -> r.setRequestId("")),
                changed(
                        "with an action of two words",
                        "REQUEST_INVALID",
                        r -> r.setScope(List.of(new ScopeRule("http.get https://inside.example/", "x", null, null)))),
                changed(
                        "to be held to an SVID of no workload",
                        "REQUEST_INVALID",
                        r -> r.setSpiffeId("spiffe://Example.org")),
                changed(
                        "for evidence of no age",
                        "REQUEST_INVALID",
                        r -> r.setEvidenceMaxAgeMillis(Map.of("TPM_QUOTE", 0L))),
                changed("with a lease too short", "REQUEST_INVALID", r -> r.setLeaseMillis(1)),
                changed("for more than a day", "DURATION_EXCESSIVE", r -> r.setDurationMillis(86_400_001)),
                changed("to delegate too deep", "DELEGATION_EXCESSIVE", r -> r.setDelegationDepth(5)),
                changed("that no rule foresees", "ADMISSION_NOT_FORESEEN", r -> r.setDurationMillis(3_600_001)),
                changed("that a rule of the house denies", "BUDGET_NOT_ASKED_FOR", r -> r.setBudgets(Map.of())),
                denied(
                        "made long ago",
                        "REQUEST_STALE",
                        (s, r) -> r.setRequestedAt(s.now().minusSeconds(301))),
                denied(
                        "made in the future",
                        "REQUEST_STALE",
                        (s, r) -> r.setRequestedAt(s.now().plusSeconds(301))),
                denied(
                        "by an agent from which trust was withdrawn",
                        "REVOKED",
                        (s, r) -> s.revoke(Acts.revocation("r-1", SelectorKind.AGENT, "batch-7", s.now()))),
                denied(
                        "by a stolen key",
                        "REVOKED",
                        (s, r) -> s.revoke(Acts.revocation(
                                "r-1",
                                SelectorKind.EXECUTOR_KEY,
                                Keys.EXECUTOR.verifyingKey().id().toString(),
                                s.now()))),
                denied(
                        "with evidence that is not trusted any more",
                        "REVOKED",
                        (s, r) -> s.revoke(
                                Acts.revocation("r-1", SelectorKind.EVIDENCE, "executable.sha256=aa", s.now()))),
                denied(
                        "of an issuer that is not trusted any more",
                        "REVOKED",
                        (s, r) -> s.revoke(Acts.revocation(
                                "r-1",
                                SelectorKind.ISSUER,
                                Keys.EVALUATOR.verifyingKey().id().toString(),
                                s.now()))));
    }

    static Arguments denied(String name, String code, BiConsumer<EvaluatorScenario, ExecutionRequest.Builder> change) {
        return Arguments.of(name, code, change);
    }

    private static Arguments changed(String name, String code, Consumer<ExecutionRequest.Builder> change) {
        return denied(name, code, (scenario, request) -> change.accept(request));
    }

    private static void vouched(
            EvaluatorScenario scenario, ExecutionRequest.Builder request, SigningKey signer, long seconds) {
        request.setVouchers(List.of(
                Requests.of(scenario).voucher(request, signer, scenario.now().plusSeconds(seconds))));
    }

    @ParameterizedTest(name = "a request {0}: {1}")
    @MethodSource("denials")
    void shouldDeny(String name, String code, BiConsumer<EvaluatorScenario, ExecutionRequest.Builder> change) {
        requests.ask(ID, request -> change.accept(scenario, request));

        Admission admission = latest.admission();
        assertThat(admission.getOutcome()).isEqualTo(AdmissionOutcome.DENIED);
        assertThat(admission.getGrant()).isNull();
        assertThat(admission.getFindings()).extracting(Finding::getCode).containsExactly(code);
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.DENIED);
        assertThat(scenario.commands(ID)).isEmpty();
        assertThat(latest.status().getState()).isEqualTo(TrustState.DENIED);
        assertThat(latest.status().getFindings()).isEqualTo(admission.getFindings());
        LineageEntry entry = latest.entry();
        assertThat(entry.getAdmission()).isEqualTo(AdmissionOutcome.DENIED);
        assertThat(entry.getCommand()).isNull();
        assertThat(entry.getFindings()).isEqualTo(admission.getFindings());
        assertThat(scenario.deadLetters()).isEmpty();
        assertThat(scenario.leases(ID)).isEmpty();
    }

    @Test
    void shouldSayAllThatSpeaksAgainstARequest() {
        requests.ask(
                ID,
                request -> request.setVouchers(List.of()).setEvidence(Map.of()).setDurationMillis(86_400_001));

        assertThat(latest.admission().getFindings())
                .extracting(Finding::getCode)
                .containsExactly("DURATION_EXCESSIVE", "ENVIRONMENT_UNPROVEN", "IDENTITY_UNPROVEN");
    }

    @Test
    void shouldDenyWhatComesToAGrantThatNoEvaluatorTakes() {
        int room = Limits.VALUE_BYTES - requests.signed(ID, withNotes(0)).value().length;

        Input request = requests.signed(ID, withNotes(room));
        scenario.send(request);

        assertThat(request.value()).hasSize(Limits.VALUE_BYTES);
        assertThat(latest.admission().getFindings()).singleElement().satisfies(finding -> {
            assertThat(finding.getCode()).isEqualTo("REQUEST_INVALID");
            assertThat(finding.getMessage()).contains("expected a grant of at most 16379 bytes");
        });
        assertThat(latest.admission().getGrant()).isNull();
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.DENIED);
    }

    /** With metadata that fills a request but for some characters, which are added to the last text. */
    private static Consumer<ExecutionRequest.Builder> withNotes(int more) {
        return request -> {
            var notes = new TreeMap<String, String>();
            for (int i = 0; i < 9; i++) {
                notes.put("note-" + i, "x".repeat(i < 7 ? 2_000 : 500 + more * (i - 7)));
            }
            request.setMetadata(notes);
        };
    }

    @Test
    void shouldDenyUnderTheBaselineAlone() {
        try (var baseline = EvaluatorScenario.start()) {
            Requests.in(baseline).ask(ID);

            assertThat(new Latest(baseline, ID).admission().getFindings())
                    .extracting(Finding::getCode)
                    .containsExactly("ADMISSION_NOT_FORESEEN");
        }
    }

    @Test
    void shouldDenyWhatTheEvaluatorMayNotIssue() {
        try (var house = Requests.house()) {
            house.vouch(Acts.authority("executor-ca", Role.EXECUTOR_CA, Keys.CA));
            var admissions = Acts.authority("admissions", Role.GRANT_ISSUER, Keys.EVALUATOR);
            Requests.of(house).ask("order-1");
            admissions.setAgents(List.of("interactive-*"));
            house.vouch(admissions);
            Requests.of(house).ask("order-2");

            assertThat(new Latest(house, "order-1").admission().getFindings())
                    .extracting(Finding::getCode)
                    .containsExactly("AUTHORITY_UNKNOWN");
            assertThat(new Latest(house, "order-2").admission().getFindings())
                    .extracting(Finding::getCode)
                    .containsExactly("AUTHORITY_OUT_OF_SCOPE");
        }
    }

    @Test
    void shouldAskForAsManyVouchersAsTheAuthorityDoes() {
        var both = Acts.authority("executor-ca", Role.EXECUTOR_CA, Keys.CA, Keys.SECOND_CA);
        both.setVersion(2);
        both.setThreshold(2);
        scenario.vouch(both);

        requests.ask("order-1");
        requests.ask(
                "order-2",
                request -> request.setVouchers(List.of(
                        request.getVouchers().get(0),
                        requests.voucher(request, Keys.SECOND_CA, scenario.now().plusSeconds(600)))));

        assertThat(new Latest(scenario, "order-1").admission().getFindings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.getCode()).isEqualTo("IDENTITY_FAILED");
                    assertThat(finding.getMessage()).contains("TOO_FEW_SIGNATURES");
                });
        assertThat(new Latest(scenario, "order-2").admission().getOutcome()).isEqualTo(AdmissionOutcome.ADMITTED);
    }

    @Test
    void shouldNotLetAnAuthorityVouchBeyondItsScope() {
        var narrow = Acts.authority("executor-ca", Role.EXECUTOR_CA, Keys.CA);
        narrow.setVersion(2);
        narrow.setAgents(List.of("interactive-*"));
        scenario.vouch(narrow);

        requests.ask(ID);

        assertThat(latest.admission().getFindings()).singleElement().satisfies(finding -> {
            assertThat(finding.getCode()).isEqualTo("IDENTITY_FAILED");
            assertThat(finding.getMessage()).contains("OUT_OF_SCOPE");
        });
    }

    @Test
    void shouldTakeAVoucherForASubjectThatTheRequestNames() {
        requests.ask(
                ID,
                request -> request.setTenant("acme")
                        .setRegion("eu-1")
                        .setVouchers(List.of(requests.voucher(
                                request,
                                new Subject("batch-7", "acme", "eu-1"),
                                Keys.CA,
                                scenario.now().plusSeconds(600)))));

        assertThat(latest.admission().getOutcome()).isEqualTo(AdmissionOutcome.ADMITTED);
    }

    @Test
    void shouldNotAdmitWhatAnOperatorHasHalted() {
        scenario.executor(ID).beat();
        scenario.order(Acts.order("o-1", OrderAction.HALT, SelectorKind.EXECUTION, ID, scenario.now()));

        requests.ask(ID);

        assertThat(latest.admission().getFindings())
                .extracting(Finding::getCode)
                .containsExactly("OPERATOR_HALT");
    }

    @Test
    void shouldForgetWhatWasDeniedLikeEverythingElse() {
        requests.ask(ID, request -> request.setVouchers(List.of()));

        scenario.advance(Duration.ofSeconds(61));

        assertThat(scenario.standing(ID)).isNull();
    }
}
