package dev.holdfast.cli.denials;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.cli.CommandLineFixture.Outcome;
import dev.holdfast.cli.governance.Act;
import dev.holdfast.cli.governance.GovernancePublisher;
import dev.holdfast.cli.system.Program;
import dev.holdfast.cli.system.Site;
import dev.holdfast.cli.system.Site.Granted;
import dev.holdfast.executor.Admissions;
import dev.holdfast.executor.Answer;
import dev.holdfast.executor.VoucherFile;
import dev.holdfast.executor.process.ExecutableDigest;
import dev.holdfast.executor.supervise.Supervisor;
import dev.holdfast.record.ExecutionRequest;
import dev.holdfast.record.Role;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.EvaluatorConfig;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Requests that are not admitted. */
@RealCluster
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(RowNames.class)
@SuppressWarnings("NullAway.Init")
class AdmissionDenialsIT {
    private static final String RULES = """
            package dev.holdfast.packs.local

            import dev.holdfast.trust.admission.AdmissionFacts

            global dev.holdfast.rules.AdmissionNotes admission

            rule "foreseen" when AdmissionFacts( agent == "foreseen" ) then admission.admit("FORESEEN", "of the house"); end
            """;

    private static final int DENIED = 123;
    private static final Path SHELL = Path.of("/bin/sh");
    private static final SigningKey AUTHORITY = SigningKey.generate(new SecureRandom());
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path directory;

    private static Ground ground;
    private static Path client;

    private final String id = Ground.newId();

    @TempDir
    Path files;

    @BeforeAll
    static void start(Cluster cluster) throws Exception {
        Path rules = Files.createDirectory(directory.resolve("rules"));
        Files.writeString(rules.resolve("rules.drl"), RULES);
        ground = Ground.start(
                cluster,
                directory,
                Map.of(EvaluatorConfig.RULES_DIRECTORY, rules.toString()),
                AdmissionDenialsIT::authorities);
        client = ground.site().clientFile();
    }

    private static void authorities(Site site, GovernancePublisher publisher) throws Exception {
        publisher.publish(Site.authority("admissions", Role.GRANT_ISSUER, site.evaluatorKey), site.root);
        publisher.publish(Site.authority("executor-ca", Role.EXECUTOR_CA, AUTHORITY), site.root);
    }

    @AfterAll
    static void stop() throws Exception {
        ground.close();
    }

    @BeforeEach
    void makeKeys() throws Exception {
        KeyFiles.writePair(files.resolve("agent.pem"), SigningKey.generate(new SecureRandom()));
    }

    @Test
    @Denied(Denial.UNVOUCHED_REQUEST)
    void shouldDenyWhomNobodyVouchesFor() throws Exception {
        assertDenied(Denial.UNVOUCHED_REQUEST, exec(request("foreseen")));
    }

    @Test
    @GoodTwin(Denial.UNVOUCHED_REQUEST)
    void shouldAdmitWhomAnAuthorityVouchesFor() throws Exception {
        assertRuns(exec(request("foreseen"), voucher("foreseen", AUTHORITY)));
    }

    @Test
    @Denied(Denial.FORGED_VOUCHER)
    void shouldDenyWhomAStrangerVouchesFor() throws Exception {
        SigningKey stranger = SigningKey.generate(new SecureRandom());

        assertDenied(Denial.FORGED_VOUCHER, exec(request("foreseen"), voucher("foreseen", stranger)));
    }

    @Test
    @GoodTwin(Denial.FORGED_VOUCHER)
    void shouldAdmitOnceTheRootVouchesForTheStranger() throws Exception {
        SigningKey stranger = SigningKey.generate(new SecureRandom());
        ground.publish(Act.of(Site.authority("newcomer", Role.EXECUTOR_CA, stranger)), List.of(ground.site().root));

        assertRuns(exec(request("foreseen"), voucher("foreseen", stranger)));
    }

    @Test
    @Denied(Denial.UNMEASURED_REQUEST)
    void shouldDenyWhatSaysNothingOfItsEnvironment() throws Exception {
        Answer answer = ask(request -> request.setEvidence(Map.of()));

        assertThat(answer).isInstanceOf(Answer.Denied.class);
        assertNeverStarted(Denial.UNMEASURED_REQUEST);
    }

    @Test
    @GoodTwin(Denial.UNMEASURED_REQUEST)
    void shouldAdmitWhatSaysWhatItRuns() throws Exception {
        Answer answer = ask(request -> {});

        assertThat(answer).isInstanceOf(Answer.Admitted.class);
        ground.assertPasses(ground.victim(new Granted(key(), ((Answer.Admitted) answer).grant())));
    }

    @Test
    @Denied(Denial.UNFORESEEN_REQUEST)
    void shouldDenyWhatNoRuleForesees() throws Exception {
        assertDenied(Denial.UNFORESEEN_REQUEST, exec(request("surprise"), voucher("surprise", AUTHORITY)));
    }

    @Test
    @GoodTwin(Denial.UNFORESEEN_REQUEST)
    void shouldAdmitWhatARuleForesees() throws Exception {
        assertRuns(exec(request("foreseen"), voucher("foreseen", AUTHORITY)));
    }

    @Test
    @Denied(Denial.REQUEST_DENIED_BY_RULES)
    void shouldDenyWhatIsForeseenAndTooMuch() throws Exception {
        assertDenied(Denial.REQUEST_DENIED_BY_RULES, exec(request("25h", 5, "*"), voucher("foreseen", AUTHORITY)));
    }

    @Test
    @GoodTwin(Denial.REQUEST_DENIED_BY_RULES)
    void shouldAdmitTheMostThatIsAllowed() throws Exception {
        assertRuns(exec(request("24h", 4, "https://*"), voucher("foreseen", AUTHORITY)));
    }

    private void assertDenied(Denial row, Outcome outcome) throws Exception {
        assertThat(outcome.status()).as(outcome.err()).isEqualTo(DENIED);
        assertThat(outcome.err()).contains("the request was denied").contains(row.findings());
        assertThat(files.resolve("trace")).doesNotExist();
        assertNeverStarted(row);
    }

    private void assertNeverStarted(Denial row) throws Exception {
        assertThat(new Program(id).processes()).isEmpty();
        ground.assertTold(row, id);
        ground.assertNeighbourUndisturbed();
        ground.assertTold(row, id);
        assertThat(new Program(id).processes()).isEmpty();
    }

    private void assertRuns(Outcome outcome) {
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(files.resolve("trace")).exists();
        assertThat(ground.ledger().commands(id)).isEmpty();
    }

    private Path request(String agent) throws Exception {
        return request(agent, node -> {});
    }

    private Path request(String validFor, int depth, String resources) throws Exception {
        return request("foreseen", node -> {
            node.put("validFor", validFor).put("delegationDepth", depth);
            node.withArray("scope").addObject().put("action", "*").put("resource", resources);
        });
    }

    private Path request(String agent, Consumer<ObjectNode> change) throws Exception {
        var request = (ObjectNode) JSON.readTree(run("request", "template").out());
        request.put("execution", id).put("agent", agent);
        change.accept(request);
        return Files.writeString(files.resolve("request.json"), request.toString());
    }

    private Path voucher(String agent, SigningKey signer) throws Exception {
        KeyFiles.writePair(files.resolve("signer.pem"), signer);
        Outcome issued = run(
                "voucher",
                "issue",
                "--executor-key",
                file("agent.pem.pub"),
                "--agent",
                agent,
                "--ca-key",
                file("signer.pem"),
                "--trust-domain",
                Site.TRUST_DOMAIN,
                "--out",
                file("agent.voucher"));
        assertThat(issued.status()).as(issued.err()).isZero();
        return files.resolve("agent.voucher");
    }

    /** A program under {@code holdfast exec} that would leave a trace. */
    private Outcome exec(Path request, Path... vouchers) throws Exception {
        var args = new ArrayList<>(List.of(
                "exec",
                "--config",
                client.toString(),
                "--request",
                request.toString(),
                "--key",
                file("agent.pem"),
                "--containment",
                "MARKER"));
        for (Path voucher : vouchers) {
            args.addAll(List.of("--voucher", voucher.toString()));
        }
        args.addAll(List.of("--", "/usr/bin/touch", file("trace")));
        return run(args.toArray(String[]::new));
    }

    /** Asks by the SDK, which measures nothing by itself. */
    private Answer ask(Consumer<ExecutionRequest> change) throws Exception {
        Path shell = SHELL.toRealPath();
        ExecutionRequest request = ExecutionRequest.newBuilder()
                .setRequestId(UUID.randomUUID().toString())
                .setExecutionId(id)
                .setAgent("foreseen")
                .setInitiator("system test")
                .setExecutorKey(ByteBuffer.wrap(key().verifyingKey().raw()))
                .setScope(List.of(new ScopeRule(Supervisor.START_ACTION, shell.toString(), null, null)))
                .setDurationMillis(Duration.ofMinutes(10).toMillis())
                .setEvidence(Map.of(Supervisor.EXECUTABLE_SHA256, new ExecutableDigest(shell).sha256()))
                .setVouchers(
                        List.of(VoucherFile.read(voucher("foreseen", AUTHORITY)).voucher()))
                .setRequestedAt(Instant.ofEpochMilli(System.currentTimeMillis()))
                .build();
        change.accept(request);
        var patience = new Admissions.Patience(Duration.ofSeconds(30), Duration.ofSeconds(30), event -> {});
        return Admissions.ask(ground.site().client(), key(), request, patience);
    }

    private SigningKey key() throws Exception {
        return KeyFiles.readSigningKey(files.resolve("agent.pem"));
    }

    private String file(String name) {
        return files.resolve(name).toString();
    }

    private static Outcome run(String... args) {
        return CommandLineFixture.run(args);
    }
}
