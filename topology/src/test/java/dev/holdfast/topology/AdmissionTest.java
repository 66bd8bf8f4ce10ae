package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Admission;
import dev.holdfast.record.AdmissionOutcome;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.ExecutionRequest;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.FactValue;
import dev.holdfast.record.Finding;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Ground;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Role;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.Acts;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.topology.scenario.Output;
import dev.holdfast.topology.scenario.Requests;
import dev.holdfast.topology.scenario.Signing;
import dev.holdfast.topology.scenario.Spiffe;
import dev.holdfast.trust.authority.Subject;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.intake.Limits;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.RecordSignature;
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

class AdmissionTest {
    private static final String ID = "order-17";

    private EvaluatorScenario scenario;
    private Requests requests;

    @BeforeEach
    void start() {
        scenario = house();
        requests = Requests.in(scenario);
    }

    @AfterEach
    void close() {
        scenario.close();
    }

    private static EvaluatorScenario house() {
        return EvaluatorScenario.with().rules(Requests.houseRules()).start();
    }

    private Admission answer() {
        return last(scenario.admissions(ID));
    }

    private static SignedGrant grantOf(Admission admission) throws SignedGrant.InvalidGrant {
        var issued = admission.getGrant();
        var signature = (RecordSignature.Parsed.Signature) RecordSignature.parse(bytes(issued.getSignature()));
        return SignedGrant.read(
                Signing.TRUST_DOMAIN, issued.getFingerprint(), bytes(issued.getBody()), signature.value());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }

    @Test
    void shouldLeaseWhatWasAdmittedOnceItsGrantAndItsFirstHeartbeatAreThere() {
        requests.ask(ID);
        Admission admission = answer();
        assertThat(admission.getOutcome()).isEqualTo(AdmissionOutcome.ADMITTED);
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.PENDING);

        scenario.send(requests.grantOf(ID, admission));
        assertThat(scenario.leases(ID)).as("before the first heartbeat").isEmpty();
        scenario.executor(ID).beat();

        assertThat(scenario.leases(ID)).hasSize(1);
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.deadLetters()).isEmpty();
        assertThat(scenario.state(ID).getAdmission()).isNull();
    }

    @Test
    void shouldIssueTheGrantThatWasAskedForBoundToWhatWasMeasured() throws Exception {
        EvaluatorScenario.Outcome outcome = requests.ask(ID);

        Admission admission = answer();
        SignedGrant signed = grantOf(admission);
        Grant grant = signed.grant();
        assertThat(signed.verify(Keys.EVALUATOR.verifyingKey())).isInstanceOf(RecordSignature.Verification.Valid.class);
        assertThat(grant.getExecutionId()).isEqualTo(ID);
        assertThat(grant.getAgent()).isEqualTo("batch-7");
        assertThat(grant.getExecutorKey())
                .isEqualTo(ByteBuffer.wrap(Keys.EXECUTOR.verifyingKey().raw()));
        assertThat(grant.getReferenceValues()).isEqualTo(Map.of("executable.sha256", List.of("aa")));
        assertThat(grant.getWaived()).isEmpty();
        assertThat(grant.getPolicyDigest()).isEqualTo(Requests.houseRules().digest());
        assertThat(grant.getNotBefore()).isEqualTo(scenario.now()).isEqualTo(grant.getIssuedAt());
        assertThat(grant.getNotAfter()).isEqualTo(scenario.now().plus(Duration.ofMinutes(10)));
        assertThat(grant.getScope()).isEqualTo(requests.request(ID).getScope());
        assertThat(admission.getRequestId()).isEqualTo("request-of-" + ID);
        assertThat(admission.getGrounds()).extracting(Ground::getCode).containsExactly("HOUSE_BATCH");
        assertThat(admission.getFindings()).isEmpty();
        assertThat(admission.getTrigger().getTopic()).isEqualTo("holdfast.requests");
        assertThat(admission.getTrigger().getOffset()).isEqualTo(outcome.offset());
        assertThat(outcome.on(Topic.GRANTS))
                .as("an input, which only executors write")
                .isEmpty();
        assertThat(scenario.leases(ID)).isEmpty();
        assertThat(scenario.commands(ID)).isEmpty();
    }

    @Test
    void shouldHoldAnExecutionToTheAttestationsThatItAskedFor() throws Exception {
        var spiffe = new Spiffe();
        scenario.vouch(spiffe.authority("workloads"));
        requests.ask(
                ID, request -> request.setSpiffeId(Spiffe.ID).setEvidenceMaxAgeMillis(Map.of("X509_SVID", 60_000L)));

        Grant grant = grantOf(answer()).grant();
        assertThat(grant.getSpiffeId()).isEqualTo(Spiffe.ID);
        assertThat(grant.getEvidenceMaxAgeMillis()).isEqualTo(Map.of("X509_SVID", 60_000L));
        assertThat(last(scenario.lineage(ID)).getFacts())
                .contains(new FactValue("attestations", List.of("SVID")), new FactValue("spiffeId", Spiffe.ID));
        scenario.send(requests.grantOf(ID, answer()));
        scenario.executor(ID).beat();
        assertThat(scenario.leases(ID)).as("without an SVID").isEmpty();
        assertThat(last(scenario.lineage(ID)).getFindings())
                .extracting(Finding::getCode)
                .containsExactly("ATTESTATION_MISSING");
    }

    @Test
    void shouldLeaseOnceWhatWasAskedForIsAttested() {
        var spiffe = new Spiffe();
        scenario.vouch(spiffe.authority("workloads"));
        requests.ask(ID, request -> request.setSpiffeId(Spiffe.ID));
        scenario.send(requests.grantOf(ID, answer()));

        scenario.executor(ID)
                .beat(beat -> beat.setAttestations(
                        List.of(spiffe.jwt(Signing.TRUST_DOMAIN, scenario.now().plusSeconds(60)))));

        assertThat(scenario.leases(ID)).hasSize(1);
    }

    @Test
    void shouldLeaveALineageEntryAndARowOfWhatWasAdmitted() {
        requests.ask(ID);

        LineageEntry entry = last(scenario.lineage(ID));
        assertThat(entry.getTriggerKind()).isEqualTo(TriggerKind.REQUEST);
        assertThat(entry.getAdmission()).isEqualTo(AdmissionOutcome.ADMITTED);
        assertThat(entry.getFrom()).isEqualTo(TrustState.PENDING);
        assertThat(entry.getTo()).isEqualTo(TrustState.PENDING);
        assertThat(entry.getFacts()).extracting(FactValue::getName).isSorted().contains("agent", "identity", "scope");
        assertThat(last(scenario.statuses(ID)))
                .extracting(ExecutionStatus::getState)
                .isEqualTo(TrustState.PENDING);
    }

    static Arguments denied(String name, String code, BiConsumer<EvaluatorScenario, ExecutionRequest.Builder> change) {
        return Arguments.of(name, code, change);
    }

    private static Arguments changed(String name, String code, Consumer<ExecutionRequest.Builder> change) {
        return denied(name, code, (scenario, request) -> change.accept(request));
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

    private static void vouched(
            EvaluatorScenario scenario,
            ExecutionRequest.Builder request,
            dev.holdfast.trust.signature.SigningKey signer,
            long seconds) {
        request.setVouchers(List.of(
                Requests.of(scenario).voucher(request, signer, scenario.now().plusSeconds(seconds))));
    }

    @ParameterizedTest(name = "a request {0}: {1}")
    @MethodSource("denials")
    void shouldDeny(String name, String code, BiConsumer<EvaluatorScenario, ExecutionRequest.Builder> change) {
        requests.ask(ID, request -> change.accept(scenario, request));

        Admission admission = answer();
        assertThat(admission.getOutcome()).isEqualTo(AdmissionOutcome.DENIED);
        assertThat(admission.getGrant()).isNull();
        assertThat(admission.getFindings()).extracting(Finding::getCode).containsExactly(code);
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.DENIED);
        assertThat(scenario.commands(ID)).isEmpty();
        assertThat(last(scenario.statuses(ID)).getState()).isEqualTo(TrustState.DENIED);
        assertThat(last(scenario.statuses(ID)).getFindings()).isEqualTo(admission.getFindings());
        LineageEntry entry = last(scenario.lineage(ID));
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

        assertThat(answer().getFindings())
                .extracting(Finding::getCode)
                .containsExactly("DURATION_EXCESSIVE", "ENVIRONMENT_UNPROVEN", "IDENTITY_UNPROVEN");
    }

    @Test
    void shouldDenyWhatComesToAGrantThatNoEvaluatorTakes() {
        int room = Limits.VALUE_BYTES - requests.signed(ID, withNotes(0)).value().length;

        Input request = requests.signed(ID, withNotes(room));
        scenario.send(request);

        assertThat(request.value()).hasSize(Limits.VALUE_BYTES);
        assertThat(answer().getFindings()).singleElement().satisfies(finding -> {
            assertThat(finding.getCode()).isEqualTo("REQUEST_INVALID");
            assertThat(finding.getMessage()).contains("expected a grant of at most 16379 bytes");
        });
        assertThat(answer().getGrant()).isNull();
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

            assertThat(last(baseline.admissions(ID)).getFindings())
                    .extracting(Finding::getCode)
                    .containsExactly("ADMISSION_NOT_FORESEEN");
        }
    }

    @Test
    void shouldDenyWhatTheEvaluatorMayNotIssue() {
        try (var house = house()) {
            house.vouch(Acts.authority("executor-ca", Role.EXECUTOR_CA, Keys.CA));
            var admissions = Acts.authority("admissions", Role.GRANT_ISSUER, Keys.EVALUATOR);
            Requests.of(house).ask("order-1");
            admissions.setAgents(List.of("interactive-*"));
            house.vouch(admissions);
            Requests.of(house).ask("order-2");

            assertThat(last(house.admissions("order-1")).getFindings())
                    .extracting(Finding::getCode)
                    .containsExactly("AUTHORITY_UNKNOWN");
            assertThat(last(house.admissions("order-2")).getFindings())
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

        assertThat(last(scenario.admissions("order-1")).getFindings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.getCode()).isEqualTo("IDENTITY_FAILED");
                    assertThat(finding.getMessage()).contains("TOO_FEW_SIGNATURES");
                });
        assertThat(last(scenario.admissions("order-2")).getOutcome()).isEqualTo(AdmissionOutcome.ADMITTED);
    }

    @Test
    void shouldNotLetAnAuthorityVouchBeyondItsScope() {
        var narrow = Acts.authority("executor-ca", Role.EXECUTOR_CA, Keys.CA);
        narrow.setVersion(2);
        narrow.setAgents(List.of("interactive-*"));
        scenario.vouch(narrow);

        requests.ask(ID);

        assertThat(answer().getFindings()).singleElement().satisfies(finding -> {
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

        assertThat(answer().getOutcome()).isEqualTo(AdmissionOutcome.ADMITTED);
    }

    @Test
    void shouldSendTheSameAnswerAgainToTheSameRequest() {
        Input request = requests.signed(ID, any -> {});
        List<Output> first = scenario.send(request).on(Topic.ADMISSIONS);
        scenario.advance(Duration.ofSeconds(1));

        EvaluatorScenario.Outcome again = scenario.send(request);

        assertThat(again.outputs()).hasSize(1);
        assertThat(again.on(Topic.ADMISSIONS).get(0).value())
                .isEqualTo(first.get(0).value());
        assertThat(scenario.lineage(ID)).hasSize(1);
        assertThat(scenario.deadLetters()).isEmpty();
    }

    @Test
    void shouldSendTheSameAnswerAgainAfterARestart() {
        Input request = requests.signed(ID, any -> {});
        scenario.send(request);

        try (var restarted = EvaluatorScenario.with()
                .rules(Requests.houseRules())
                .stored(scenario.store())
                .startsAt(scenario.wallClock())
                .start()) {
            restarted.send(request);

            assertThat(restarted.admissions(ID)).isEqualTo(scenario.admissions(ID));
        }
    }

    @Test
    void shouldNotAdmitAnotherRequestForWhatWasAdmitted() {
        requests.ask(ID);

        requests.ask(ID, request -> request.setRequestId("another"));

        assertThat(scenario.admissions(ID)).hasSize(1);
        assertThat(scenario.deadLetters()).extracting(DeadLetter::getReason).containsExactly("REQUEST_CONFLICTING");
    }

    @Test
    void shouldNotAnswerRequestsForWhatIsGranted() {
        scenario.leased(ID);

        requests.ask(ID);

        assertThat(scenario.admissions(ID)).isEmpty();
        assertThat(scenario.deadLetters()).extracting(DeadLetter::getReason).containsExactly("REQUEST_CONFLICTING");
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldNotLetADeniedStrangerUseUpAnId() {
        requests.ask(ID, request -> request.setVouchers(List.of()).setRequestId("stranger"));

        requests.ask(ID);
        scenario.send(requests.grantOf(ID, answer()));
        scenario.executor(ID).beat(beat -> beat.setStanding(Standing.WAITING).setObeyedEpoch(0));

        assertThat(answer().getOutcome()).isEqualTo(AdmissionOutcome.ADMITTED);
        assertThat(scenario.leases(ID)).hasSize(1);
    }

    @Test
    void shouldNotDisturbAnExecutorWithAPreIssuedGrantByWhatWasDenied() {
        stranger("first");
        stranger("second");
        scenario.grant(ID);
        stranger("third");

        scenario.executor(ID).beat(beat -> beat.setStanding(Standing.WAITING).setObeyedEpoch(0));

        assertThat(scenario.admissions(ID))
                .extracting(Admission::getOutcome)
                .containsExactly(AdmissionOutcome.DENIED, AdmissionOutcome.DENIED);
        assertThat(scenario.commands(ID)).isEmpty();
        assertThat(scenario.leases(ID))
                .singleElement()
                .satisfies(lease -> assertThat(lease.getEpoch()).isZero());
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
        assertThat(last(scenario.statuses(ID)).getFindings()).isEmpty();
    }

    @Test
    void shouldNotChangeByWhatWasDeniedWhatOthersWaitFor() {
        scenario.executor(ID).beat();
        scenario.advance(Duration.ofSeconds(4));

        stranger("stranger");

        assertThat(answer().getOutcome()).isEqualTo(AdmissionOutcome.DENIED);
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.PENDING);
        assertThat(scenario.statuses(ID)).isEmpty();
        assertThat(last(scenario.lineage(ID)).getTo()).isEqualTo(TrustState.PENDING);
        scenario.advance(Duration.ofSeconds(2));
        assertThat(scenario.commands(ID))
                .as("the wait has not begun anew")
                .singleElement()
                .satisfies(command -> {
                    assertThat(command.getEpoch()).isOne();
                    assertThat(command.getFindings())
                            .extracting(Finding::getCode)
                            .containsExactly("GRANT_MISSING");
                });

        stranger("another");

        assertThat(last(scenario.statuses(ID)).getFindings())
                .extracting(Finding::getCode)
                .containsExactly("GRANT_MISSING");
        assertThat(scenario.commands(ID)).hasSize(1);
        assertThat(scenario.state(ID).getEpoch()).isOne();
    }

    @Test
    void shouldTellWhoWaitsForAGrantAfterADeniedRequestWhyNoneCame() {
        stranger("stranger");
        scenario.advance(Duration.ofSeconds(30));

        scenario.send(scenario.signedGrant(ID, Keys.STRANGER, grant -> {}));
        scenario.advance(Duration.ofSeconds(6));

        assertThat(last(scenario.commands(ID)).getFindings())
                .extracting(Finding::getCode)
                .containsExactly("GRANT_MISSING", "SIGNER_UNKNOWN");
    }

    @Test
    void shouldWaitForTheGrantOfAnExecutorThatBeatsAfterADeniedRequest() {
        stranger("stranger");
        scenario.advance(Duration.ofSeconds(30));

        scenario.executor(ID).beat();
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.PENDING);
        scenario.advance(Duration.ofSeconds(6));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.DENIED);
        assertThat(scenario.commands(ID)).extracting(ControlCommand::getAction).containsExactly(ControlAction.DENY);
    }

    private void stranger(String requestId) {
        requests.ask(ID, request -> request.setVouchers(List.of()).setRequestId(requestId));
    }

    @Test
    void shouldNotLetAStrangersHeartbeatUseUpAnId() {
        scenario.executor(ID).beat();
        scenario.advance(Duration.ofSeconds(4));

        requests.ask(ID);
        scenario.advance(Duration.ofSeconds(4));

        assertThat(answer().getOutcome()).isEqualTo(AdmissionOutcome.ADMITTED);
        assertThat(scenario.standing(ID)).as("the wait begins with the answer").isEqualTo(TrustState.PENDING);
    }

    @Test
    void shouldDenyWhatWasAdmittedWhenItsGrantDoesNotCome() {
        requests.ask(ID);

        scenario.advance(Duration.ofSeconds(6));

        assertThat(scenario.standing(ID)).isEqualTo(TrustState.DENIED);
        assertThat(last(scenario.commands(ID)).getFindings())
                .extracting(Finding::getCode)
                .containsExactly("GRANT_MISSING");
    }

    @Test
    void shouldForgetWhatWasDeniedLikeEverythingElse() {
        requests.ask(ID, request -> request.setVouchers(List.of()));

        scenario.advance(Duration.ofSeconds(61));

        assertThat(scenario.standing(ID)).isNull();
    }

    @Test
    void shouldJudgeAnIssuedGrantAsAnyOther() {
        requests.ask(ID);
        Input grant = requests.grantOf(ID, answer());
        scenario.revoke(Acts.revocation("r-1", SelectorKind.AGENT, "batch-7", scenario.now()));

        scenario.send(grant);
        scenario.executor(ID).beat();

        assertThat(scenario.leases(ID)).isEmpty();
        assertThat(last(scenario.commands(ID)).getAction()).isEqualTo(ControlAction.HALT);
    }

    @Test
    void shouldNotLeaseWhatRunsOtherwiseThanItWasAdmitted() {
        requests.ask(ID);
        scenario.send(requests.grantOf(ID, answer()));

        scenario.executor(ID).beat(beat -> beat.setEvidence(Map.of("executable.sha256", "bb")));

        assertThat(scenario.leases(ID)).isEmpty();
        assertThat(last(scenario.commands(ID)).getFindings())
                .extracting(Finding::getCode)
                .containsExactly("ENVIRONMENT_MISMATCH");
    }

    @Test
    void shouldNotAdmitWhatAnOperatorHasHalted() {
        scenario.executor(ID).beat();
        scenario.order(Acts.order("o-1", OrderAction.HALT, SelectorKind.EXECUTION, ID, scenario.now()));

        requests.ask(ID);

        assertThat(answer().getFindings()).extracting(Finding::getCode).containsExactly("OPERATOR_HALT");
    }

    @Test
    void shouldKeepHaltedWhatWasAdmittedForAsLongAsItsGrantCouldArrive() {
        requests.ask(ID);
        Input grant = requests.grantOf(ID, answer());
        scenario.order(Acts.order("o-1", OrderAction.HALT, SelectorKind.EXECUTION, ID, scenario.now()));
        scenario.advance(Duration.ofSeconds(70));

        scenario.send(grant);
        scenario.executor(ID).beat();

        assertThat(scenario.leases(ID)).isEmpty();
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.HALTED);
    }

    @Test
    void shouldWriteTheSameBytesForTheSameInputs() {
        requests.ask(ID, request -> request.setMetadata(Map.of("b", "2", "a", "1", "c", "3")));
        requests.ask("order-18", request -> request.setVouchers(List.of()));
        scenario.send(requests.grantOf(ID, answer()));
        scenario.executor(ID).beat();
        scenario.advance(Duration.ofSeconds(2));

        try (var replay = house()) {
            scenario.played().forEach(played -> replay.sendAt(played.input(), played.appendedAt()));

            assertThat(replay.outputs().stream().map(Output::image).toList())
                    .isEqualTo(scenario.outputs().stream().map(Output::image).toList());
        }
    }

    @Test
    void shouldNameTheEvaluatorAsTheIssuer() {
        requests.ask(ID);
        scenario.send(requests.grantOf(ID, answer()));

        assertThat(scenario.state(ID).getGrantSigners())
                .extracting(id -> KeyId.of(bytes(id)))
                .containsExactly(Keys.EVALUATOR.verifyingKey().id());
    }
}
