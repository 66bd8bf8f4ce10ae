package dev.holdfast.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.cli.CommandLineFixture.Outcome;
import dev.holdfast.executor.GrantFile;
import dev.holdfast.record.Capability;
import dev.holdfast.record.Grant;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.signature.RecordSignature.Verification;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A parent's executor hands on what it has, and nothing else. */
class GrantDelegateTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void makeKeys() {
        for (String key : new String[] {"issuer.pem", "agent.pem", "child.pem"}) {
            assertThat(CommandLineFixture.run("keys", "new", "--out", path(key)).status())
                    .isZero();
        }
    }

    @Test
    void shouldIssueAllThatAPersonMayAskFor() throws Exception {
        Grant grant = parent("--delegation-depth", "2").grant();

        assertThat(grant.getScope()).containsExactly(new ScopeRule("http.get", "https://a/*", 100L, 10L));
        assertThat(grant.getRequiredCapabilities()).containsExactly(Capability.PAUSE, Capability.FREEZE);
        assertThat(grant.getRegion()).isEqualTo("eu");
        assertThat(grant.getDelegationDepth()).isEqualTo(2);
        assertThat(grant.getConfirmationMillis()).isEqualTo(2_000);
        Outcome shown = CommandLineFixture.run("grant", "show", path("parent.grant"));
        assertThat(shown.out()).contains("http.get:https://a/*#100#10/min", "[PAUSE, FREEZE]", "eu", "2000");
    }

    @Test
    void shouldGiveAChildItsParentsTermsSignedByItsParentsExecutor() throws Exception {
        SignedGrant parent = parent("--delegation-depth", "2");

        Outcome outcome = delegate("--agent", "helper");

        assertThat(outcome.status()).as(outcome.err()).isZero();
        SignedGrant signed = GrantFile.read(directory.resolve("child.grant"));
        Grant child = signed.grant();
        assertThat(signed.verify(KeyFiles.readVerifyingKey(directory.resolve("agent.pem.pub"))))
                .isInstanceOf(Verification.Valid.class);
        assertThat(child.getExecutionId()).isEqualTo("job/child");
        assertThat(child.getAgent()).isEqualTo("helper");
        assertThat(child.getGrantId()).isNotEqualTo(parent.grant().getGrantId());
        assertThat(child.getExecutorKey()).isNotEqualTo(parent.grant().getExecutorKey());
        assertThat(child.getDelegationDepth()).as("not handed on unasked").isZero();
        assertThat(child.getNotAfter()).isEqualTo(parent.grant().getNotAfter());
        assertThat(child.getScope()).isEqualTo(parent.grant().getScope());
        assertThat(child.getBudgets()).isEqualTo(parent.grant().getBudgets());
        assertThat(child.getRequiredCapabilities()).isEqualTo(parent.grant().getRequiredCapabilities());
        assertThat(child.getRegion()).isEqualTo("eu");
    }

    @Test
    void shouldNarrow() throws Exception {
        parent("--delegation-depth", "2");

        Outcome outcome = delegate(
                "--allow",
                "http.get:https://a/b#5#1/min",
                "--budget",
                "cpu.millis=10",
                "--valid-for",
                "1m",
                "--delegation-depth",
                "1",
                "--require",
                "kill");

        assertThat(outcome.status()).as(outcome.err()).isZero();
        Grant child = GrantFile.read(directory.resolve("child.grant")).grant();
        assertThat(child.getScope()).containsExactly(new ScopeRule("http.get", "https://a/b", 5L, 1L));
        assertThat(child.getBudgets()).containsEntry("cpu.millis", 10L);
        assertThat(child.getRequiredCapabilities())
                .containsExactly(Capability.PAUSE, Capability.FREEZE, Capability.KILL);
    }

    @ParameterizedTest
    @CsvSource({
        "--execution, other/child, one segment below",
        "--allow, http.put:https://a/b, found none that covers it",
        "--allow, http.get:https://a/b, to take no more",
        "--budget, cpu.millis=5001, expected budget `cpu.millis`",
        "--valid-for, 2d, expected notAfter",
        "--delegation-depth, 2, expected delegationDepth below",
        "--lease, 20s, leaseMillis",
        "--grace, 11s, graceMillis",
        "--confirm-within, 3s, confirmationMillis"
    })
    void shouldRefuseMoreThanTheParentHas(String option, String value, String excess) throws Exception {
        parent("--delegation-depth", "2");

        Outcome outcome = delegate(option, value);

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("the child would have more than its parent: ", excess);
        assertThat(directory.resolve("child.grant")).doesNotExist();
    }

    @Test
    void shouldRefuseWhereTheParentMayNotDelegate() throws Exception {
        parent();

        Outcome outcome = delegate();

        assertThat(outcome.err()).contains("expected a parent that may delegate");
        assertThat(directory.resolve("child.grant")).doesNotExist();
    }

    @Test
    void shouldRefuseAnotherKeyThanTheParents() throws Exception {
        parent("--delegation-depth", "1");

        Outcome outcome = CommandLineFixture.run(
                "grant",
                "delegate",
                "--parent-grant",
                path("parent.grant"),
                "--parent-key",
                path("issuer.pem"),
                "--execution",
                "job/child",
                "--executor-key",
                path("child.pem.pub"),
                "--out",
                path("child.grant"));

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("expected the private half of the executor key that the parent's grant names");
        assertThat(directory.resolve("child.grant")).doesNotExist();
    }

    @Test
    void shouldRefuseACapabilityThatIsNone() {
        Outcome outcome = CommandLineFixture.run(
                "grant",
                "issue",
                "--execution",
                "job",
                "--agent",
                "a",
                "--executor-key",
                path("agent.pem.pub"),
                "--issuer-key",
                path("issuer.pem"),
                "--allow",
                "*:*",
                "--waive-environment",
                "--require",
                "other",
                "--out",
                path("x.grant"));

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("--require: expected pause, kill or freeze, found `other`");
    }

    private SignedGrant parent(String... more) throws Exception {
        var args = new ArrayList<>(List.of(
                "grant",
                "issue",
                "--execution",
                "job",
                "--agent",
                "fetcher",
                "--executor-key",
                path("agent.pem.pub"),
                "--issuer-key",
                path("issuer.pem"),
                "--allow",
                "http.get:https://a/*#100#10/min",
                "--budget",
                "cpu.millis=5000",
                "--waive-environment",
                "--region",
                "eu",
                "--require",
                "pause",
                "--require",
                "FREEZE",
                "--confirm-within",
                "2s",
                "--out",
                path("parent.grant")));
        args.addAll(List.of(more));
        Outcome outcome = CommandLineFixture.run(args.toArray(String[]::new));
        assertThat(outcome.status()).as(outcome.err()).isZero();
        return GrantFile.read(directory.resolve("parent.grant"));
    }

    private Outcome delegate(String... more) {
        var args = new ArrayList<>(List.of(
                "grant",
                "delegate",
                "--parent-grant",
                path("parent.grant"),
                "--parent-key",
                path("agent.pem"),
                "--executor-key",
                path("child.pem.pub"),
                "--out",
                path("child.grant")));
        args.addAll(List.of(more));
        if (!args.contains("--execution")) {
            args.addAll(List.of("--execution", "job/child"));
        }
        return CommandLineFixture.run(args.toArray(String[]::new));
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }
}
