package dev.holdfast.trust.selector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.testing.Records;
import dev.holdfast.trust.testing.TestGrants;
import dev.holdfast.trust.testing.TestStates;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SelectionTest {
    private static final String EXECUTION = "order-17/fetch";
    private static final KeyId ISSUER = TestGrants.ISSUER.verifyingKey().id();
    private static final KeyId SECOND_ISSUER = TestGrants.key(3).verifyingKey().id();
    private static final String RULESET = "ruleset-in-force";
    private static final Map<String, String> EVIDENCE =
            Map.of("image", "sha256:aa", "odd=name", "odd=value", "empty", "");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GRANT      | grant-1            | true
            GRANT      | grant-2            | false
            GRANT      | grant              | false
            EXECUTION  | order-17/fetch     | true
            EXECUTION  | order-17           | true
            EXECUTION  | order-1            | false
            EXECUTION  | order-17/fet       | false
            EXECUTION  | order-17/fetch/sub | false
            EXECUTION  | fetch              | false
            AGENT      | fetcher            | true
            AGENT      | Fetcher            | false
            AGENT      | *                  | false
            TENANT     | acme               | true
            TENANT     | acm                | false
            EVIDENCE   | image=sha256:aa    | true
            EVIDENCE   | image=sha256:a     | false
            EVIDENCE   | image=sha256:aaa   | false
            EVIDENCE   | imag=sha256:aa     | false
            EVIDENCE   | image-sha256:aa    | false
            EVIDENCE   | odd=name=odd=value | true
            EVIDENCE   | odd=name           | false
            EVIDENCE   | other=sha256:aa    | false
            POLICY     | ruleset-asked      | true
            POLICY     | ruleset            | false
            EVERYTHING | everything         | true
            NOTHING    | everything         | false
            """)
    void shouldChooseTheSameFromAStateAndFromAGrant(SelectorKind kind, String value, boolean chosen) {
        var selector = new Selector(kind, value);

        assertThat(Selection.chooses(selector, EXECUTION, state())).isEqualTo(chosen);
        assertThat(Selection.chooses(selector, EXECUTION, state(), RULESET)).isEqualTo(chosen);
        assertThat(Selection.choosing(EXECUTION, state(), RULESET).contains(selector))
                .isEqualTo(chosen);
        assertThat(Selection.chooses(selector, grant(), EVIDENCE, Set.of(ISSUER, SECOND_ISSUER)))
                .isEqualTo(chosen);
    }

    @Test
    void shouldChooseByKeys() {
        KeyId executor = TestGrants.EXECUTOR.verifyingKey().id();

        assertThat(chosen(SelectorKind.EXECUTOR_KEY, executor.toString())).isTrue();
        assertThat(chosen(SelectorKind.ISSUER, ISSUER.toString())).isTrue();
        assertThat(chosen(SelectorKind.ISSUER, SECOND_ISSUER.toString())).isTrue();
        assertThat(chosen(SelectorKind.EXECUTOR_KEY, ISSUER.toString())).isFalse();
        assertThat(chosen(SelectorKind.ISSUER, executor.toString())).isFalse();
        assertThat(chosen(SelectorKind.ISSUER, ISSUER.toString().substring(1))).isFalse();
    }

    @Test
    void shouldChooseByTheRulesetInForceOnlyWhereItIsKnown() {
        var selector = new Selector(SelectorKind.POLICY, RULESET);

        assertThat(Selection.chooses(selector, EXECUTION, state(), RULESET)).isTrue();
        assertThat(Selection.chooses(selector, EXECUTION, state(), "another")).isFalse();
        assertThat(Selection.chooses(selector, EXECUTION, state())).isFalse();
        assertThat(Selection.chooses(selector, grant(), EVIDENCE, Set.of())).isFalse();
    }

    @ParameterizedTest
    @EnumSource(SelectorKind.class)
    void shouldChooseNothingByAnEmptyValue(SelectorKind kind) {
        Grant bare = TestGrants.with(grant -> {
            grant.setGrantId("");
            grant.setTenant("");
        });
        var selector = new Selector(kind, "");

        assertThat(Selection.chooses(selector, bare, Map.of("", ""), Set.of())).isFalse();
        assertThat(Selection.chooses(selector, EXECUTION, TestStates.fresh(), ""))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(SelectorKind.class)
    void shouldChooseBeforeTheGrantOnlyByWhatIsKnown(SelectorKind kind) {
        String value = kind == SelectorKind.EXECUTION ? "order-17" : "something";

        boolean chosen = Selection.chooses(new Selector(kind, value), EXECUTION, TestStates.fresh(), RULESET);

        assertThat(chosen).isEqualTo(kind == SelectorKind.EXECUTION || kind == SelectorKind.EVERYTHING);
    }

    @Test
    void shouldNameEverySelectorThatChooses() {
        assertThat(Selection.choosing(EXECUTION, state(), RULESET))
                .hasSize(14)
                .doesNotHaveDuplicates()
                .allMatch(selector -> Selection.chooses(selector, EXECUTION, state(), RULESET))
                .extracting(Selector::getKind)
                .contains(Arrays.stream(SelectorKind.values())
                        .filter(kind -> kind != SelectorKind.NOTHING)
                        .toArray(SelectorKind[]::new));
    }

    @Test
    void shouldNameNoRulesetThatAGrantDoesNotAskFor() {
        ExecutionState state = TestStates.beating(TestGrants.with(grant -> grant.setPolicyDigest(null)), any -> {});

        assertThat(Selection.choosing(EXECUTION, state, RULESET))
                .filteredOn(selector -> selector.getKind() == SelectorKind.POLICY)
                .containsExactly(new Selector(SelectorKind.POLICY, RULESET));
    }

    @Test
    void shouldNameNoSelectorByWhatIsNotKnown() {
        assertThat(Selection.choosing("one", TestStates.fresh(), ""))
                .containsExactlyInAnyOrder(
                        new Selector(SelectorKind.EVERYTHING, "everything"),
                        new Selector(SelectorKind.EXECUTION, "one"));
    }

    @Test
    void shouldChangeNothing() {
        ExecutionState state = state();

        chosen(SelectorKind.EXECUTOR_KEY, "x");
        Selection.chooses(new Selector(SelectorKind.ISSUER, "x"), EXECUTION, state);
        Selection.chooses(new Selector(SelectorKind.EXECUTOR_KEY, "x"), EXECUTION, state);

        assertThat(state).isEqualTo(state());
        assertThat(Records.bytes(state)).isEqualTo(Records.bytes(state()));
    }

    private static boolean chosen(SelectorKind kind, String value) {
        var selector = new Selector(kind, value);
        boolean byState = Selection.chooses(selector, EXECUTION, state());
        assertThat(Selection.choosing(EXECUTION, state(), RULESET).contains(selector))
                .isEqualTo(byState);
        assertThat(Selection.chooses(selector, grant(), EVIDENCE, Set.of(ISSUER, SECOND_ISSUER)))
                .isEqualTo(byState);
        return byState;
    }

    private static ExecutionState state() {
        return TestStates.beating(grant(), state -> {
            state.setEvidence(EVIDENCE);
            state.setGrantSigners(List.of(ByteBuffer.wrap(ISSUER.bytes()), ByteBuffer.wrap(SECOND_ISSUER.bytes())));
        });
    }

    private static Grant grant() {
        return TestGrants.with(grant -> {
            grant.setExecutionId(EXECUTION);
            grant.setTenant("acme");
            grant.setPolicyDigest("ruleset-asked");
        });
    }
}
