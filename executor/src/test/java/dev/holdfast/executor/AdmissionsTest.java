package dev.holdfast.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.record.Admission;
import dev.holdfast.record.AdmissionOutcome;
import dev.holdfast.record.Coordinates;
import dev.holdfast.record.ExecutionRequest;
import dev.holdfast.record.Finding;
import dev.holdfast.record.Grant;
import dev.holdfast.record.IssuedGrant;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.Severity;
import dev.holdfast.trust.admission.Issuance;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.signature.Digest;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class AdmissionsTest {
    private static final SigningKey EVALUATOR = SigningKey.generate(new SecureRandom());
    private static final SigningKey EXECUTOR = SigningKey.generate(new SecureRandom());
    private static final byte[] DIGEST = new byte[32];

    private static ExecutionRequest request() {
        return ExecutionRequest.newBuilder()
                .setRequestId("request-1")
                .setExecutionId("order-17")
                .setAgent("fetcher")
                .setInitiator("alice")
                .setExecutorKey(ByteBuffer.wrap(EXECUTOR.verifyingKey().raw()))
                .setScope(List.of(new ScopeRule("http.get", "https://example.org/*", 3L, null)))
                .setBudgets(Map.of("tokens", 10L, "cpu.millis", 20L))
                .setDurationMillis(60_000)
                .setEvidence(Map.of("executable.sha256", "aa"))
                .setRequestedAt(Instant.ofEpochMilli(1))
                .build();
    }

    private static Admission admission(SigningKey signer, String trustDomain, Consumer<Grant> change) throws Exception {
        Grant terms = Issuance.terms(request(), DIGEST, 1_000_000, "ruleset");
        change.accept(terms);
        SignedGrant signed = SignedGrant.issue(terms, signer, trustDomain);
        return admission(
                AdmissionOutcome.ADMITTED,
                new IssuedGrant(
                        signed.fingerprint(),
                        ByteBuffer.wrap(signed.body()),
                        ByteBuffer.wrap(signed.signature().header())));
    }

    private static Admission admission(AdmissionOutcome outcome, IssuedGrant grant) {
        return new Admission(
                outcome,
                "request-1",
                ByteBuffer.wrap(DIGEST),
                List.of(),
                List.of(),
                "ruleset",
                Instant.ofEpochMilli(1_000_000),
                new Coordinates("requests", 0, 0L),
                grant);
    }

    private static Answer read(Admission admission) throws GuardUnavailable {
        var evaluator = EVALUATOR.verifyingKey();
        return Admissions.read(
                "test", Map.of(evaluator.id(), evaluator), request(), ByteBuffer.wrap(DIGEST), admission);
    }

    @Test
    void shouldTakeTheGrantThatWasAskedFor() throws Exception {
        Answer answer = read(admission(EVALUATOR, "test", grant -> {}));

        assertThat(answer).isInstanceOfSatisfying(Answer.Admitted.class, admitted -> {
            assertThat(admitted.grant().grant().getExecutionId()).isEqualTo("order-17");
            assertThat(admitted.grant().grant().getNotAfter()).isEqualTo(Instant.ofEpochMilli(1_060_000));
            assertThat(admitted.grant().grant().getPolicyDigest()).isEqualTo("ruleset");
        });
    }

    @Test
    void shouldTellWhyItWasDenied() throws Exception {
        Admission denial = admission(AdmissionOutcome.DENIED, null);
        denial.setFindings(List.of(new Finding("NO", Severity.HALT, "no", "rule", Map.of())));

        assertThat(read(denial)).isEqualTo(new Answer.Denied(denial.getFindings()));
    }

    private static Admission othersAnswer(AdmissionOutcome outcome) throws Exception {
        Admission others = outcome == AdmissionOutcome.ADMITTED
                ? admission(EVALUATOR, "test", grant -> {})
                : admission(outcome, null);
        others.setRequestDigest(ByteBuffer.wrap(Digest.sha256(new byte[] {1})));
        return others;
    }

    @ParameterizedTest
    @EnumSource(AdmissionOutcome.class)
    void shouldIgnoreTheAnswerToAnothersRequestOfTheSameName(AdmissionOutcome outcome) throws Exception {
        var answer = new CompletableFuture<Admission>();
        var ignored = new ArrayList<String>();
        Admission others = othersAnswer(outcome);
        Admission own = admission(AdmissionOutcome.DENIED, null);

        Admissions.hear(ByteBuffer.wrap(DIGEST), others, answer, ignored::add);
        assertThat(answer).isNotDone();
        Admissions.hear(ByteBuffer.wrap(DIGEST), own, answer, ignored::add);

        assertThat(answer).isCompletedWithValue(own);
        assertThat(others.getRequestId()).isEqualTo(own.getRequestId());
        assertThat(ignored).containsExactly("it answers another request for this execution, `request-1`");
    }

    @ParameterizedTest
    @EnumSource(AdmissionOutcome.class)
    void shouldNotReadTheAnswerToAnothersRequest(AdmissionOutcome outcome) throws Exception {
        Admission others = othersAnswer(outcome);

        assertThatExceptionOfType(GuardUnavailable.class)
                .isThrownBy(() -> read(others))
                .withMessageContaining("to another request");
    }

    @Test
    void shouldNotTakeTheGrantOfADenial() throws Exception {
        Admission denial = admission(EVALUATOR, "test", grant -> {});
        denial.setOutcome(AdmissionOutcome.DENIED);

        assertThat(read(denial)).isInstanceOf(Answer.Denied.class);
    }

    private static Arguments changed(String name, Consumer<Grant> change) {
        return Arguments.of(name, change);
    }

    static Stream<Arguments> others() {
        return Stream.of(
                changed("another execution", grant -> grant.setExecutionId("order-18")),
                changed("another agent", grant -> grant.setAgent("other")),
                changed(
                        "another key",
                        grant -> grant.setExecutorKey(
                                ByteBuffer.wrap(EVALUATOR.verifyingKey().raw()))),
                changed(
                        "a narrower scope",
                        grant -> grant.setScope(List.of(new ScopeRule("http.get", "https://example.org/*", 2L, null)))),
                changed("a smaller budget", grant -> grant.setBudgets(Map.of("tokens", 1L, "cpu.millis", 20L))),
                changed(
                        "another program",
                        grant -> grant.setReferenceValues(Map.of("executable.sha256", List.of("aa", "bb")))),
                changed("a longer time", grant -> grant.setNotAfter(Instant.ofEpochMilli(1_060_001))),
                changed("another request", grant -> grant.setGrantId("00")),
                changed("a longer lease", grant -> grant.setLeaseMillis(20_000)));
    }

    @ParameterizedTest(name = "a grant for {0}")
    @MethodSource("others")
    void shouldRefuse(String name, Consumer<Grant> change) {
        assertThatExceptionOfType(GuardUnavailable.class)
                .isThrownBy(() -> read(admission(EVALUATOR, "test", change)))
                .withMessageContaining("is not what was asked for");
    }

    @Test
    void shouldRefuseAGrantThatNoBelievedEvaluatorSigned() {
        assertThatExceptionOfType(GuardUnavailable.class)
                .isThrownBy(() -> read(admission(EXECUTOR, "test", grant -> {})))
                .withMessageContaining("not signed by a believed evaluator");
        assertThatExceptionOfType(GuardUnavailable.class)
                .as("for another deployment")
                .isThrownBy(() -> read(admission(EVALUATOR, "other", grant -> {})))
                .withMessageContaining("not signed by a believed evaluator");
    }

    @Test
    void shouldRefuseAnAdmissionWithoutAGrant() {
        assertThatExceptionOfType(GuardUnavailable.class)
                .isThrownBy(() -> read(admission(AdmissionOutcome.ADMITTED, null)))
                .withMessageContaining("brings no grant");
        assertThatExceptionOfType(GuardUnavailable.class)
                .isThrownBy(() -> read(admission(
                        AdmissionOutcome.ADMITTED,
                        new IssuedGrant(1L, ByteBuffer.wrap(new byte[3]), ByteBuffer.wrap(new byte[3])))))
                .withMessageContaining("bears no signature");
    }

    @Test
    void shouldNotAskWithAnotherKey() {
        var config = new ExecutorConfig(Map.of(
                "bootstrap.servers", "unused.invalid:9092",
                "schema.registry.url", "http://unused.invalid",
                "trust.domain", "test"));
        var patience = new Admissions.Patience(Duration.ofMillis(1), Duration.ofMillis(1), event -> {});

        assertThatExceptionOfType(GuardUnavailable.class)
                .isThrownBy(() -> Admissions.ask(config, EVALUATOR, request(), patience))
                .withMessageContaining("the key is not the one that the request names");
    }
}
