package dev.holdfast.trust.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.AttestationOutcome;
import dev.holdfast.record.AttestationResult;
import dev.holdfast.record.Deadline;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.record.TpmBinding;
import dev.holdfast.trust.appraisal.Results;
import dev.holdfast.trust.execution.Timing;
import dev.holdfast.trust.testing.TestGrants;
import dev.holdfast.trust.testing.TestStates;
import dev.holdfast.trust.verdict.Check;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What attestations come to in facts, and when they have to be looked at again. */
class AttestedFactsTest {
    private static final long START = TestGrants.START;
    private static final long END = 253_402_300_799_999L;
    private static final Consumer<Grant> SVID = grant -> {
        grant.setSpiffeId("spiffe://example.org/fetcher");
        grant.setEvidenceMaxAgeMillis(Map.of("X509_SVID", 700L));
    };
    private static final Consumer<Grant> TPM =
            grant -> grant.setTpm(new TpmBinding(ByteBuffer.allocate(0), List.of(), List.of()));
    private static final Consumer<Grant> STATEMENT = grant -> {
        grant.setStatementKeys(Map.of("image", ByteBuffer.allocate(32)));
        grant.setReferenceValues(Map.of("image", List.of("1")));
    };

    @Test
    void shouldMissWhatWasNotPresented() {
        assertThat(facts(SVID)).satisfies(facts -> {
            assertThat(facts.identity()).isEqualTo(Check.UNKNOWN);
            assertThat(facts.environment()).isEqualTo(Check.VERIFIED);
            assertThat(facts.attestationsMissing()).containsExactly("SVID");
            assertThat(facts.attestationsStale()).isEmpty();
            assertThat(facts.attestationsFailed()).isEmpty();
        });
        assertThat(facts(TPM.andThen(STATEMENT))).satisfies(facts -> {
            assertThat(facts.identity()).isEqualTo(Check.VERIFIED);
            assertThat(facts.environment()).isEqualTo(Check.UNKNOWN);
            assertThat(facts.attestationsMissing()).containsExactly("STATEMENT image", "TPM_QUOTE");
        });
    }

    @Test
    void shouldKnowNothingMissingThatIsNotAskedFor() {
        assertThat(facts(grant -> {})).satisfies(facts -> {
            assertThat(facts.identity()).isEqualTo(Check.VERIFIED);
            assertThat(facts.environment()).isEqualTo(Check.VERIFIED);
            assertThat(facts.attestationsMissing()).isEmpty();
            assertThat(facts.attestationDetails()).isEmpty();
        });
    }

    @Test
    void shouldVerifyByEitherFormOfSvid() {
        for (AttestationKind kind : List.of(AttestationKind.X509_SVID, AttestationKind.JWT_SVID)) {
            assertThat(facts(SVID, verified(kind)).identity()).isEqualTo(Check.VERIFIED);
        }
    }

    @Test
    void shouldFailByEitherFormOfSvid() {
        var facts = facts(SVID, verified(AttestationKind.X509_SVID), failed(AttestationKind.JWT_SVID));

        assertThat(facts.identity()).isEqualTo(Check.FAILED);
        assertThat(facts.attestationsFailed()).containsExactly("JWT_SVID");
        assertThat(facts.attestationsMissing()).isEmpty();
        assertThat(facts.attestationDetails()).containsEntry("JWT_SVID", "detail of JWT_SVID");
    }

    @Test
    void shouldBeStaleFromTheInstantAfterTheGreatestAge() {
        AttestationResult svid = verified(AttestationKind.X509_SVID);

        assertThat(factsAt(START + 700, SVID, svid).identity()).isEqualTo(Check.VERIFIED);
        assertThat(factsAt(START + 701, SVID, svid)).satisfies(facts -> {
            assertThat(facts.identity()).isEqualTo(Check.UNKNOWN);
            assertThat(facts.attestationsStale()).containsExactly("X509_SVID");
            assertThat(facts.attestationsMissing()).isEmpty();
            assertThat(facts.attestationDetails())
                    .containsEntry("X509_SVID", "expected one of at most 700 ms, found one of 701 ms; attest again");
        });
    }

    @Test
    void shouldBeStaleWhenAnSvidRunsOut() {
        AttestationResult svid = verified(AttestationKind.X509_SVID);
        svid.setUntil(START + 300);

        assertThat(factsAt(START + 299, SVID, svid).identity()).isEqualTo(Check.VERIFIED);
        assertThat(factsAt(START + 301, SVID, svid).attestationDetails())
                .containsEntry("X509_SVID", "ran out 1 ms ago; attest again");
    }

    @Test
    void shouldHoldTheStatedValueAgainstTheReferenceValuesInsteadOfTheExecutorsOwn() {
        AttestationResult good = verified(AttestationKind.STATEMENT);
        good.setName("image");
        good.setValue("1");
        AttestationResult bad = verified(AttestationKind.STATEMENT);
        bad.setName("image");
        bad.setValue("2");

        assertThat(facts(STATEMENT, good)).satisfies(facts -> {
            assertThat(facts.environment()).isEqualTo(Check.VERIFIED);
            assertThat(facts.evidence()).containsEntry("image", "1");
        });
        assertThat(facts(STATEMENT, bad)).satisfies(facts -> {
            assertThat(facts.environment()).isEqualTo(Check.FAILED);
            assertThat(facts.environmentMismatches()).containsExactly("image");
        });
        ExecutionFacts claimed = read(START, STATEMENT, List.of(), state -> state.setEvidence(Map.of("image", "1")));
        assertThat(claimed.environment()).isEqualTo(Check.UNKNOWN);
        assertThat(claimed.evidence()).isEmpty();
        assertThat(claimed.environmentMissing()).containsExactly("image");
    }

    @Test
    void shouldBeEnvironmentEnoughToBeQuoted() {
        Consumer<Grant> bound = TPM.andThen(grant -> grant.setWaived(List.of()));

        assertThat(facts(bound, verified(AttestationKind.TPM_QUOTE)).environment())
                .isEqualTo(Check.VERIFIED);
        assertThat(facts(bound, failed(AttestationKind.TPM_QUOTE)).environment())
                .isEqualTo(Check.FAILED);
        assertThat(facts(grant -> grant.setWaived(List.of())).environment()).isEqualTo(Check.UNKNOWN);
    }

    @Test
    void shouldLookAgainWhenTheFirstOneEnds() {
        AttestationResult svid = verified(AttestationKind.X509_SVID);
        Grant grant = TestGrants.with(SVID);
        ExecutionState state = TestStates.beating(grant, it -> {
            it.setAttestations(List.of(svid));
            it.setEvaluatedAt(START);
        });

        assertThat(Timing.next(state, START)).isEqualTo(new Timing.Due(Deadline.EVIDENCE_END, START + 701));
        assertThat(Timing.stands(state, Deadline.EVIDENCE_END, START + 701)).isTrue();
        assertThat(Timing.stands(state, Deadline.EVIDENCE_END, START + 700)).isFalse();

        state.setEvaluatedAt(START + 701);
        assertThat(Timing.next(state, START + 701).kind()).isNotEqualTo(Deadline.EVIDENCE_END);
        assertThat(Timing.stands(state, Deadline.EVIDENCE_END, START + 701)).isFalse();
    }

    @Test
    void shouldHaveAnAgeForEveryKind() {
        Grant grant = TestGrants.sound();

        assertThat(Results.greatestAgeMillis(grant, AttestationKind.X509_SVID)).isEqualTo(300_000);
        assertThat(Results.greatestAgeMillis(grant, AttestationKind.TPM_QUOTE)).isEqualTo(300_000);
        assertThat(Results.greatestAgeMillis(grant, AttestationKind.STATEMENT)).isEqualTo(300_000);
        assertThat(Results.greatestAgeMillis(grant, AttestationKind.JWT_SVID)).isEqualTo(3_600_000);
    }

    private static ExecutionFacts facts(Consumer<Grant> change, AttestationResult... results) {
        return factsAt(START, change, results);
    }

    private static ExecutionFacts factsAt(long now, Consumer<Grant> change, AttestationResult... results) {
        return read(now, change, List.of(results), state -> {});
    }

    private static ExecutionFacts read(
            long now, Consumer<Grant> change, List<AttestationResult> results, Consumer<ExecutionState> more) {
        ExecutionState state = TestStates.beating(TestGrants.with(change), it -> {
            it.setAttestations(new ArrayList<>(results));
            it.setEvaluatedAt(START);
        });
        more.accept(state);
        return FactReader.read(TestGrants.EXECUTION, state, now, "digest", Set.of(), Surroundings.ofRoot());
    }

    private static AttestationResult verified(AttestationKind kind) {
        return result(kind, AttestationOutcome.VERIFIED, END);
    }

    private static AttestationResult failed(AttestationKind kind) {
        return result(kind, AttestationOutcome.FAILED, 0);
    }

    private static AttestationResult result(AttestationKind kind, AttestationOutcome outcome, long until) {
        return AttestationResult.newBuilder()
                .setKind(kind)
                .setDigest(ByteBuffer.allocate(32))
                .setTakenInAt(START)
                .setUntil(until)
                .setOutcome(outcome)
                .setDetail("detail of " + kind)
                .build();
    }
}
