package dev.holdfast.cli.denials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.system.Site;
import dev.holdfast.cli.system.Site.Granted;
import dev.holdfast.record.Grant;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Grants that are not there, not sound, or not for now. */
@RealCluster
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(RowNames.class)
@SuppressWarnings("NullAway.Init")
class GrantDenialsIT {
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
    @Denied(Denial.MISSING_GRANT)
    void shouldDenyWhatNobodyGranted() throws Exception {
        RawExecutor executor = ground.raw(ground.granted(grant -> {}));

        executor.keepsBeating(heartbeat -> {});

        ground.assertTold(Denial.MISSING_GRANT, executor.id());
        ground.assertNeighbourUndisturbed();
    }

    @Test
    @GoodTwin(Denial.MISSING_GRANT)
    void shouldLeaseOnceTheGrantIsThere() throws Exception {
        Granted granted = ground.granted(grant -> {});
        try (RawExecutor early = ground.raw(granted)) {
            early.beat(heartbeat -> {});
        }
        await().until(() -> ground.ledger().letters(granted.executionId()).contains("GRANT_MISSING"));

        ground.assertPasses(ground.victim(granted));
    }

    @Test
    @Denied(Denial.UNVERIFIABLE_SIGNATURE)
    void shouldDenyAGrantThatWasChangedAfterItWasSigned() throws Exception {
        Granted sound = ground.granted(grant -> {});

        Victim victim = ground.victim(altered(sound, grant -> grant.setTenant("somebody else")));

        ground.assertDenied(Denial.UNVERIFIABLE_SIGNATURE, victim);
    }

    @Test
    @GoodTwin(Denial.UNVERIFIABLE_SIGNATURE)
    void shouldLeaseUnderTheGrantAsItWasSigned() throws Exception {
        Granted sound = ground.granted(grant -> {});

        ground.assertPasses(ground.victim(altered(sound, grant -> {})));
    }

    @Test
    @Denied(Denial.FOREIGN_TRUST_DOMAIN)
    void shouldDenyAGrantThatWasSignedForAnotherDeployment() throws Exception {
        ground.assertDenied(Denial.FOREIGN_TRUST_DOMAIN, ground.victim(signedFor("production")));
    }

    @Test
    @GoodTwin(Denial.FOREIGN_TRUST_DOMAIN)
    void shouldLeaseUnderAGrantThatWasSignedForThisDeployment() throws Exception {
        ground.assertPasses(ground.victim(signedFor(Site.TRUST_DOMAIN)));
    }

    @Test
    @Denied(Denial.CONFLICTING_GRANTS)
    void shouldRefuseASecondGrantForWhatRuns() throws Exception {
        Victim first = ground.victim(grant -> {}).running();

        Victim second = ground.victim(ground.granted(first.id(), grant -> {}));

        await().until(() -> ground.ledger().letters(first.id()).contains("SIGNER_UNKNOWN"));
        ground.assertDenied(Denial.CONFLICTING_GRANTS, first);
        assertThat(second.wasLeased()).isFalse();
        assertThat(second.wasStarted()).isFalse();
    }

    @Test
    @GoodTwin(Denial.CONFLICTING_GRANTS)
    void shouldTakeTheSameGrantTwice() throws Exception {
        Victim twin = ground.victim(grant -> {}).running();

        ground.raw(twin.granted()).grant();

        ground.assertPasses(twin);
        assertThat(ground.ledger().letters(twin.id())).doesNotContain("GRANT_CONFLICTING");
    }

    @Test
    @Denied(Denial.EXPIRED_GRANT)
    void shouldHaltWhatRunsWhenItsGrantEnds() throws Exception {
        Victim victim = ground.victim(
                        grant -> grant.setNotAfter(grant.getIssuedAt().plusSeconds(8)))
                .running();

        ground.assertDenied(Denial.EXPIRED_GRANT, victim);
    }

    @Test
    @GoodTwin(Denial.EXPIRED_GRANT)
    void shouldLetRunWhatHasAMinuteLeft() throws Exception {
        ground.assertPasses(
                ground.victim(grant -> grant.setNotAfter(grant.getIssuedAt().plusSeconds(60))));
    }

    @Test
    @Denied(Denial.NOT_YET_VALID)
    void shouldNotLeaseBeforeTheGrantBegins() throws Exception {
        ground.assertDenied(
                Denial.NOT_YET_VALID,
                ground.victim(grant -> grant.setNotBefore(grant.getIssuedAt().plusSeconds(300))));
    }

    @Test
    @GoodTwin(Denial.NOT_YET_VALID)
    void shouldLeaseOnceTheGrantBegins() throws Exception {
        ground.assertPasses(
                ground.victim(grant -> grant.setNotBefore(grant.getIssuedAt().plusSeconds(2))));
    }

    @Test
    @Denied(Denial.POLICY_MISMATCH)
    void shouldNotLeaseUnderAnotherRulesetThanTheGrantAsksFor() throws Exception {
        ground.assertDenied(Denial.POLICY_MISMATCH, ground.victim(grant -> grant.setPolicyDigest("0".repeat(64))));
    }

    @Test
    @GoodTwin(Denial.POLICY_MISMATCH)
    void shouldLeaseUnderTheRulesetThatTheGrantAsksFor() throws Exception {
        ground.assertPasses(ground.victim(grant -> grant.setPolicyDigest(ground.rulesetDigest())));
    }

    /** Another grant under the signature of a sound one. */
    private static Granted altered(Granted sound, Consumer<Grant> change) throws Exception {
        Grant other = Grant.newBuilder(sound.grant().grant()).build();
        change.accept(other);
        SignedGrant changed = SignedGrant.issue(other, SigningKey.generate(new SecureRandom()), Site.TRUST_DOMAIN);
        return new Granted(
                sound.key(),
                new SignedGrant(
                        Site.TRUST_DOMAIN,
                        changed.writer(),
                        changed.body(),
                        changed.grant(),
                        sound.grant().signature()));
    }

    /** A grant that says it is for this deployment, under a signature for the one named. */
    private static Granted signedFor(String trustDomain) throws Exception {
        Granted sound = ground.granted(grant -> {});
        Grant terms = sound.grant().grant();
        SignedGrant there = SignedGrant.issue(terms, ground.site().issuer, trustDomain);
        return new Granted(
                sound.key(),
                new SignedGrant(Site.TRUST_DOMAIN, there.writer(), there.body(), there.grant(), there.signature()));
    }
}
