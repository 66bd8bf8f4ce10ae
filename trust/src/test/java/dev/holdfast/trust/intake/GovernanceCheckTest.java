package dev.holdfast.trust.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Revocation;
import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.testing.TestAuthorities;
import dev.holdfast.trust.testing.TestGrants;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GovernanceCheckTest {
    private static final long NOW = TestGrants.START;
    private static final String KEY_ID = "0123456789abcdef0123456789abcdef";

    @Test
    void shouldPassEachKindOfActUnderItsKey() {
        assertThat(check("authority/production-operators/1", authority())).isEmpty();
        assertThat(check("revocation/stolen-key-7", revocation(r -> {}))).isEmpty();
        assertThat(check("order/pause-7", order(o -> {}))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "production-operators",
                "authority/",
                "Authority/production-operators",
                "authority/other",
                "order/production-operators",
                "authority/production-operators",
                "authority/production-operators/",
                "authority/production-operators/2",
                "authority/production-operators/01"
            })
    void shouldRefuseAnAuthorityUnderAnotherKey(String key) {
        assertThat(check(key, authority()))
                .contains(refused(
                        "expected the record to be keyed by `authority/production-operators/1`, found `" + key + "`"));
    }

    @Test
    void shouldRefuseARevocationOrAnOrderUnderAnotherKey() {
        assertThat(check("order/stolen-key-7", revocation(r -> {})))
                .contains(refused(
                        "expected the record to be keyed by `revocation/stolen-key-7`, found `order/stolen-key-7`"));
        assertThat(check("revocation/pause-7", order(o -> {})))
                .contains(refused("expected the record to be keyed by `order/pause-7`, found `revocation/pause-7`"));
    }

    @Test
    void shouldRefuseAnActOfNoPartOrOfSeveral() {
        GovernanceRecord two = authority();
        two.setRevocation(revocation(r -> {}).getRevocation());
        GovernanceRecord three = order(o -> {});
        three.setAuthority(two.getAuthority());
        three.setRevocation(two.getRevocation());

        assertThat(check("authority/x", new GovernanceRecord(null, null, null, null, null)))
                .contains(refused("expected exactly one of authority, revocation, order, ruleset and shadow, found 0"));
        assertThat(check("authority/production-operators", two))
                .contains(refused("expected exactly one of authority, revocation, order, ruleset and shadow, found 2"));
        assertThat(check("order/pause-7", three))
                .contains(refused("expected exactly one of authority, revocation, order, ruleset and shadow, found 3"));
    }

    @Test
    void shouldRefuseNamesThatAreNoSegments() {
        assertThat(check("revocation/a/b", revocation(r -> r.setId("a/b"))))
                .contains(
                        refused(
                                "expected the id of a revocation to be of ASCII letters, digits, `.`, `_`, `:`, `@` or `-`, found `a/b`"));
        assertThat(check("order/", order(o -> o.setId(""))))
                .contains(
                        refused(
                                "expected the id of an order to be of ASCII letters, digits, `.`, `_`, `:`, `@` or `-`, found ``"));
        assertThat(check("order/x", order(o -> o.setId("x".repeat(129)))))
                .contains(refused("expected the id of an order to have at most 128 characters, found 129"));
        GovernanceRecord authority = authority();
        assertThat(authority.getAuthority()).isNotNull();
        authority.getAuthority().setName("é");
        assertThat(check("authority/é", authority))
                .contains(
                        refused(
                                "expected the name of an authority to be of ASCII letters, digits, `.`, `_`, `:`, `@` or `-`, found `é`"));
    }

    @ParameterizedTest
    @CsvSource({
        "GRANT,g",
        "EXECUTION,order-17",
        "EXECUTION,order-17/fetch",
        "AGENT,any agent at all",
        "TENANT,acme",
        "EXECUTOR_KEY," + KEY_ID,
        "ISSUER," + KEY_ID,
        "EVIDENCE,a=b",
        "EVIDENCE,a==",
        "POLICY,abc",
        "EVERYTHING,everything"
    })
    void shouldPassEverySelectorThatCanChoose(SelectorKind kind, String value) {
        assertThat(check("revocation/stolen-key-7", revocation(r -> r.setSelector(new Selector(kind, value)))))
                .isEmpty();
        assertThat(check("order/pause-7", order(o -> o.setSelector(new Selector(kind, value)))))
                .isEmpty();
    }

    static Stream<Arguments> uselessSelectors() {
        return Stream.of(
                arguments(SelectorKind.GRANT, "", "expected a selector's value of 1 to 2048 characters, found 0"),
                arguments(SelectorKind.EVERYTHING, "", "expected a selector's value of 1 to 2048 characters, found 0"),
                arguments(
                        SelectorKind.AGENT,
                        "a".repeat(2_049),
                        "expected a selector's value of 1 to 2048 characters, found 2049"),
                arguments(
                        SelectorKind.EVIDENCE,
                        "a=" + "b".repeat(4_096),
                        "expected a selector's value of 1 to 4097 characters, found 4098"),
                arguments(
                        SelectorKind.NOTHING,
                        "x",
                        "expected a selector that can choose, found NOTHING or one that this version does not know"),
                arguments(
                        SelectorKind.EVERYTHING,
                        "Everything",
                        "selector EVERYTHING: expected the word `everything`, so that nobody chooses everything by mistake, found `Everything`"),
                arguments(
                        SelectorKind.EXECUTION,
                        "order-17/",
                        "selector EXECUTION: expected segments of ASCII letters, digits, `.`, `_`, `:`, `@` or `-` between slashes, found ``"),
                arguments(
                        SelectorKind.ISSUER,
                        KEY_ID.substring(1),
                        "selector ISSUER: expected a key id of 32 lower-case hex digits, found `" + KEY_ID.substring(1)
                                + "`"),
                arguments(
                        SelectorKind.EXECUTOR_KEY,
                        "0123456789ABCDEF0123456789abcdef",
                        "selector EXECUTOR_KEY: expected a key id of 32 lower-case hex digits, found `0123456789ABCDEF0123456789abcdef`"),
                arguments(SelectorKind.EVIDENCE, "ab", "selector EVIDENCE: expected `name=value`, found `ab`"),
                arguments(SelectorKind.EVIDENCE, "=b", "selector EVIDENCE: expected `name=value`, found `=b`"),
                arguments(SelectorKind.EVIDENCE, "a=", "selector EVIDENCE: expected `name=value`, found `a=`"));
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("uselessSelectors")
    void shouldRefuseASelectorThatCannotChoose(SelectorKind kind, String value, String detail) {
        var selector = new Selector(kind, value);

        assertThat(check("revocation/stolen-key-7", revocation(r -> r.setSelector(selector))))
                .contains(refused(detail));
        assertThat(check("order/pause-7", order(o -> o.setSelector(selector)))).contains(refused(detail));
    }

    @Test
    void shouldTakeEvidenceAsLongAsAHeartbeatMayHave() {
        String value = "n".repeat(2_048) + "=" + "v".repeat(2_048);

        assertThat(check(
                        "revocation/stolen-key-7",
                        revocation(r -> r.setSelector(new Selector(SelectorKind.EVIDENCE, value)))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void shouldAskWhyAndWho(String blank) {
        assertThat(check("revocation/stolen-key-7", revocation(r -> r.setReason(blank))))
                .contains(refused("expected a reason, found none"));
        assertThat(check("order/pause-7", order(o -> o.setOperator(blank))))
                .contains(refused("expected an operator, found none"));
    }

    @Test
    void shouldRefuseTextsBeyondTheirLimit() {
        assertThat(check("order/pause-7", order(o -> o.setReason("r".repeat(2_048)))))
                .isEmpty();
        assertThat(check("order/pause-7", order(o -> o.setReason("r".repeat(2_049)))))
                .contains(refused("expected a reason of at most 2048 characters, found 2049"));
        assertThat(check("revocation/stolen-key-7", revocation(r -> r.setOperator("o".repeat(2_049)))))
                .contains(refused("expected an operator of at most 2048 characters, found 2049"));
    }

    @ParameterizedTest
    @CsvSource({"0,true", "300000,true", "-300000,true", "300001,false", "-300001,false"})
    void shouldTakeAnOrderOnlyNearItsInstant(long aheadMillis, boolean taken) {
        var rejection = check("order/pause-7", order(o -> o.setIssuedAt(Instant.ofEpochMilli(NOW + aheadMillis))));

        assertThat(rejection.isEmpty()).isEqualTo(taken);
        rejection.ifPresent(refused -> assertThat(refused)
                .isEqualTo(refused(
                        "expected an order issued within 5 minutes of the broker's clock (2027-01-15T08:00:00Z), found "
                                + Instant.ofEpochMilli(NOW + aheadMillis)
                                + "; set the operator's clock and order it again")));
    }

    @Test
    void shouldTakeARevocationOfAnyAge() {
        assertThat(check("revocation/stolen-key-7", revocation(r -> r.setIssuedAt(Instant.ofEpochMilli(0)))))
                .isEmpty();
    }

    @Test
    void shouldRefuseAClockBeyondTheCalendar() {
        Instant beyond = Instant.ofEpochMilli(Long.MIN_VALUE);

        String detail = "expected issued-at from the year 1970 to 9999, found " + beyond;
        assertThat(check("revocation/stolen-key-7", revocation(r -> r.setIssuedAt(beyond))))
                .contains(refused(detail));
        assertThat(check("order/pause-7", order(o -> o.setIssuedAt(beyond)))).contains(refused(detail));
    }

    private static Optional<Rejection> check(String key, GovernanceRecord act) {
        return GovernanceCheck.check(key, act, NOW);
    }

    private static GovernanceRecord authority() {
        return new GovernanceRecord(TestAuthorities.operators(a -> {}), null, null, null, null);
    }

    private static GovernanceRecord revocation(Consumer<Revocation> change) {
        var revocation = new Revocation(
                "stolen-key-7",
                new Selector(SelectorKind.EXECUTOR_KEY, KEY_ID),
                "the key was stolen",
                "alice",
                Instant.ofEpochMilli(NOW));
        change.accept(revocation);
        return new GovernanceRecord(null, revocation, null, null, null);
    }

    private static GovernanceRecord order(Consumer<OperatorOrder> change) {
        var order = new OperatorOrder(
                "pause-7",
                OrderAction.PAUSE,
                new Selector(SelectorKind.AGENT, "fetcher"),
                "a look at it",
                "alice",
                Instant.ofEpochMilli(NOW));
        change.accept(order);
        return new GovernanceRecord(null, null, order, null, null);
    }

    private static Rejection refused(String detail) {
        return new Rejection(Reason.GOVERNANCE_INVALID, detail);
    }
}
