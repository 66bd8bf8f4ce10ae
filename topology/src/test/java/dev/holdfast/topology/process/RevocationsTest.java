package dev.holdfast.topology.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Revocation;
import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RevocationsTest {
    private static final Selector EVERYTHING = new Selector(SelectorKind.EVERYTHING, "everything");

    private final Revocations revocations = new Revocations();

    @Test
    void shouldFindThoseByASelectorInTheOrderOfTheirIds() {
        revocations.add(revocation("b", agent("one")), Set.of());
        revocations.add(revocation("c", agent("two")), Set.of());
        revocations.add(revocation("d", EVERYTHING), Set.of());
        revocations.add(revocation("a", agent("one")), Set.of());

        assertThat(revocations.by(List.of(EVERYTHING, agent("one"), agent("nobody"))))
                .extracting(found -> found.revocation().getId())
                .containsExactly("a", "b", "d");
    }

    @Test
    void shouldNotTakeAnAgentForATenantOfThatName() {
        revocations.add(revocation("a", agent("acme")), Set.of());

        assertThat(revocations.by(List.of(new Selector(SelectorKind.TENANT, "acme"))))
                .isEmpty();
    }

    @Test
    void shouldRefuseOneMoreThanTheMostAndForgetNone() {
        fill();

        assertThat(revocations.flaw(revocation("late", agent("late"))))
                .hasValueSatisfying(
                        flaw -> assertThat(flaw).contains("at most 10000", "nothing is revoked by this one"));
        for (int i = 0; i < Revocations.MAXIMUM; i++) {
            assertThat(revocations.by(List.of(agent("agent-" + i)))).hasSize(1);
            assertThat(revocations.get("r-" + i)).isEqualTo(revocation("r-" + i, agent("agent-" + i)));
        }
    }

    @Test
    void shouldHaveRoomForTheLastOfTheMost() {
        for (int i = 1; i < Revocations.MAXIMUM; i++) {
            revocations.add(revocation("r-" + i, agent("agent-" + i)), Set.of());
        }

        assertThat(revocations.flaw(revocation("last", agent("last")))).isEmpty();
    }

    @Test
    void shouldAlwaysHaveRoomForEverything() {
        fill();
        for (int i = 0; i < Revocations.MAXIMUM_OF_EVERYTHING; i++) {
            Revocation everything = revocation("all-" + i, EVERYTHING);
            assertThat(revocations.flaw(everything)).isEmpty();
            revocations.add(everything, Set.of());
        }

        assertThat(revocations.flaw(revocation("all", EVERYTHING)))
                .hasValueSatisfying(flaw -> assertThat(flaw).contains("order a halt"));
    }

    @Test
    void shouldNotCountThoseOfEverythingAmongTheOthers() {
        for (int i = 0; i < Revocations.MAXIMUM_OF_EVERYTHING; i++) {
            revocations.add(revocation("all-" + i, EVERYTHING), Set.of());
        }
        for (int i = 1; i < Revocations.MAXIMUM; i++) {
            revocations.add(revocation("r-" + i, agent("agent-" + i)), Set.of());
        }

        assertThat(revocations.flaw(revocation("last", agent("last")))).isEmpty();
    }

    private void fill() {
        for (int i = 0; i < Revocations.MAXIMUM; i++) {
            revocations.add(revocation("r-" + i, agent("agent-" + i)), Set.of());
        }
    }

    private static Selector agent(String name) {
        return new Selector(SelectorKind.AGENT, name);
    }

    private static Revocation revocation(String id, Selector selector) {
        return new Revocation(id, selector, "it was stolen", "olga", Instant.EPOCH);
    }
}
