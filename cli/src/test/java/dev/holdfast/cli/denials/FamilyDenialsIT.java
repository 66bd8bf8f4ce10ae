package dev.holdfast.cli.denials;

import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.system.Site.Granted;
import dev.holdfast.record.Grant;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.TrustState;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Children: what their parents may not give them, what becomes of them with their parents, and children that are nobody's. */
@RealCluster
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(RowNames.class)
@SuppressWarnings("NullAway.Init")
class FamilyDenialsIT {
    @TempDir
    static Path directory;

    private static Ground ground;

    @BeforeAll
    static void start(Cluster cluster) throws Exception {
        ground = Ground.start(cluster, directory);
    }

    @AfterAll
    static void stop() throws Exception {
        ground.close();
    }

    @Test
    @Denied(Denial.WIDER_CHILD)
    void shouldDenyAChildThatMayDoMoreThanItsParent() throws Exception {
        Victim parent = parent();

        Victim child = ground.victim(childOf(parent, grant -> {
            var wider = new ArrayList<>(grant.getScope());
            wider.add(new ScopeRule("http.post", "*", null, null));
            grant.setScope(wider);
        }));

        ground.assertDenied(Denial.WIDER_CHILD, child);
        ground.assertPasses(parent);
    }

    @Test
    @GoodTwin(Denial.WIDER_CHILD)
    void shouldLeaseAChildThatMayDoLessThanItsParent() throws Exception {
        Victim parent = parent();

        Victim child = ground.victim(
                childOf(parent, grant -> grant.setScope(grant.getScope().subList(0, 1))));

        ground.assertPasses(child);
    }

    @Test
    @Denied(Denial.DELEGATED_TOO_DEEP)
    void shouldDenyAChildOfAParentThatMayNotDelegate() throws Exception {
        Victim parent = parent();
        Victim child = ground.victim(childOf(parent, grant -> {})).running();

        Victim grandchild = ground.victim(childOf(child, grant -> {}));

        ground.assertDenied(Denial.DELEGATED_TOO_DEEP, grandchild);
    }

    @Test
    @GoodTwin(Denial.DELEGATED_TOO_DEEP)
    void shouldLeaseAGrandchildWhereTheRootAllowsForIt() throws Exception {
        Victim parent = ground.victim(grant -> grant.setDelegationDepth(2)).running();
        Victim child = ground.victim(childOf(parent, grant -> grant.setDelegationDepth(1)))
                .running();

        ground.assertPasses(ground.victim(childOf(child, grant -> {})));
    }

    @Test
    @Denied(Denial.FORGED_LINEAGE)
    void shouldDenyAChildThatAnotherTreeDelegated() throws Exception {
        Victim parent = parent();
        Victim stranger = parent();

        Victim child = ground.victim(childOf(parent, stranger.granted().key(), grant -> {}));

        ground.assertDenied(Denial.FORGED_LINEAGE, child);
        ground.assertPasses(parent);
    }

    @Test
    @GoodTwin(Denial.FORGED_LINEAGE)
    void shouldLeaseAChildThatItsOwnParentDelegated() throws Exception {
        Victim parent = parent();

        ground.assertPasses(ground.victim(childOf(parent, parent.granted().key(), grant -> {})));
    }

    @Test
    @Denied(Denial.ORPHAN)
    void shouldDenyAChildOfAParentThatNobodyGranted() throws Exception {
        Granted nobody = ground.granted(grant -> grant.setDelegationDepth(1));

        Victim child = ground.victim(childOf(nobody, nobody.key(), grant -> {}));

        ground.assertDenied(Denial.ORPHAN, child);
    }

    @Test
    @GoodTwin(Denial.ORPHAN)
    void shouldLeaseAChildOnceItsParentIsThere() throws Exception {
        Granted granted = ground.granted(grant -> grant.setDelegationDepth(1));
        ground.victim(granted).running();

        ground.assertPasses(ground.victim(childOf(granted, granted.key(), grant -> {})));
    }

    @Test
    @Denied(Denial.PARENT_PAUSED)
    void shouldPauseAChildWithItsParent() throws Exception {
        Victim parent = onBudget();
        Victim child = ground.victim(childOf(parent, Ground::shortGrace)).running();

        parent.reports("+tokens 11");

        ground.assertDenied(Denial.PARENT_PAUSED, child);
    }

    @Test
    @GoodTwin(Denial.PARENT_PAUSED)
    void shouldLetTheChildRunWhoseParentStaysOnItsBudget() throws Exception {
        Victim parent = onBudget();
        Victim child = ground.victim(childOf(parent, Ground::shortGrace)).running();

        parent.reports("+tokens 10");

        ground.assertPasses(child);
    }

    @Test
    @Denied(Denial.PARENT_HALTED)
    void shouldHaltAChildWithItsParent() throws Exception {
        Victim parent = parent();
        Victim child = ground.victim(childOf(parent, grant -> {})).running();

        parent.reports("http.post https://evil.example/");

        ground.assertDenied(Denial.PARENT_HALTED, child);
    }

    @Test
    @GoodTwin(Denial.PARENT_HALTED)
    void shouldLetTheParentRunWhoseChildIsHalted() throws Exception {
        Victim parent = parent();
        Victim child = ground.victim(childOf(parent, grant -> {})).running();

        child.reports("http.post https://evil.example/");

        await().until(() -> ground.ledger().row(child.id()).orElseThrow().getState() == TrustState.HALTED);
        ground.assertPasses(parent);
    }

    @Test
    @Denied(Denial.PARENT_ENDED)
    void shouldHaltAChildThatOutlivesItsParent() throws Exception {
        Victim parent = parent();
        Victim child = ground.victim(childOf(parent, grant -> {})).running();

        parent.endItself();

        ground.assertDenied(Denial.PARENT_ENDED, child);
    }

    @Test
    @GoodTwin(Denial.PARENT_ENDED)
    void shouldLetTheParentRunWhoseChildHasEnded() throws Exception {
        Victim parent = parent();
        Victim child = ground.victim(childOf(parent, grant -> {})).running();

        child.endItself();

        await().until(() -> ground.ledger().row(child.id()).orElseThrow().getState() == TrustState.COMPLETED);
        ground.assertPasses(parent);
    }

    /** Runs, and may delegate one level deep. */
    private static Victim parent() throws Exception {
        return ground.victim(grant -> grant.setDelegationDepth(1)).running();
    }

    /** The same with ten tokens, and time to look at it when it is over them. */
    private static Victim onBudget() throws Exception {
        return ground.victim(grant -> {
                    grant.setDelegationDepth(1);
                    grant.setBudgets(Map.of("tokens", 10L));
                    grant.setGraceMillis(60_000);
                })
                .running();
    }

    private static Granted childOf(Victim parent, Consumer<Grant> change) throws Exception {
        return childOf(parent, parent.granted().key(), change);
    }

    private static Granted childOf(Victim parent, SigningKey delegator, Consumer<Grant> change) throws Exception {
        return childOf(parent.granted(), delegator, change);
    }

    /** What a parent may give, changed as wanted, under somebody's signature. */
    private static Granted childOf(Granted parent, SigningKey delegator, Consumer<Grant> change) throws Exception {
        Grant above = parent.grant().grant();
        return Ground.signedBy(delegator, ground.granted(above.getExecutionId() + "/" + UUID.randomUUID(), grant -> {
            grant.setNotBefore(above.getNotBefore());
            grant.setNotAfter(above.getNotAfter());
            grant.setBudgets(above.getBudgets());
            grant.setGraceMillis(Math.min(grant.getGraceMillis(), above.getGraceMillis()));
            change.accept(grant);
        }));
    }
}
