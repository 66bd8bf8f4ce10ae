package dev.holdfast.trust.appraisal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.AttestationOutcome;
import dev.holdfast.record.AttestationResult;
import dev.holdfast.record.Grant;
import dev.holdfast.trust.evidence.Challenge;
import dev.holdfast.trust.evidence.StatementCheck;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.testing.TestEvidence;
import dev.holdfast.trust.testing.TestGrants;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AppraiserTest {
    private static final long START = TestGrants.START;
    private static final SigningKey WITNESS = TestGrants.key(9);
    private static final ByteBuffer WITNESS_KEY =
            ByteBuffer.wrap(WITNESS.verifyingKey().raw());
    private static final String ABOUT = "model.sha256";
    private static final Grant GRANT = TestGrants.with(grant -> {
        grant.setStatementKeys(Map.of(ABOUT, WITNESS_KEY, "a.first", WITNESS_KEY));
        grant.setEvidenceMaxAgeMillis(Map.of("STATEMENT", 20_000L));
    });

    private final Appraiser appraiser = new Appraiser(TestEvidence.CHALLENGE);

    @Test
    void shouldKeepWhatCameOfIt() {
        List<AttestationResult> results = take(List.of(), START, statement("cafe", START));

        assertThat(results).singleElement().satisfies(result -> {
            assertThat(result.getKind()).isEqualTo(AttestationKind.STATEMENT);
            assertThat(result.getName()).isEqualTo(ABOUT);
            assertThat(result.getOutcome()).isEqualTo(AttestationOutcome.VERIFIED);
            assertThat(result.getTakenInAt()).isEqualTo(START);
            assertThat(result.getUntil()).isEqualTo(253_402_300_799_999L);
            assertThat(result.getValue()).isEqualTo("cafe");
            assertThat(result.getDigest().remaining()).isEqualTo(32);
            assertThat(result.getDetail()).startsWith("key ");
        });
    }

    @Test
    void shouldKeepTheLastOfEachNameInOrder() {
        List<AttestationResult> results = take(List.of(), START, statement("one", START));
        results = take(results, START + 1, statement(WITNESS, "a.first", "x", START + 1));
        results = take(results, START + 2, statement("two", START + 2));

        assertThat(results).extracting(AttestationResult::getName).containsExactly("a.first", ABOUT);
        assertThat(results).extracting(AttestationResult::getValue).containsExactly("x", "two");
        assertThat(results).extracting(AttestationResult::getTakenInAt).containsExactly(START + 1, START + 2);
    }

    @Test
    void shouldLeaveAnAttestationThatIsPresentedAgainAsOldAsItIs() {
        Attestation statement = statement("cafe", START);
        List<AttestationResult> results = take(List.of(), START, statement);

        assertThat(take(results, START + 10_000, statement)).isEqualTo(results);
    }

    @Test
    void shouldLetAFailureReplaceWhatHeldAndNoStaleAnswerReplaceEither() {
        List<AttestationResult> held = take(List.of(), START, statement("cafe", START));
        Attestation stale = statement(WITNESS, ABOUT, "cafe", START - 10 * Challenge.WINDOW_MILLIS);
        Attestation forged = statement(TestGrants.key(10), ABOUT, "cafe", START + 1);

        assertThat(take(held, START + 1, stale)).isEqualTo(held);
        List<AttestationResult> failed = take(held, START + 1, forged);
        assertThat(failed).singleElement().satisfies(result -> {
            assertThat(result.getOutcome()).isEqualTo(AttestationOutcome.FAILED);
            assertThat(result.getValue()).isEmpty();
            assertThat(result.getUntil()).isZero();
        });
        assertThat(take(failed, START + 2, stale)).isEqualTo(failed);
        assertThat(take(failed, START + 2, statement("cafe", START + 2)).get(0).getOutcome())
                .isEqualTo(AttestationOutcome.VERIFIED);
    }

    @Test
    void shouldCallStaleWhatComesTooLate() {
        Attestation stale = statement(WITNESS, ABOUT, "cafe", START - 10 * Challenge.WINDOW_MILLIS);
        List<AttestationResult> old = take(List.of(), START, statement("cafe", START));

        assertThat(take(List.of(), START, stale).get(0).getOutcome()).isEqualTo(AttestationOutcome.STALE);
        assertThat(take(old, START + 20_001, stale).get(0).getOutcome())
                .as("what held is too old by now")
                .isEqualTo(AttestationOutcome.STALE);
    }

    @Test
    void shouldNotLookAtWhatTheGrantDoesNotAskFor() {
        Attestation unasked = statement(WITNESS, "other", "x", START);
        Attestation token = TestEvidence.attestation(
                AttestationKind.JWT_SVID, it -> it.setPayload(StandardCharsets.US_ASCII.encode("a.b.c")));
        Attestation quote = TestEvidence.attestation(AttestationKind.TPM_QUOTE, it -> {});
        Attestation unknown = TestEvidence.attestation(AttestationKind.OTHER, it -> {});

        assertThat(take(List.of(), START, unasked, token, quote, unknown)).isEmpty();
    }

    @Test
    void shouldNotKnowAnSvidWithoutItsBundle() {
        Grant grant = TestGrants.with(it -> it.setSpiffeId("spiffe://example.org/fetcher"));
        Attestation token = TestEvidence.attestation(
                AttestationKind.JWT_SVID, it -> it.setPayload(StandardCharsets.US_ASCII.encode("a.b.c")));

        List<AttestationResult> results =
                appraiser.appraise(grant, List.of(), List.of(token), domain -> Optional.empty(), START);

        assertThat(results.get(0).getOutcome()).isEqualTo(AttestationOutcome.UNKNOWN);
    }

    @Test
    void shouldCutALongDetail() {
        Attestation forged = statement("cafe", START);
        forged.setSignature(ByteBuffer.allocate(1_000));

        String detail = take(List.of(), START, forged).get(0).getDetail();

        assertThat(detail.length()).isLessThanOrEqualTo(Appraiser.DETAIL_CHARACTERS);
    }

    private List<AttestationResult> take(List<AttestationResult> before, long now, Attestation... presented) {
        return appraiser.appraise(GRANT, before, List.of(presented), domain -> Optional.empty(), now);
    }

    private static Attestation statement(String value, long at) {
        return statement(WITNESS, ABOUT, value, at);
    }

    private static Attestation statement(SigningKey signer, String about, String value, long at) {
        ByteBuffer payload = StandardCharsets.UTF_8.encode(value);
        ByteBuffer nonce = ByteBuffer.wrap(TestEvidence.CHALLENGE.at(at));
        var content = StatementCheck.content("prod", TestGrants.EXECUTION, about, payload, at, nonce);
        return TestEvidence.attestation(AttestationKind.STATEMENT, it -> {
            it.setName(about);
            it.setPayload(payload);
            it.setIssuedAt(Instant.ofEpochMilli(at));
            it.setNonce(nonce);
            it.setSignature(ByteBuffer.wrap(signer.sign(content).header()));
        });
    }
}
