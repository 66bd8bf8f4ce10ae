package dev.holdfast.trust.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.record.Commitment;
import dev.holdfast.record.FactValue;
import dev.holdfast.record.Finding;
import dev.holdfast.record.Opening;
import dev.holdfast.record.Severity;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.facts.FactKind;
import dev.holdfast.trust.facts.FactSnapshot;
import dev.holdfast.trust.facts.MalformedFacts;
import dev.holdfast.trust.facts.SnapshotReader;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SealerTest {
    private static final FactValue TOKENS = new FactValue("counters", Map.of("tokens", 120L));
    private static final FactValue AGENT = new FactValue("agent", "fetcher");

    private final Sealer sealer = Sealer.derivedFrom(key(1));

    private static SigningKey key(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        return SigningKey.ofSeed(seed);
    }

    private static Commitment commitment(Sealer.Snapshot snapshot) {
        return (Commitment) snapshot.facts().get(1).getValue();
    }

    private Sealer.Snapshot seal(String executionId, long entry) {
        return sealer.seal(executionId, entry, List.of(AGENT, TOKENS), Set.of("counters"));
    }

    @Test
    void shouldSealWhatIsNamedAndNothingElse() {
        Sealer.Snapshot snapshot = seal("job-1", 1);

        assertThat(snapshot.facts()).hasSize(2);
        assertThat(snapshot.facts().get(0)).isEqualTo(AGENT);
        assertThat(snapshot.openings()).extracting(Opening::getFact).containsExactly(TOKENS);
        assertThat(SealedFact.open(snapshot.facts().get(1), snapshot.openings().get(0)))
                .contains(TOKENS);
        assertThat(SealedFindings.names(snapshot.facts())).containsExactly("counters");
    }

    @Test
    void shouldComeToTheSameBytesForTheSameEntryAndToOthersForAnyOther() {
        Commitment once = commitment(seal("job-1", 1));

        assertThat(commitment(seal("job-1", 1))).isEqualTo(once);
        assertThat(commitment(seal("job-1", 2))).isNotEqualTo(once);
        assertThat(commitment(seal("job-2", 1))).isNotEqualTo(once);
        assertThat(commitment(Sealer.derivedFrom(key(2)).seal("job-1", 1, List.of(AGENT, TOKENS), Set.of("counters"))))
                .isNotEqualTo(once);
    }

    @Test
    void shouldNotOpenWithAnythingElse() {
        Sealer.Snapshot snapshot = seal("job-1", 1);
        FactValue sealed = snapshot.facts().get(1);
        ByteBuffer salt = snapshot.openings().get(0).getSalt();

        assertThat(SealedFact.open(sealed, new Opening(salt, new FactValue("counters", Map.of("tokens", 121L)))))
                .isEmpty();
        assertThat(SealedFact.open(sealed, new Opening(salt, new FactValue("counter", Map.of("tokens", 120L)))))
                .isEmpty();
        assertThat(SealedFact.open(sealed, new Opening(ByteBuffer.allocate(32), TOKENS)))
                .isEmpty();
        assertThat(SealedFact.open(sealed, new Opening(ByteBuffer.allocate(0), TOKENS)))
                .isEmpty();
        assertThat(SealedFact.open(AGENT, new Opening(salt, AGENT))).isEmpty();
        assertThat(SealedFact.open(sealed, new Opening(salt, sealed))).isEmpty();
    }

    @Test
    void shouldCommitToWhatTheDocumentSays() {
        byte[] salt = HexFormat.of().parseHex("00".repeat(31) + "07");

        // hashlib.sha256(b''.join(struct.pack('>I', len(part)) + part for part in parts)) of
        // docs/lineage/proof-format.md
        assertThat(HexFormat.of().formatHex(SealedFact.commitment(salt, "counters", "{\"tokens\":120}")))
                .isEqualTo("7b14372dbe74cf598cc75f4bbd40a898e77b840d663385026cbb4a3e25767dd6");
    }

    @Test
    void shouldWriteOneTextForOneValue() {
        var backwards = new LinkedHashMap<String, Object>();
        backwards.put("b", "x\n\"\\\u0001é");
        backwards.put("a", Long.MAX_VALUE);

        assertThat(SealedFact.json(new FactValue("m", backwards)))
                .isEqualTo("{\"a\":9223372036854775807,\"b\":\"x\\n\\\"\\\\\\u0001é\"}");
        assertThat(SealedFact.json(new FactValue("l", List.of("a", "b")))).isEqualTo("[\"a\",\"b\"]");
        assertThat(SealedFact.json(new FactValue("n", null))).isEqualTo("null");
        assertThat(SealedFact.json(new FactValue("t", true))).isEqualTo("true");
    }

    @Test
    void shouldHideWhatAFindingQuotes() {
        var finding = new Finding(
                "OVER_BUDGET",
                Severity.PAUSE,
                "expected at most 100 tokens, found 120",
                "budget",
                Map.of("counters", "[tokens=120]", "agent", "fetcher"));

        assertThat(SealedFindings.of(List.of(finding), Set.of("counters")))
                .containsExactly(new Finding(
                        "OVER_BUDGET",
                        Severity.PAUSE,
                        "(sealed)",
                        "budget",
                        Map.of("counters", "(sealed)", "agent", "fetcher")));
        assertThat(SealedFindings.of(List.of(finding), Set.of("metadata"))).containsExactly(finding);
    }

    @Test
    void shouldNotJudgeByWhatIsSealed() {
        List<FactValue> facts =
                FactSnapshot.of(FactKind.of(ExecutionFacts.class).with(Map.of()));
        Sealer.Snapshot snapshot = sealer.seal("job-1", 1, facts, Set.of("metadata"));

        assertThatThrownBy(() -> SnapshotReader.read(ExecutionFacts.class, snapshot.facts()))
                .isInstanceOf(MalformedFacts.class)
                .hasMessage(
                        "expected property `metadata` of the facts to be shown, found it sealed; it takes its opening to judge by it");
    }

    @Test
    void shouldNotSealWhatADecisionIsBelievedBy() {
        for (String fact : List.of(
                "identity",
                "authorization",
                "policy",
                "environment",
                "lineage",
                "behaviour",
                "grantPresent",
                "agent")) {
            assertThat(Sealable.flaw(List.of(fact)))
                    .as(fact)
                    .hasValueSatisfying(flaw -> assertThat(flaw)
                            .isEqualTo("expected a fact that may be sealed, found `" + fact
                                    + "`, without which nobody could see what a decision rests on"));
        }
        assertThat(Sealable.flaw(List.of("counters", "metadat")))
                .isEqualTo(Optional.of(
                        "expected the name of a fact to be sealed, found `metadat`; docs/rules/facts.md lists them"));
        assertThat(Sealable.flaw(List.of("counters", "metadata"))).isEmpty();
    }
}
