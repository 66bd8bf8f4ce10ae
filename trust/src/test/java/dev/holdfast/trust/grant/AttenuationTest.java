package dev.holdfast.trust.grant;

import static dev.holdfast.trust.testing.TestGrants.START;
import static dev.holdfast.trust.testing.TestGrants.VALID_MILLIS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Capability;
import dev.holdfast.record.Detail;
import dev.holdfast.record.Dimension;
import dev.holdfast.record.Grant;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.trust.intake.GrantCheck;
import dev.holdfast.trust.testing.Records;
import dev.holdfast.trust.testing.TestGrants;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AttenuationTest {
    private static final Instant BEGIN = Instant.ofEpochMilli(START);
    private static final Instant END = Instant.ofEpochMilli(START + VALID_MILLIS);

    static Stream<Arguments> excesses() {
        return Stream.of(
                excess(
                        "of another family",
                        child -> child.setExecutionId("order-18/fetch"),
                        "expected an executionId one segment below the parent's `order-17`, found `order-18/fetch`"),
                excess(
                        "the parent itself",
                        child -> child.setExecutionId("order-17"),
                        "expected an executionId one segment below the parent's `order-17`, found `order-17`"),
                excess(
                        "a grandchild",
                        child -> child.setExecutionId("order-17/fetch/part"),
                        "expected an executionId one segment below the parent's `order-17`, found `order-17/fetch/part`"),
                excess(
                        "a name that only begins like the parent's",
                        child -> child.setExecutionId("order-170/fetch"),
                        "expected an executionId one segment below the parent's `order-17`, found `order-170/fetch`"),
                excess(
                        "begins earlier",
                        child -> child.setNotBefore(BEGIN.minusMillis(1)),
                        "expected notBefore no earlier than the parent's 2027-01-15T08:00:00Z, found 2027-01-15T07:59:59.999Z"),
                excess(
                        "ends later",
                        child -> child.setNotAfter(END.plusMillis(1)),
                        "expected notAfter no later than the parent's 2027-01-15T09:00:00Z, found 2027-01-15T09:00:00.001Z"),
                excess(
                        "another action",
                        child -> child.setScope(List.of(rule("http.post", "https://example.org/a", 1L, 1L))),
                        "expected rule 1 of the scope, `http.post https://example.org/a`, to lie within one rule of the parent's,"
                                + " found none that covers it"),
                excess(
                        "more often in all",
                        child -> child.setScope(List.of(rule("http.get", "https://example.org/a", 101L, 10L))),
                        "expected rule 1 of the scope, `http.get https://example.org/a`, to take no more than the parent's"
                                + " `http.get https://example.org/*` has left for it (100 in all, 10 a minute),"
                                + " found 101 in all, 10 a minute"),
                excess(
                        "a counter less",
                        child -> child.setBudgets(Map.of("cpu.millis", 1L)),
                        "expected budget `processes` of at most the parent's 4, found none"),
                excess(
                        "a larger budget",
                        child -> child.setBudgets(Map.of("cpu.millis", 1_001L, "processes", 5L)),
                        "expected budget `cpu.millis` of at most the parent's 1000, found 1001"),
                excess(
                        "as much delegation",
                        child -> child.setDelegationDepth(2),
                        "expected delegationDepth below the parent's 2, found 2"),
                excess(
                        "a dimension waived",
                        child -> child.setWaived(List.of(Dimension.ENVIRONMENT)),
                        "expected no dimension to be waived but the parent's [], found ENVIRONMENT"),
                excess(
                        "another tenant",
                        child -> child.setTenant("globex"),
                        "expected the parent's tenant `acme`, found `globex`"),
                excess(
                        "another initiator",
                        child -> child.setInitiator("mallory"),
                        "expected the parent's initiator `alice`, found `mallory`"),
                excess("no region", child -> child.setRegion(""), "expected the parent's region `eu-1`, found ``"),
                excess(
                        "whatever ruleset",
                        child -> child.setPolicyDigest(null),
                        "expected the parent's policyDigest `d1`, found ``"),
                excess(
                        "another ruleset",
                        child -> child.setPolicyDigest("d2"),
                        "expected the parent's policyDigest `d1`, found `d2`"),
                excess(
                        "fewer capabilities",
                        child -> child.setRequiredCapabilities(List.of(Capability.FREEZE, Capability.PAUSE)),
                        "expected requiredCapabilities with all of the parent's [PAUSE, KILL], found [FREEZE, PAUSE]"),
                excess(
                        "a longer lease",
                        child -> child.setLeaseMillis(10_001),
                        "expected leaseMillis of at most the parent's 10000, found 10001"),
                excess(
                        "a slower rhythm",
                        child -> child.setHeartbeatIntervalMillis(1_001),
                        "expected heartbeatIntervalMillis of at most the parent's 1000, found 1001"),
                excess(
                        "a longer grace",
                        child -> child.setGraceMillis(10_001),
                        "expected graceMillis of at most the parent's 10000, found 10001"),
                excess(
                        "longer without confirmation",
                        child -> child.setConfirmationMillis(5_001),
                        "expected confirmationMillis of at most the parent's 5000, found 5001"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("excesses")
    void shouldNameAnExcess(String name, Consumer<Grant> change, String expected) {
        assertThat(Attenuation.firstExcess(parent(), child(change))).contains(expected);
    }

    /** The order of the rows above is the documented one. */
    @Test
    void shouldNameTheFirstOfSeveralExcesses() {
        List<Arguments> rows = excesses().toList();
        for (int first = 0; first < rows.size(); first++) {
            Grant child = sound();
            for (int row = rows.size() - 1; row >= first; row--) {
                change(rows.get(row)).accept(child);
            }
            assertThat(Attenuation.firstExcess(parent(), child))
                    .describedAs("from %s on", rows.get(first).get()[0])
                    .contains((String) rows.get(first).get()[2]);
        }
    }

    static Stream<Arguments> shrunk() {
        return Stream.of(
                kept("as much as can be", child -> {}),
                kept("a shorter term", child -> {
                    child.setNotBefore(BEGIN.plusMillis(1));
                    child.setNotAfter(END.minusMillis(1));
                }),
                kept(
                        "more budgets",
                        child -> child.setBudgets(Map.of("cpu.millis", 0L, "processes", 4L, "connections", 999L))),
                kept("no delegation", child -> child.setDelegationDepth(0)),
                kept(
                        "more capabilities",
                        child -> child.setRequiredCapabilities(
                                List.of(Capability.FREEZE, Capability.KILL, Capability.PAUSE))),
                kept("tighter times", child -> {
                    child.setLeaseMillis(3_000);
                    child.setHeartbeatIntervalMillis(100);
                    child.setGraceMillis(0);
                    child.setConfirmationMillis(100);
                }),
                kept("another image", child -> child.setReferenceValues(Map.of("image", List.of("9")))),
                kept("another agent, key and name, and things to say", child -> {
                    child.setAgent("parser");
                    child.setExecutorKey(
                            ByteBuffer.wrap(TestGrants.key(7).verifyingKey().raw()));
                    child.setGrantId("grant-2");
                    child.setIssuedAt(BEGIN.minusSeconds(60));
                    child.setMetadata(Map.of("team", "blue"));
                }),
                kept("fewer uses of a part", child -> {
                    child.setScope(List.of(rule("http.get", "https://example.org/a/*", 1L, 1L)));
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shrunk")
    void shouldFindNothingInWhatOnlyShrinks(String name, Consumer<Grant> change) {
        assertThat(Attenuation.firstExcess(parent(), child(change))).isEmpty();
    }

    @Test
    void shouldNotDelegateFromAParentThatMayNot() {
        Grant parent = parent();
        parent.setDelegationDepth(0);

        assertThat(Attenuation.firstExcess(parent, child(child -> child.setDelegationDepth(0))))
                .contains("expected a parent that may delegate, found one whose delegationDepth is 0");
    }

    @Test
    void shouldLetAChildWaiveAndChooseWhatItsParentLeavesOpen() {
        Grant parent = parent();
        parent.setWaived(List.of(Dimension.ENVIRONMENT));
        parent.setPolicyDigest(null);

        assertThat(Attenuation.firstExcess(parent, child(child -> {
                    child.setWaived(List.of(Dimension.ENVIRONMENT));
                    child.setPolicyDigest("d9");
                })))
                .isEmpty();
        assertThat(Attenuation.firstExcess(parent, child(child -> child.setPolicyDigest(null))))
                .isEmpty();
    }

    @ParameterizedTest(name = "`{0}` in `{1}`: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            get a 5 -                     | get a 5 -              | true
            get a 6 -                     | get a 5 -              | false
            get a - -                     | get a 5 -              | false
            get a 9223372036854775807 -   | get a - -              | true
            get a - -                     | get a 9223372036854775807 - | false
            get a - 6                     | get a - 5              | false
            get a - 5                     | get a - 5              | true
            get a 1 -                     | get a - 5              | false
            get a 5 1                     | get a 5 -              | true
            get * - -                     | get a - -, get b - -   | false
            get a - -                     | put * - -, get * - -   | true
            get a - -                     | get b - -, put a - -   | false
            get a 3 -, get a 3 -          | get a 5 -              | false
            get a 3 -, get a 2 -          | get a 5 -              | true
            get a 3 -, get b 3 -          | get * 5 -              | false
            get a - 3, get b - 3          | get * - 5              | false
            get a - 3, get b - 2          | get * - 5              | true
            get a 3 -, get a 3 -          | get a 5 -, get * 3 -   | true
            get a 9 -                     | get a 5 -, get a 5 -   | false
            get a 5 -, get a - -          | get a 5 -, * * - -     | true
            get a 9223372036854775807 -, get a 9223372036854775807 - | get a 9223372036854775807 - | false
            get a 9223372036854775807 -, get a 9223372036854775807 - | get a - - | true
            """)
    void shouldGiveAChildNoMoreThanOneRuleOfTheParentsHasLeft(String child, String parent, boolean covered) {
        assertThat(ScopeAttenuation.firstExcess(scope(parent), scope(child)).isEmpty())
                .isEqualTo(covered);
    }

    @Test
    void shouldSayWhatTheRulesBeforeHaveLeft() {
        assertThat(ScopeAttenuation.firstExcess(scope("get * 5 -"), scope("get a 3 9, get b 3 -")))
                .contains(
                        "expected rule 2 of the scope, `get b`, to take no more than the parent's `get *` has left for it"
                                + " (2 in all, any number a minute), found 3 in all, any number a minute");
    }

    @Test
    void shouldCutLongPatterns() {
        String excess = ScopeAttenuation.firstExcess(scope("get a - -"), scope("get " + "x".repeat(2_000) + " - -"))
                .orElseThrow();

        assertThat(excess).contains("`get " + "x".repeat(128) + "...`").doesNotContain("x".repeat(129));
    }

    @Test
    void shouldChangeNeitherGrant() {
        Grant parent = parent();
        Grant child = sound();
        byte[] parentBefore = Records.bytes(parent);
        byte[] childBefore = Records.bytes(child);

        Attenuation.firstExcess(parent, child);

        assertThat(Records.bytes(parent)).isEqualTo(parentBefore);
        assertThat(Records.bytes(child)).isEqualTo(childBefore);
    }

    @Test
    void shouldNotLetAChildProveItselfByLess() {
        assertThat(Attenuation.firstExcess(parent(), child(c -> c.setHeartbeatModes(List.of(HeartbeatMode.SESSION)))))
                .hasValue("expected heartbeatModes among the parent's [SIGNED], found [SESSION]");
        assertThat(Attenuation.firstExcess(parent(), child(c -> c.setSessionCheckpointEvery(65))))
                .isPresent();
    }

    @Test
    void shouldNotLetAChildLeaveAThinnerOrAMoreTellingRecord() {
        Grant parent = parent();
        parent.setDetail(Detail.FULL);
        parent.setSealed(List.of("counters", "metadata"));

        assertThat(Attenuation.firstExcess(parent, child(c -> c.setSealed(List.of("metadata", "counters")))))
                .hasValue("expected the parent's detail FULL, found CHANGES");
        assertThat(Attenuation.firstExcess(parent, child(c -> {
                    c.setDetail(Detail.FULL);
                    c.setSealed(List.of("counters"));
                })))
                .hasValue("expected sealed with all of the parent's [counters, metadata], found [counters]");
        assertThat(Attenuation.firstExcess(parent, child(c -> {
                    c.setDetail(Detail.FULL);
                    c.setSealed(List.of("metadata", "actionCounts", "counters"));
                })))
                .isEmpty();
        assertThat(Attenuation.firstExcess(parent(), child(c -> c.setDetail(Detail.FULL))))
                .isEmpty();
    }

    /** Every field was thought of: whoever adds one to the grant decides here whether it could widen. */
    @Test
    void shouldHaveBeenDecidedForEveryFieldOfAGrant() {
        assertThat(Grant.getClassSchema().getFields().stream().map(field -> field.name()))
                .containsExactlyInAnyOrder(
                        "executionId",
                        "grantId",
                        "agent",
                        "initiator",
                        "tenant",
                        "executorKey",
                        "issuedAt",
                        "notBefore",
                        "notAfter",
                        "scope",
                        "budgets",
                        "referenceValues",
                        "heartbeatModes",
                        "sessionCheckpointEvery",
                        "spiffeId",
                        "jwtAudience",
                        "tpm",
                        "statementKeys",
                        "evidenceMaxAgeMillis",
                        "waived",
                        "policyDigest",
                        "heartbeatIntervalMillis",
                        "leaseMillis",
                        "graceMillis",
                        "confirmationMillis",
                        "requiredCapabilities",
                        "delegationDepth",
                        "region",
                        "detail",
                        "sealed",
                        "metadata");
    }

    private static Grant parent() {
        return TestGrants.with(parent -> {
            parent.setTenant("acme");
            parent.setRegion("eu-1");
            parent.setScope(List.of(rule("http.get", "https://example.org/*", 100L, 10L)));
            parent.setBudgets(Map.of("cpu.millis", 1_000L, "processes", 4L));
            parent.setReferenceValues(Map.of("image", List.of("1")));
            parent.setWaived(List.of());
            parent.setPolicyDigest("d1");
            parent.setRequiredCapabilities(List.of(Capability.PAUSE, Capability.KILL));
            parent.setDelegationDepth(2);
        });
    }

    /** A child with all that its parent has, but for the depth. */
    private static Grant sound() {
        Grant child = parent();
        child.setExecutionId("order-17/fetch");
        child.setDelegationDepth(1);
        return child;
    }

    private static Grant child(Consumer<Grant> change) {
        Grant child = sound();
        change.accept(child);
        assertThat(GrantCheck.check(child.getExecutionId(), child))
                .describedAs("the child by itself")
                .isEmpty();
        return child;
    }

    private static Arguments excess(String name, Consumer<Grant> change, String expected) {
        return Arguments.of(name, change, expected);
    }

    private static Arguments kept(String name, Consumer<Grant> change) {
        return Arguments.of(name, change);
    }

    @SuppressWarnings("unchecked")
    private static Consumer<Grant> change(Arguments row) {
        return (Consumer<Grant>) row.get()[1];
    }

    private static ScopeRule rule(String action, String resource, Long maxCount, Long maxPerMinute) {
        return new ScopeRule(action, resource, maxCount, maxPerMinute);
    }

    /** Rules as `action resource maxCount maxPerMinute`, `-` for no limit, between commas. */
    private static List<ScopeRule> scope(String text) {
        var rules = new ArrayList<ScopeRule>();
        for (String rule : text.split(", ", -1)) {
            String[] parts = rule.split(" ", -1);
            rules.add(rule(parts[0], parts[1], limit(parts[2]), limit(parts[3])));
        }
        return rules;
    }

    private static Long limit(String text) {
        return text.equals("-") ? null : Long.valueOf(text);
    }
}
