package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.cli.CommandLineFixture.Outcome;
import dev.holdfast.cli.Holdfast;
import dev.holdfast.cli.evidence.SoftwareTpm;
import dev.holdfast.cli.evidence.SvidIssuer;
import dev.holdfast.cli.system.Site.Granted;
import dev.holdfast.executor.GrantFile;
import dev.holdfast.executor.supervise.Supervisor;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.Finding;
import dev.holdfast.record.Grant;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.TpmBinding;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.Evaluator;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.signature.Digest;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code holdfast exec} under grants that ask for attestations, on a real broker. */
@RealCluster
@Timeout(120)
@SuppressWarnings("NullAway.Init")
class EvidenceIT {
    private static final int HALTED = 120;

    @TempDir
    static Path deployment;

    private static Site site;
    private static Evaluator evaluator;
    private static SvidIssuer issuer;

    @TempDir
    Path directory;

    @BeforeAll
    static void start(Cluster cluster) throws Exception {
        site = new Site(cluster.bootstrapServers(), cluster.registryUrl(), deployment);
        evaluator = site.startEvaluator();
        issuer = new SvidIssuer();
        Outcome published = CommandLineFixture.run(
                "authority",
                "publish",
                "--name",
                "workloads",
                "--version",
                "1",
                "--role",
                "executor-ca",
                "--spiffe-trust-domain",
                SvidIssuer.TRUST_DOMAIN,
                "--bundle",
                issuer.bundle(deployment.resolve("bundle.json")).toString(),
                "--root-key",
                deployment.resolve("root.pem").toString(),
                "--config",
                site.clientFile().toString());
        assertThat(published.status()).as(published.err()).isZero();
        assertThat(published.out()).contains("EXECUTOR_CA, SPIFFE trust domain example.org");
    }

    @AfterAll
    static void stop() throws Exception {
        evaluator.close();
        site.close();
    }

    @Test
    void shouldRunUnderAnX509Svid() throws Exception {
        Granted granted = granted(grant -> grant.setSpiffeId(SvidIssuer.ID));
        issuer.x509(directory, SvidIssuer.ec("secp256r1"));

        Outcome outcome = exec(granted, svid(), "true");

        assertThat(outcome.status()).as(outcome.err()).isZero();
        await().untilAsserted(() -> assertThat(last(granted).getState()).isEqualTo(TrustState.COMPLETED));
    }

    @Test
    void shouldNotRunUnderTheSvidOfAnotherAuthority() throws Exception {
        Granted granted = granted(grant -> grant.setSpiffeId(SvidIssuer.ID));
        new SvidIssuer().x509(directory, SvidIssuer.ec("secp256r1"));

        Outcome outcome =
                exec(granted, svid(), "touch", directory.resolve("started").toString());

        assertThat(outcome.status()).as(outcome.err()).isEqualTo(HALTED);
        assertThat(outcome.err()).contains("ordered HALT", "ATTESTATION_FAILED");
        assertThat(directory.resolve("started")).doesNotExist();
        assertThat(denial(granted)).contains("X509_SVID=expected a chain to one of 1 authorities");
    }

    @Test
    void shouldRunUnderATokenForThisDeployment() throws Exception {
        Granted granted = granted(grant -> grant.setSpiffeId(SvidIssuer.ID));
        Path token = issuer.jwt(directory.resolve("token"), Site.TRUST_DOMAIN);

        Outcome outcome = exec(granted, List.of("--jwt-svid", token.toString()), "true");

        assertThat(outcome.status()).as(outcome.err()).isZero();
    }

    @Test
    void shouldNotRunUnderATokenForAnotherAudience() throws Exception {
        Granted granted = granted(grant -> grant.setSpiffeId(SvidIssuer.ID));
        Path token = issuer.jwt(directory.resolve("token"), "somebody-else");

        Outcome outcome = exec(
                granted,
                List.of("--jwt-svid", token.toString()),
                "touch",
                directory.resolve("started").toString());

        assertThat(outcome.status()).as(outcome.err()).isEqualTo(HALTED);
        assertThat(directory.resolve("started")).doesNotExist();
        assertThat(denial(granted)).contains("JWT_SVID=expected a token for the audience `system-test` and no other");
    }

    @Test
    void shouldEndWhatIsNotStatedAgain() throws Exception {
        SigningKey witness = SigningKey.generate(new SecureRandom());
        KeyFiles.writePair(directory.resolve("witness.pem"), witness);
        Granted granted = granted(grant -> {
            grant.setStatementKeys(Map.of(
                    "model.sha256", ByteBuffer.wrap(witness.verifyingKey().raw())));
            grant.setReferenceValues(Map.of("model.sha256", List.of("cafe")));
            grant.setEvidenceMaxAgeMillis(Map.of("STATEMENT", 6_000L));
        });
        // The witness goes away once it has stated.
        String command = "test ! -e " + directory.resolve("gone") + " && " + java() + " -XX:TieredStopAtLevel=1 -cp "
                + System.getProperty("java.class.path") + " " + Holdfast.class.getName() + " statement --key "
                + directory.resolve("witness.pem") + " --value cafe && touch " + directory.resolve("gone");

        Outcome outcome = exec(granted, List.of("--statement", "model.sha256=" + command), "sleep", "60");

        assertThat(outcome.status()).as(outcome.err()).isEqualTo(HALTED);
        assertThat(outcome.err())
                .contains("ordered PAUSE", "EVIDENCE_STALE", "no STATEMENT model.sha256 made, trying again");
        assertThat(commands(granted))
                .extracting(ControlCommand::getAction)
                .as("a command that is not obeyed yet is sent again")
                .startsWith(ControlAction.PAUSE)
                .endsWith(ControlAction.HALT)
                .containsOnly(ControlAction.PAUSE, ControlAction.HALT);
    }

    @Test
    void shouldRunForAsLongAsATpmQuotes() throws Exception {
        assumeTrue(SoftwareTpm.isInstalled(), "expected swtpm and tpm2-tools, found none; install them");
        try (var tpm = new SoftwareTpm(Files.createDirectory(directory.resolve("tpm")))) {
            tpm.extend(Digest.sha256Hex(new byte[] {1}));
            Granted granted = granted(grant -> {
                grant.setTpm(binding(tpm));
                grant.setEvidenceMaxAgeMillis(Map.of("TPM_QUOTE", 5_000L));
            });

            int status = execChild(granted, tpm, "sleep", "14");

            assertThat(status)
                    .as(Files.readString(directory.resolve("exec.log")))
                    .isZero();
            assertThat(commands(granted)).isEmpty();
            await().untilAsserted(() -> assertThat(last(granted).getState()).isEqualTo(TrustState.COMPLETED));
        }
    }

    @Test
    void shouldEndWhatATpmQuotesInAnotherState() throws Exception {
        assumeTrue(SoftwareTpm.isInstalled(), "expected swtpm and tpm2-tools, found none; install them");
        try (var tpm = new SoftwareTpm(Files.createDirectory(directory.resolve("tpm")))) {
            Granted granted = granted(grant -> {
                grant.setTpm(binding(tpm));
                grant.setEvidenceMaxAgeMillis(Map.of("TPM_QUOTE", 5_000L));
            });
            tpm.extend(Digest.sha256Hex(new byte[] {2}));

            int status = execChild(
                    granted, tpm, "touch", directory.resolve("started").toString());

            assertThat(status)
                    .as(Files.readString(directory.resolve("exec.log")))
                    .isEqualTo(HALTED);
            assertThat(directory.resolve("started")).doesNotExist();
            assertThat(denial(granted)).contains("TPM_QUOTE=expected a pcrDigest that the grant accepts");
        }
    }

    private TpmBinding binding(SoftwareTpm tpm) {
        try {
            String pem = Files.readString(directory.resolve("tpm").resolve("ak.pem"));
            byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
            byte[] digest = Digest.sha256(tpm.registers("0,16"));
            return new TpmBinding(ByteBuffer.wrap(der), List.of(0, 16), List.of(ByteBuffer.wrap(digest)));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Granted granted(Consumer<Grant> change) throws Exception {
        return site.grant(grant -> {
            grant.setScope(List.of(new ScopeRule(Supervisor.START_ACTION, "*", null, null)));
            change.accept(grant);
        });
    }

    private List<String> svid() {
        return List.of(
                "--svid",
                directory.resolve("svid.pem").toString(),
                "--svid-key",
                directory.resolve("svid_key.pem").toString());
    }

    private Outcome exec(Granted granted, List<String> attesters, String... program) throws Exception {
        return CommandLineFixture.run(arguments(granted, attesters, program).toArray(String[]::new));
    }

    /** A process of its own, which has the TPM in its environment. */
    private int execChild(Granted granted, SoftwareTpm tpm, String... program) throws Exception {
        List<String> attesters =
                List.of("--tpm-key", directory.resolve("tpm").resolve("ak.ctx").toString());
        var command = new ArrayList<>(List.of(
                java(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Holdfast.class.getName()));
        command.addAll(arguments(granted, attesters, program));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("exec.log").toFile());
        builder.environment().put("TPM2TOOLS_TCTI", tpm.tcti());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("it ends").isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private List<String> arguments(Granted granted, List<String> attesters, String... program) throws Exception {
        Path grantFile = directory.resolve("run.grant");
        GrantFile.write(grantFile, granted.grant());
        KeyFiles.writePair(directory.resolve("run.pem"), granted.key());
        var arguments = new ArrayList<>(List.of(
                "exec",
                "--config",
                site.clientFile().toString(),
                "--grant",
                grantFile.toString(),
                "--key",
                directory.resolve("run.pem").toString()));
        arguments.addAll(attesters);
        arguments.add("--");
        arguments.addAll(Arrays.asList(program));
        return arguments;
    }

    private static String java() {
        return ProcessHandle.current().info().command().orElseThrow();
    }

    /** What the halt was for. */
    private static String denial(Granted granted) {
        await().untilAsserted(() -> assertThat(last(granted).getState()).isEqualTo(TrustState.HALTED));
        List<Finding> findings = commands(granted).get(0).getFindings();
        assertThat(findings).extracting(Finding::getCode).containsExactly("ATTESTATION_FAILED");
        return findings.get(0).getMessage();
    }

    private static List<ControlCommand> commands(Granted granted) {
        return site.wire.of(granted.executionId(), Topic.CONTROL, ControlCommand.class);
    }

    private static ExecutionStatus last(Granted granted) {
        List<ExecutionStatus> rows = site.wire.rows(granted.executionId());
        assertThat(rows).isNotEmpty();
        return rows.get(rows.size() - 1);
    }
}
