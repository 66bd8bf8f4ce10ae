package dev.holdfast.topology.adversarial;

import static dev.holdfast.topology.adversarial.Fixture.rejected;
import static dev.holdfast.topology.adversarial.Fixture.taken;
import static dev.holdfast.topology.adversarial.Scene.NEWCOMER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Dimension;
import dev.holdfast.record.Grant;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.TrustState;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.trust.intake.Rejection.Reason;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Grants of an issuer that turned bad: without bounds, without sense, for ever, or under a name that is not what it looks like. */
final class GrantFixtures {
    private static final Instant FAR = Instant.ofEpochMilli(Long.MAX_VALUE);
    private static final Instant LONG_AGO = Instant.ofEpochMilli(Long.MIN_VALUE);

    private GrantFixtures() {}

    static Stream<Fixture> all() {
        return Stream.of(budgets(), times(), rhythms(), scopes(), keys(), names(), claims())
                .flatMap(fixtures -> fixtures);
    }

    private static Stream<Fixture> budgets() {
        return Stream.of(
                bad("a budget of -1", g -> g.setBudgets(Map.of("cpu.millis", -1L))),
                bad("the most negative budget", g -> g.setBudgets(Map.of("cpu.millis", Long.MIN_VALUE))),
                bad("a count of 0", g -> g.setScope(List.of(new ScopeRule("a", "b", 0L, null)))),
                bad("a count of -1", g -> g.setScope(List.of(new ScopeRule("a", "b", -1L, null)))),
                bad("the most negative count", g -> g.setScope(List.of(new ScopeRule("a", "b", Long.MIN_VALUE, null)))),
                bad("a rate of 0", g -> g.setScope(List.of(new ScopeRule("a", "b", null, 0L)))),
                bad("the most negative rate", g -> g.setScope(List.of(new ScopeRule("a", "b", null, Long.MIN_VALUE)))),
                pending("the largest budget", g -> g.setBudgets(Map.of("cpu.millis", Long.MAX_VALUE))),
                pending(
                        "the largest count",
                        g -> g.setScope(List.of(new ScopeRule("a", "b", Long.MAX_VALUE, Long.MAX_VALUE)))));
    }

    private static Stream<Fixture> times() {
        return Stream.of(
                bad("an end in the year 292 million", g -> g.setNotAfter(FAR)),
                bad("an end in the year 10000", g -> g.setNotAfter(Instant.parse("+10000-01-01T00:00:00Z"))),
                bad("a beginning 292 million years ago", g -> g.setNotBefore(LONG_AGO)),
                bad("a beginning before 1970", g -> g.setNotBefore(Instant.ofEpochMilli(-1))),
                bad(
                        "from the one end of time to the other",
                        g -> g.setNotBefore(LONG_AGO).setNotAfter(FAR)),
                bad("an end that is its beginning", g -> g.setNotAfter(g.getNotBefore())),
                bad(
                        "an end before its beginning",
                        g -> g.setNotAfter(g.getNotBefore().minusMillis(1))));
    }

    private static Stream<Fixture> rhythms() {
        return Stream.of(
                        numbers("a rhythm", Grant.Builder::setHeartbeatIntervalMillis, 0, -1, 99, 60_001),
                        numbers("a lease", Grant.Builder::setLeaseMillis, 0, -1, 2_999, 3_600_001),
                        numbers("a grace", Grant.Builder::setGraceMillis, -1, 86_400_001),
                        numbers("a confirmation", Grant.Builder::setConfirmationMillis, 0, -1, 86_400_001),
                        numbers("a depth of delegation", Grant.Builder::setDelegationDepth, -1, 32),
                        numbers("a checkpoint", Grant.Builder::setSessionCheckpointEvery, -1, 0, 1, 1_025))
                .flatMap(fixtures -> fixtures);
    }

    private static Stream<Fixture> numbers(String what, BiConsumer<Grant.Builder, Integer> setter, int... values) {
        return java.util.stream.IntStream.concat(
                        java.util.Arrays.stream(values),
                        java.util.stream.IntStream.of(Integer.MIN_VALUE, Integer.MAX_VALUE))
                .mapToObj(value -> bad(what + " of " + value, g -> setter.accept(g, value)));
    }

    private static Stream<Fixture> scopes() {
        return Stream.of(
                bad("no rule", g -> g.setScope(List.of())),
                bad("a rule for nothing", g -> g.setScope(List.of(new ScopeRule("", "", null, null)))),
                bad("257 rules", g -> g.setScope(Collections.nCopies(257, new ScopeRule("a", "b", null, null)))),
                bad(
                        "a pattern of 2,049 stars",
                        g -> g.setScope(List.of(new ScopeRule("*".repeat(2_049), "*", null, null)))),
                bad("257 budgets", g -> g.setBudgets(numbered(257))),
                bad("evidence that nothing satisfies", g -> g.setReferenceValues(Map.of("image", List.of()))),
                bad("identity waived", g -> g.setWaived(List.of(Dimension.IDENTITY))),
                bad("heartbeats in no way", g -> g.setHeartbeatModes(List.of())),
                bad("heartbeats in a way nobody knows", g -> g.setHeartbeatModes(List.of(HeartbeatMode.OTHER))));
    }

    private static Stream<Fixture> keys() {
        return Stream.of(
                bad("no executor's key", key(new byte[0])),
                bad("an executor's key of 31 bytes", key(new byte[31])),
                bad("an executor's key of 33 bytes", key(new byte[33])),
                bad("an executor's key of zeros", key(new byte[32])),
                bad("an executor's key of small order", key(smallOrder())),
                bad("an executor's key that is no point", key(filled(0xFF))));
    }

    private static Stream<Fixture> names() {
        return Stream.of(
                bad("no agent", g -> g.setAgent("")),
                bad("an agent of spaces", g -> g.setAgent("  ")),
                bad("an agent with a space of no width", g -> g.setAgent("work\u200Ber")),
                bad("an agent turned round", g -> g.setAgent("\u202Erekrow")),
                bad("an agent with a byte order mark", g -> g.setAgent("\uFEFFworker")),
                bad("an agent that drives the terminal", g -> g.setAgent("\u001B[2Jworker")),
                bad("an agent with a line feed", g -> g.setAgent("worker\nroot")),
                bad("an agent with a line separator", g -> g.setAgent("worker\u2028")),
                bad("an agent in bytes that are no UTF-8", g -> g.setAgent("worker\uFFFD")),
                bad("a tenant in another spelling", g -> g.setTenant("cafe\u0301")),
                bad("an initiator with a NUL", g -> g.setInitiator("alice\u0000")),
                bad("a region with a soft hyphen", g -> g.setRegion("eu\u00AD-west")),
                bad("a grant's id with a tag character", g -> g.setGrantId("g\uDB40\uDC61")),
                bad("a tenant of 2,049 characters", g -> g.setTenant("t".repeat(2_049))),
                pending("an agent of another script, a name of its own", g -> g.setAgent("w\u043Erker")),
                pending("a tenant with its accent", g -> g.setTenant("caf\u00E9")),
                bad("an execution's id that differs from the key in a letter", g -> g.setExecutionId("newc\u043Emer")),
                bad("an execution's id that climbs", g -> g.setExecutionId("newcomer/../victim")));
    }

    private static Stream<Fixture> claims() {
        return Stream.of(
                pending("an issuer's clock in the year 292 million, a claim", g -> g.setIssuedAt(FAR)),
                pending("an issuer's clock 292 million years ago, a claim", g -> g.setIssuedAt(LONG_AGO)),
                rejected(
                        "a grant of its own executor",
                        Reason.SIGNER_UNKNOWN,
                        s -> s.scenario().signedGrant(NEWCOMER, Keys.EXECUTOR, g -> {})),
                rejected(
                        "a grant of the root",
                        Reason.SIGNER_UNKNOWN,
                        s -> s.scenario().signedGrant(NEWCOMER, Keys.ROOT, g -> {})),
                rejected(
                        "a child of nobody",
                        Reason.PARENT_UNKNOWN,
                        s -> s.scenario().signedGrant("nobody/child", Keys.EXECUTOR, g -> {})),
                rejected(
                        "a child with more budget",
                        Reason.GRANT_WIDENED,
                        s -> s.scenario()
                                .signedGrant(
                                        "victim/child",
                                        Keys.EXECUTOR,
                                        g -> g.setBudgets(Map.of("cpu.millis", Long.MAX_VALUE)))),
                rejected(
                        "a child of a wider pattern",
                        Reason.GRANT_WIDENED,
                        s -> s.scenario()
                                .signedGrant(
                                        "victim/child",
                                        Keys.EXECUTOR,
                                        g -> g.setScope(
                                                List.of(new ScopeRule("http.get", "https://inside*", null, null))))));
    }

    private static Fixture bad(String name, Consumer<Grant.Builder> change) {
        return rejected("a grant with " + name, Reason.GRANT_INVALID, s -> s.grant(change));
    }

    private static Fixture pending(String name, Consumer<Grant.Builder> change) {
        Consumer<EvaluatorScenario> waits =
                s -> assertThat(s.standing(NEWCOMER)).isEqualTo(TrustState.PENDING);
        return taken("a grant with " + name, s -> s.grant(change), waits);
    }

    private static Consumer<Grant.Builder> key(byte[] raw) {
        return g -> g.setExecutorKey(ByteBuffer.wrap(raw));
    }

    /** The neutral element: with it, a signature of R neutral and S zero would fit every message. */
    private static byte[] smallOrder() {
        byte[] key = new byte[32];
        key[0] = 1;
        return key;
    }

    private static byte[] filled(int with) {
        byte[] key = new byte[32];
        java.util.Arrays.fill(key, (byte) with);
        return key;
    }

    private static Map<String, Long> numbered(int count) {
        var map = new java.util.TreeMap<String, Long>();
        for (int i = 0; i < count; i++) {
            map.put("c" + i, 1L);
        }
        return map;
    }
}
