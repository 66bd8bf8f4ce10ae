package dev.holdfast.rules;

import static dev.holdfast.rules.Situation.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.AttestationOutcome;
import dev.holdfast.record.AttestationResult;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.Severity;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.verdict.Finding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BaselinePackTest {
    private static RulesEngine engine;

    @BeforeAll
    static void compile() throws CompiledRuleset.Broken {
        engine = CompiledRuleset.compile(Ruleset.baseline()).newEngine();
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    static Stream<Arguments> violations() {
        return Stream.of(
                Arguments.of(
                        "no grant for 5 s",
                        Situation.good().ungranted().state(s -> s.setFirstSeenAt(NOW - 5_000)),
                        List.of("HALT GRANT_MISSING")),
                Arguments.of(
                        "a grant that ends now",
                        Situation.good().grant(g -> g.setNotAfter(Instant.ofEpochMilli(NOW))),
                        List.of("HALT GRANT_EXPIRED")),
                Arguments.of(
                        "a grant that begins in a moment",
                        Situation.good().grant(g -> g.setNotBefore(Instant.ofEpochMilli(NOW + 1))),
                        List.of("PAUSE GRANT_NOT_YET_VALID")),
                Arguments.of(
                        "a grant for another ruleset",
                        Situation.good().grant(g -> g.setPolicyDigest("d2")),
                        List.of("PAUSE POLICY_MISMATCH")),
                Arguments.of(
                        "three heartbeats missed",
                        Situation.good().state(s -> s.setLastHeartbeatAt(NOW - 3_000)),
                        List.of("PAUSE HEARTBEATS_LATE")),
                Arguments.of(
                        "silence past the grace",
                        Situation.good().state(s -> {
                            s.setLastHeartbeatAt(NOW - 13_000);
                            s.setState(TrustState.PAUSED);
                            s.setSince(NOW - 10_000);
                        }),
                        List.of("HALT HEARTBEATS_SILENT", "HALT PAUSE_UNRESOLVED", "PAUSE HEARTBEATS_LATE")),
                Arguments.of("a gap", Situation.good().state(s -> s.setSequenceGap(1)), List.of("PAUSE SEQUENCE_GAP")),
                Arguments.of(
                        "a clock more than 5 minutes fast",
                        Situation.good().state(s -> s.setClockSkewMillis(300_001)),
                        List.of("PAUSE CLOCK_SKEW")),
                Arguments.of(
                        "a clock hours slow",
                        Situation.good().state(s -> s.setClockSkewMillis(-3 * 3_600_000)),
                        List.of("PAUSE CLOCK_SKEW")),
                Arguments.of(
                        "another executable",
                        Situation.good().state(s -> s.setEvidence(Map.of("executable.sha256", "bb"))),
                        List.of("HALT ENVIRONMENT_MISMATCH")),
                Arguments.of(
                        "no evidence",
                        Situation.good().state(s -> s.setEvidence(Map.of())),
                        List.of("PAUSE ENVIRONMENT_UNPROVEN")),
                Arguments.of(
                        "no SVID where one is asked for",
                        Situation.good().grant(g -> g.setSpiffeId("spiffe://example.org/worker")),
                        List.of("PAUSE ATTESTATION_MISSING")),
                Arguments.of(
                        "an SVID that does not hold",
                        Situation.good()
                                .grant(g -> g.setSpiffeId("spiffe://example.org/worker"))
                                .state(s -> s.setAttestations(List.of(svid(AttestationOutcome.FAILED, NOW)))),
                        List.of("HALT ATTESTATION_FAILED")),
                Arguments.of(
                        "an SVID proven too long ago",
                        Situation.good()
                                .grant(g -> g.setSpiffeId("spiffe://example.org/worker"))
                                .state(s ->
                                        s.setAttestations(List.of(svid(AttestationOutcome.VERIFIED, NOW - 300_001)))),
                        List.of("PAUSE EVIDENCE_STALE")),
                Arguments.of(
                        "an action outside the scope",
                        Situation.good().state(s -> {
                            s.setScopeViolationCount(1);
                            s.setScopeViolations(List.of("http.get https://elsewhere"));
                        }),
                        List.of("HALT SCOPE_EXCEEDED")),
                Arguments.of(
                        "a rate exceeded",
                        Situation.good().state(s -> s.setRatesExceeded(List.of("http.get https://example.org"))),
                        List.of("PAUSE RATE_EXCEEDED")),
                Arguments.of(
                        "one over budget",
                        Situation.good().state(s -> s.setCounters(Map.of("cpu.millis", 1_001L))),
                        List.of("PAUSE BUDGET_EXCEEDED")),
                Arguments.of(
                        "a budget that nobody counts",
                        Situation.good().state(s -> s.setCounters(Map.of())),
                        List.of("PAUSE BUDGET_UNREPORTED")));
    }

    private static AttestationResult svid(AttestationOutcome outcome, long takenInAt) {
        return AttestationResult.newBuilder()
                .setKind(AttestationKind.X509_SVID)
                .setDigest(ByteBuffer.allocate(32))
                .setTakenInAt(takenInAt)
                .setUntil(Long.MAX_VALUE)
                .setOutcome(outcome)
                .setDetail("a chain")
                .build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("violations")
    void shouldFind(String name, Situation situation, List<String> expected) {
        List<Finding> findings = engine.evaluate(situation.facts());

        assertThat(findings.stream().map(f -> f.severity() + " " + f.code())).containsExactlyElementsOf(expected);
    }

    static Stream<Arguments> goodNeighbours() {
        return Stream.of(
                Arguments.of("good order", Situation.good()),
                Arguments.of(
                        "no grant for a moment less than 5 s",
                        Situation.good().ungranted().state(s -> s.setFirstSeenAt(NOW - 4_999))),
                Arguments.of(
                        "a grant in its last millisecond",
                        Situation.good().grant(g -> g.setNotAfter(Instant.ofEpochMilli(NOW + 1)))),
                Arguments.of(
                        "a grant in its first millisecond",
                        Situation.good().grant(g -> g.setNotBefore(Instant.ofEpochMilli(NOW)))),
                Arguments.of(
                        "a grant for this ruleset", Situation.good().grant(g -> g.setPolicyDigest(Situation.DIGEST))),
                Arguments.of("two heartbeats missed", Situation.good().state(s -> s.setLastHeartbeatAt(NOW - 2_999))),
                Arguments.of(
                        "a clock exactly 5 minutes fast", Situation.good().state(s -> s.setClockSkewMillis(300_000))),
                Arguments.of(
                        "a clock exactly 5 minutes slow", Situation.good().state(s -> s.setClockSkewMillis(-300_000))),
                Arguments.of(
                        "a rule used as often as it allows in the minute that runs",
                        Situation.good()
                                .grant(g -> g.setScope(List.of(new ScopeRule("*", "*", null, 5L))))
                                .state(s -> {
                                    s.setScopeUse(List.of(5L));
                                    s.setScopeMinuteUse(List.of(5L));
                                    s.setScopeMinuteStart(List.of(NOW - 1_000));
                                })),
                Arguments.of(
                        "an SVID proven just not too long ago",
                        Situation.good()
                                .grant(g -> g.setSpiffeId("spiffe://example.org/worker"))
                                .state(s ->
                                        s.setAttestations(List.of(svid(AttestationOutcome.VERIFIED, NOW - 300_000))))),
                Arguments.of(
                        "exactly on budget", Situation.good().state(s -> s.setCounters(Map.of("cpu.millis", 1_000L)))),
                Arguments.of(
                        "paused for a moment less than the grace",
                        Situation.good().state(s -> {
                            s.setState(TrustState.PAUSED);
                            s.setSince(NOW - 9_999);
                        })));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goodNeighbours")
    void shouldNotFindAnythingIn(String name, Situation situation) {
        assertThat(engine.evaluate(situation.facts())).isEmpty();
    }

    @Test
    void shouldSayWhatAFindingRestsOn() {
        List<Finding> findings = engine.evaluate(
                Situation.good().state(s -> s.setLastHeartbeatAt(NOW - 3_500)).facts());

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.PAUSE);
            assertThat(finding.rule()).isEqualTo("heartbeats late");
            assertThat(finding.message()).isEqualTo("3 heartbeats in a row were missed, the last one came 3500 ms ago");
            assertThat(finding.facts())
                    .containsExactlyInAnyOrderEntriesOf(Map.of("missedHeartbeats", "3", "silenceMillis", "3500"));
        });
    }

    @Test
    void shouldListEveryFileOfThePacksThatAreAlwaysInForce() throws IOException {
        Path packs = Path.of("packs");
        try (Stream<Path> files = Files.walk(packs)) {
            assertThat(files.map(path -> packs.relativize(path).toString())
                            .filter(name -> name.endsWith(".drl"))
                            .filter(name -> name.startsWith("baseline/") || name.startsWith("admission/")))
                    .containsExactlyInAnyOrderElementsOf(Ruleset.BASELINE_FILES);
        }
    }
}
