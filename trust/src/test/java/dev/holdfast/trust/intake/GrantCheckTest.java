package dev.holdfast.trust.intake;

import static dev.holdfast.trust.testing.TestGrants.EXECUTION;
import static dev.holdfast.trust.testing.TestGrants.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.holdfast.record.Dimension;
import dev.holdfast.record.Grant;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.TpmBinding;
import dev.holdfast.trust.testing.TestGrants;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class GrantCheckTest {
    private static final String LONG = "x".repeat(2_049);

    static Stream<Arguments> neighbours() {
        return Stream.of(
                good("as it is", g -> {}),
                good(
                        "valid for one millisecond",
                        g -> g.setNotAfter(g.getNotBefore().plusMillis(1))),
                good("long over", g -> {
                    g.setNotBefore(Instant.ofEpochMilli(0));
                    g.setNotAfter(Instant.ofEpochMilli(1));
                }),
                good("shortest rhythm", g -> g.setHeartbeatIntervalMillis(100)),
                good("longest rhythm", g -> {
                    g.setHeartbeatIntervalMillis(60_000);
                    g.setLeaseMillis(180_000);
                }),
                good("lease of three intervals", g -> g.setLeaseMillis(3_000)),
                good("longest lease", g -> g.setLeaseMillis(3_600_000)),
                good("no grace", g -> g.setGraceMillis(0)),
                good("longest grace", g -> g.setGraceMillis(86_400_000)),
                good("nothing waived", g -> g.setWaived(List.of())),
                good("a rule for everything, once", g -> g.setScope(List.of(rule("*", "*", 1L)))),
                good("as many rules as allowed", g -> g.setScope(Collections.nCopies(256, rule("a", "b", null)))),
                good("as long a pattern as allowed", g -> g.setScope(List.of(rule("a".repeat(2_048), "*", null)))),
                good("a budget of nothing", g -> g.setBudgets(Map.of("connections", 0L))),
                good("as many budgets as allowed", g -> g.setBudgets(numbered(256, 1L))),
                good(
                        "as many accepted values as allowed",
                        g -> g.setReferenceValues(Map.of("image", Collections.nCopies(256, "sha256:00")))),
                good(
                        "valid until the end of the year 9999",
                        g -> g.setNotAfter(Instant.parse("9999-12-31T23:59:59.999Z"))),
                good("a SPIFFE id", g -> g.setSpiffeId("spiffe://example.org/fetcher")),
                good("a SPIFFE id and an audience", g -> {
                    g.setSpiffeId("spiffe://example.org/fetcher");
                    g.setJwtAudience("billing");
                }),
                good("a statement by some key, of some age", g -> {
                    g.setStatementKeys(Map.of("image", g.getExecutorKey()));
                    g.setEvidenceMaxAgeMillis(Map.of("STATEMENT", 1L));
                }),
                good("as long texts as allowed", g -> {
                    g.setAgent("x".repeat(2_048));
                    g.setMetadata(Map.of("x".repeat(2_048), "x".repeat(2_048)));
                }),
                good("sessions only", g -> g.setHeartbeatModes(List.of(HeartbeatMode.SESSION))),
                good(
                        "a mode to come beside one that is known",
                        g -> g.setHeartbeatModes(List.of(HeartbeatMode.SIGNED, HeartbeatMode.OTHER))),
                good("most signed sessions", g -> g.setSessionCheckpointEvery(2)),
                good("least signed sessions", g -> g.setSessionCheckpointEvery(1_024)),
                good("no initiator, no tenant", g -> {
                    g.setInitiator("");
                    g.setTenant("");
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("neighbours")
    void shouldPassASoundGrant(String name, Consumer<Grant> change) {
        assertThat(GrantCheck.check(EXECUTION, TestGrants.with(change))).isEmpty();
    }

    static Stream<Arguments> flaws() {
        return Stream.of(
                flaw(
                        "a SPIFFE trust domain's id",
                        g -> g.setSpiffeId("spiffe://example.org"),
                        "expected the SPIFFE id of a workload, such as `spiffe://example.org/fetcher`, found"
                                + " `spiffe://example.org`"),
                flaw(
                        "an audience of nobody's tokens",
                        g -> g.setJwtAudience("billing"),
                        "expected a SPIFFE id beside the audience of JWT-SVIDs, found none"),
                flaw(
                        "no audience",
                        g -> {
                            g.setSpiffeId("spiffe://example.org/fetcher");
                            g.setJwtAudience(" ");
                        },
                        "expected an audience of 1 to 2048 characters, found one of 1"),
                flaw(
                        "a TPM without a key",
                        g -> g.setTpm(new TpmBinding(ByteBuffer.allocate(2), List.of(0), List.of())),
                        "expected an attestation key of RSA with 2048 to 4096 bits or of P-256, as a SubjectPublicKeyInfo"
                                + " in DER, found 2 bytes that are none"),
                flaw(
                        "a statement key that is none",
                        g -> g.setStatementKeys(Map.of("image", ByteBuffer.allocate(2))),
                        "expected the key for statements about `image` to be a raw Ed25519 public key, found `0000`"),
                flaw(
                        "too many statement keys",
                        g -> g.setStatementKeys(numbered(9, g.getExecutorKey())),
                        "expected at most 8 statement keys, found 9"),
                flaw(
                        "an age of what nobody knows",
                        g -> g.setEvidenceMaxAgeMillis(Map.of("OTHER", 1L)),
                        "expected greatest ages of X509_SVID, JWT_SVID, TPM_QUOTE or STATEMENT, found `OTHER`"),
                flaw(
                        "of another execution",
                        g -> g.setExecutionId("order-18"),
                        "expected the record to be keyed by its execution `order-18`, found `order-17`"),
                flaw(
                        "of the execution above",
                        g -> g.setExecutionId("order-17/fetch"),
                        "expected the record to be keyed by its execution `order-17/fetch`, found `order-17`"),
                flaw(
                        "no scope",
                        g -> g.setScope(List.of()),
                        "the grant grants nothing: expected at least one rule in its scope"),
                flaw(
                        "valid for no time",
                        g -> g.setNotAfter(g.getNotBefore()),
                        "the grant grants nothing: expected not-before 2027-01-15T08:00:00Z to lie before not-after 2027-01-15T08:00:00Z"),
                flaw(
                        "ends before it begins",
                        g -> g.setNotAfter(g.getNotBefore().minusMillis(1)),
                        "the grant grants nothing: expected not-before 2027-01-15T08:00:00Z to lie before not-after 2027-01-15T07:59:59.999Z"),
                flaw(
                        "no heartbeat mode",
                        g -> g.setHeartbeatModes(List.of()),
                        "expected at least one of the heartbeat modes SIGNED and SESSION, found none that this version knows"),
                flaw(
                        "no heartbeat mode that is known",
                        g -> g.setHeartbeatModes(List.of(HeartbeatMode.OTHER)),
                        "expected at least one of the heartbeat modes SIGNED and SESSION, found none that this version knows"),
                flaw(
                        "too many heartbeat modes",
                        g -> g.setHeartbeatModes(Collections.nCopies(257, HeartbeatMode.SIGNED)),
                        "expected at most 256 entries in each list, found 257"),
                flaw(
                        "every heartbeat of a session signed",
                        g -> g.setSessionCheckpointEvery(1),
                        "expected 2 to 1024 heartbeats of a session to each signed one, found 1"),
                flaw(
                        "sessions signed too seldom",
                        g -> g.setSessionCheckpointEvery(1_025),
                        "expected 2 to 1024 heartbeats of a session to each signed one, found 1025"),
                flaw("no agent", g -> g.setAgent(""), "expected the grant to name an agent"),
                flaw("a blank agent", g -> g.setAgent(" \t"), "expected the grant to name an agent"),
                flaw(
                        "no executor key",
                        g -> g.setExecutorKey(ByteBuffer.allocate(0)),
                        "executor key: expected an Ed25519 public key of 32 bytes, found 0"),
                flaw(
                        "an executor key cut short",
                        g -> g.setExecutorKey(ByteBuffer.allocate(31)),
                        "executor key: expected an Ed25519 public key of 32 bytes, found 31"),
                flaw(
                        "an executor key under which anything verifies",
                        g -> g.setExecutorKey(ByteBuffer.allocate(32).put(0, (byte) 1)),
                        "executor key: expected an Ed25519 public key, found 32 bytes that are not a point of the curve"),
                flaw(
                        "rhythm too fast",
                        g -> g.setHeartbeatIntervalMillis(99),
                        "expected a heartbeat interval from 100 to 60000 ms, found 99"),
                flaw(
                        "no rhythm",
                        g -> g.setHeartbeatIntervalMillis(0),
                        "expected a heartbeat interval from 100 to 60000 ms, found 0"),
                flaw(
                        "rhythm too slow",
                        g -> g.setHeartbeatIntervalMillis(60_001),
                        "expected a heartbeat interval from 100 to 60000 ms, found 60001"),
                flaw(
                        "lease shorter than two intervals",
                        g -> g.setLeaseMillis(2_999),
                        "expected a lease of at least 3 heartbeat intervals (3000 ms) and at most 3600000 ms, found 2999"),
                flaw(
                        "lease too long",
                        g -> g.setLeaseMillis(3_600_001),
                        "expected a lease of at least 3 heartbeat intervals (3000 ms) and at most 3600000 ms, found 3600001"),
                flaw("negative grace", g -> g.setGraceMillis(-1), "expected a grace from 0 to 86400000 ms, found -1"),
                flaw(
                        "grace too long",
                        g -> g.setGraceMillis(86_400_001),
                        "expected a grace from 0 to 86400000 ms, found 86400001"),
                flaw(
                        "identity waived",
                        g -> g.setWaived(List.of(Dimension.ENVIRONMENT, Dimension.IDENTITY)),
                        "expected no dimension but ENVIRONMENT to be waived, found IDENTITY"),
                flaw("a long grant id", g -> g.setGrantId(LONG), "expected texts of at most 2048 characters"),
                flaw("a long agent", g -> g.setAgent(LONG), "expected texts of at most 2048 characters"),
                flaw("a long initiator", g -> g.setInitiator(LONG), "expected texts of at most 2048 characters"),
                flaw("a long tenant", g -> g.setTenant(LONG), "expected texts of at most 2048 characters"),
                flaw("a long policy digest", g -> g.setPolicyDigest(LONG), "expected texts of at most 2048 characters"),
                flaw(
                        "a long budget's name",
                        g -> g.setBudgets(Map.of(LONG, 1L)),
                        "expected texts of at most 2048 characters"),
                flaw(
                        "a long evidence's name",
                        g -> g.setReferenceValues(Map.of(LONG, List.of("x"))),
                        "expected texts of at most 2048 characters"),
                flaw(
                        "a long accepted value",
                        g -> g.setReferenceValues(Map.of("image", List.of(LONG))),
                        "expected texts of at most 2048 characters"),
                flaw(
                        "a long name in the metadata",
                        g -> g.setMetadata(Map.of(LONG, "x")),
                        "expected texts of at most 2048 characters"),
                flaw(
                        "a long value in the metadata",
                        g -> g.setMetadata(Map.of("x", LONG)),
                        "expected texts of at most 2048 characters"),
                flaw(
                        "valid from before there was time",
                        g -> g.setNotBefore(Instant.ofEpochMilli(-1)),
                        "expected not-before and not-after from the year 1970 to 9999, found 1969-12-31T23:59:59.999Z and 2027-01-15T09:00:00Z"),
                flaw(
                        "valid for ever",
                        g -> g.setNotAfter(Instant.ofEpochMilli(253_402_300_800_000L)),
                        "expected not-before and not-after from the year 1970 to 9999, found 2027-01-15T08:00:00Z and +10000-01-01T00:00:00Z"),
                flaw(
                        "valid as long as can be counted",
                        g -> g.setNotAfter(Instant.ofEpochMilli(Long.MAX_VALUE)),
                        "expected not-before and not-after from the year 1970 to 9999, found 2027-01-15T08:00:00Z and +292278994-08-17T07:12:55.807Z"),
                flaw(
                        "too many rules",
                        g -> g.setScope(Collections.nCopies(257, rule("a", "b", null))),
                        "expected at most 256 entries in each list, found 257"),
                flaw(
                        "too many budgets",
                        g -> g.setBudgets(numbered(257, 1L)),
                        "expected at most 256 entries in each list, found 257"),
                flaw(
                        "too many reference values",
                        g -> g.setReferenceValues(numbered(257, List.of("x"))),
                        "expected at most 256 entries in each list, found 257"),
                flaw(
                        "too much metadata",
                        g -> g.setMetadata(numbered(257, "x")),
                        "expected at most 256 entries in each list, found 257"),
                flaw(
                        "a rule without action",
                        g -> g.setScope(List.of(rule("", "*", null))),
                        "expected every rule of the scope to name an action and a resource; `*` stands for all"),
                flaw(
                        "a rule without resource",
                        g -> g.setScope(List.of(rule("*", "", null))),
                        "expected every rule of the scope to name an action and a resource; `*` stands for all"),
                flaw(
                        "an action's pattern too long",
                        g -> g.setScope(List.of(rule("a".repeat(2_049), "*", null))),
                        "expected patterns of at most 2048 characters in the scope"),
                flaw(
                        "a resource's pattern too long",
                        g -> g.setScope(List.of(rule("*", "a".repeat(2_049), null))),
                        "expected patterns of at most 2048 characters in the scope"),
                flaw(
                        "a count of nothing",
                        g -> g.setScope(List.of(rule("http.get", "*", 0L))),
                        "expected a count of at least 1 for `http.get`, found 0"),
                flaw(
                        "a negative budget",
                        g -> g.setBudgets(Map.of("processes", -1L)),
                        "expected budget `processes` to be 0 or more, found -1"),
                flaw(
                        "a reference that accepts nothing",
                        g -> g.setReferenceValues(Map.of("image", List.of())),
                        "expected 1 to 256 accepted values for `image`, found 0"),
                flaw(
                        "a reference that accepts too much",
                        g -> g.setReferenceValues(Map.of("image", Collections.nCopies(257, "x"))),
                        "expected 1 to 256 accepted values for `image`, found 257"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("flaws")
    void shouldRefuseAFlawedGrant(String name, Consumer<Grant> change, String detail) {
        assertThat(GrantCheck.check(EXECUTION, TestGrants.with(change)))
                .contains(new Rejection(Rejection.Reason.GRANT_INVALID, detail));
    }

    @Test
    void shouldRefuseAGrantForWhatIsNoExecutionId() {
        Grant grant = TestGrants.with(g -> g.setExecutionId("../order-17"));

        assertThat(GrantCheck.check("../order-17", grant)).hasValueSatisfying(rejection -> {
            assertThat(rejection.reason()).isEqualTo(Rejection.Reason.GRANT_INVALID);
            assertThat(rejection.detail()).endsWith("found `..`");
        });
    }

    @ParameterizedTest(name = "{0} waived")
    @EnumSource(value = Dimension.class, mode = EnumSource.Mode.EXCLUDE, names = "ENVIRONMENT")
    void shouldLetNothingElseBeWaived(Dimension dimension) {
        Grant grant = TestGrants.with(g -> g.setWaived(List.of(dimension)));

        assertThat(GrantCheck.check(EXECUTION, grant)).isPresent();
    }

    @Test
    void shouldLeaveTheExecutorsKeyUnread() {
        Grant grant = TestGrants.sound();

        assertThat(GrantCheck.check(EXECUTION, grant)).isEmpty();

        assertThat(grant.getExecutorKey().remaining()).isEqualTo(32);
    }

    static <V> Map<String, V> numbered(int size, V value) {
        var map = new HashMap<String, V>();
        for (int i = 0; i < size; i++) {
            map.put("name-" + i, value);
        }
        return map;
    }

    private static Arguments good(String name, Consumer<Grant> change) {
        return arguments(name, change);
    }

    private static Arguments flaw(String name, Consumer<Grant> change, String detail) {
        return arguments(name, change, detail);
    }
}
