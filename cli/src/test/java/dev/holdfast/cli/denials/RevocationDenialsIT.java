package dev.holdfast.cli.denials;

import dev.holdfast.cli.governance.Act;
import dev.holdfast.cli.governance.GovernancePublisher;
import dev.holdfast.cli.system.Site;
import dev.holdfast.cli.system.Site.Granted;
import dev.holdfast.executor.process.ExecutableDigest;
import dev.holdfast.executor.supervise.Supervisor;
import dev.holdfast.record.Authority;
import dev.holdfast.record.Grant;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Revocation;
import dev.holdfast.record.Role;
import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From whom trust is withdrawn, and what operators order. */
@RealCluster
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(RowNames.class)
@SuppressWarnings("NullAway.Init")
class RevocationDenialsIT {
    /** What nothing but one selector may choose stands under authorities of its own. */
    private static final SigningKey ISSUER = SigningKey.generate(new SecureRandom());

    /** Operators each of whom reaches one agent alone, named after the kind of selector. */
    private static final Map<SelectorKind, SigningKey> NARROW = Map.of(
            SelectorKind.POLICY, SigningKey.generate(new SecureRandom()),
            SelectorKind.EVERYTHING, SigningKey.generate(new SecureRandom()),
            SelectorKind.NOTHING, SigningKey.generate(new SecureRandom()));

    private static final Path SHELL = Path.of("/bin/bash");

    @TempDir
    static Path directory;

    private static Ground ground;

    @BeforeAll
    static void start(Cluster cluster) throws Exception {
        ground = Ground.start(cluster, directory, Map.of(), RevocationDenialsIT::authorities);
    }

    private static void authorities(Site site, GovernancePublisher publisher) throws Exception {
        publisher.publish(Site.authority("other-issuers", Role.GRANT_ISSUER, ISSUER), site.root);
        for (Map.Entry<SelectorKind, SigningKey> narrow : NARROW.entrySet()) {
            // Some selectors choose all; an operator with a narrow authority reaches no more than that.
            String name = narrow.getKey().name();
            Authority operators = Site.authority("operators-" + name, Role.OPERATOR, narrow.getValue());
            operators.setAgents(List.of(name));
            publisher.publish(operators, site.root);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        ground.close();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOTHING")
    @Denied(Denial.REVOKED)
    void shouldHaltWhatIsRevoked(SelectorKind kind) throws Exception {
        // No other program here is this shell's.
        Victim victim = kind == SelectorKind.EVIDENCE
                ? ground.victim(granted(kind), SHELL).running()
                : ground.victim(granted(kind)).running();

        revoke(kind, valueOf(kind, victim.granted()), NARROW.getOrDefault(kind, ground.site().operator));

        ground.assertDenied(Denial.REVOKED, victim);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOTHING")
    @GoodTwin(Denial.REVOKED)
    void shouldLetRunWhatARevocationAllButChooses(SelectorKind kind) throws Exception {
        Victim twin = ground.victim(grant -> grant.setTenant("kept-tenant")).running();

        String value = switch (kind) {
            case EVERYTHING -> "everything";
            case EXECUTOR_KEY, ISSUER -> KeyId.ofPublicKey(new byte[32]).toString();
            case POLICY -> "0".repeat(64);
            default -> valueOf(kind, twin.granted()) + "-2";
        };
        // Everything, but by an operator who may not speak for the twin.
        boolean everything = kind == SelectorKind.EVERYTHING;
        revoke(kind, value, everything ? NARROW.get(SelectorKind.NOTHING) : ground.site().operator);

        ground.assertPasses(twin);
    }

    @Test
    @Denied(Denial.HALTED_BY_OPERATOR)
    void shouldHaltByOrder() throws Exception {
        Victim victim = ground.victim(grant -> {}).running();

        order(OrderAction.HALT, victim.id());

        ground.assertDenied(Denial.HALTED_BY_OPERATOR, victim);
    }

    @Test
    @GoodTwin(Denial.HALTED_BY_OPERATOR)
    void shouldLetRunWhatAnOrderAllButNames() throws Exception {
        Victim twin = ground.victim(grant -> {}).running();

        order(OrderAction.HALT, twin.id().substring(0, twin.id().length() - 1));

        ground.assertPasses(twin);
    }

    @Test
    @Denied(Denial.PAUSED_BY_OPERATOR)
    void shouldHaltWhatAnOperatorPausesAndForgets() throws Exception {
        Victim victim = ground.victim(grant -> {
                    Ground.shortGrace(grant);
                    grant.setNotAfter(grant.getIssuedAt().plusSeconds(12));
                })
                .running();

        order(OrderAction.PAUSE, victim.id());

        ground.assertDenied(Denial.PAUSED_BY_OPERATOR, victim);
    }

    @Test
    @GoodTwin(Denial.PAUSED_BY_OPERATOR)
    void shouldGoOnWhenAnOperatorResumesInTime() throws Exception {
        // The resume takes effect with the next heartbeat, for which the grace has to leave time.
        Victim twin = ground.victim(grant -> grant.setGraceMillis(60_000)).running();

        order(OrderAction.PAUSE, twin.id());
        ground.awaitPaused(twin);
        order(OrderAction.RESUME, twin.id());

        ground.assertResumed(twin);
        twin.cancel();
    }

    private static Granted granted(SelectorKind kind) throws Exception {
        Granted granted = ground.granted(grant -> {
            switch (kind) {
                case AGENT, POLICY, EVERYTHING -> grant.setAgent(kind.name());
                case TENANT -> grant.setTenant("left");
                default -> {
                    // Chosen by what every grant has of its own.
                }
            }
        });
        return kind == SelectorKind.ISSUER ? Ground.signedBy(ISSUER, granted) : granted;
    }

    /** What chooses an execution, and no other one here. */
    private static String valueOf(SelectorKind kind, Granted granted) throws Exception {
        Grant grant = granted.grant().grant();
        return switch (kind) {
            case GRANT -> grant.getGrantId();
            case EXECUTION -> grant.getExecutionId();
            case AGENT -> grant.getAgent();
            case TENANT -> grant.getTenant();
            case EXECUTOR_KEY -> granted.key().verifyingKey().id().toString();
            case ISSUER -> ISSUER.verifyingKey().id().toString();
            case EVIDENCE -> Supervisor.EXECUTABLE_SHA256 + "=" + new ExecutableDigest(SHELL.toRealPath()).sha256();
            case POLICY -> ground.rulesetDigest();
            case EVERYTHING -> "everything";
            case NOTHING -> throw new IllegalArgumentException("nothing chooses by it");
        };
    }

    private static void revoke(SelectorKind kind, String value, SigningKey operator) throws Exception {
        var revocation = new Revocation(
                UUID.randomUUID().toString(), new Selector(kind, value), "shown to be revoked", "olga", now());
        ground.publish(Act.of(revocation), List.of(operator));
    }

    private static void order(OrderAction action, String executionId) throws Exception {
        var order = new OperatorOrder(
                UUID.randomUUID().toString(),
                action,
                new Selector(SelectorKind.EXECUTION, executionId),
                "a closer look",
                "olga",
                now());
        ground.publish(Act.of(order), List.of(ground.site().operator));
    }

    private static Instant now() {
        return Instant.ofEpochMilli(System.currentTimeMillis());
    }
}
