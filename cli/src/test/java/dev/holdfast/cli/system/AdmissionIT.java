package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.cli.CommandLineFixture.Outcome;
import dev.holdfast.cli.governance.GovernancePublisher;
import dev.holdfast.record.Admission;
import dev.holdfast.record.AdmissionOutcome;
import dev.holdfast.record.Finding;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.Role;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.Evaluator;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program that asks for its execution, under the rules of the documents' example: the commands, the evaluator and the process are real. */
@RealCluster
@Timeout(120)
@SuppressWarnings("NullAway.Init")
class AdmissionIT {
    private static final Path TOUCH = Path.of("/usr/bin/touch");

    @TempDir
    static Path deployment;

    private static Site site;
    private static Evaluator evaluator;

    @TempDir
    Path directory;

    private final String id = "order-" + UUID.randomUUID();
    private Path trace;

    @BeforeAll
    static void start(Cluster cluster) throws Exception {
        site = new Site(cluster.bootstrapServers(), cluster.registryUrl(), deployment);
        SigningKey authority = SigningKey.generate(new SecureRandom());
        KeyFiles.writePair(deployment.resolve("executor-ca.pem"), authority);
        try (var publisher = new GovernancePublisher(site.client())) {
            publisher.publish(Site.authority("admissions", Role.GRANT_ISSUER, site.evaluatorKey), site.root);
            publisher.publish(Site.authority("executor-ca", Role.EXECUTOR_CA, authority), site.root);
        }
        evaluator = site.startEvaluator(Path.of("..", "docs", "examples", "admission"));
    }

    @AfterAll
    static void stop() throws Exception {
        evaluator.close();
        site.close();
    }

    @BeforeEach
    void makeKeyAndVoucher() {
        trace = directory.resolve("trace");
        assertThat(run("keys", "new", "--out", file("agent.pem")).status()).isZero();
        Outcome voucher = run(
                "voucher",
                "issue",
                "--executor-key",
                file("agent.pem.pub"),
                "--agent",
                "batch-7",
                "--ca-key",
                deployment.resolve("executor-ca.pem").toString(),
                "--trust-domain",
                Site.TRUST_DOMAIN,
                "--out",
                file("agent.voucher"));
        assertThat(voucher.status()).as(voucher.err()).isZero();
    }

    @Test
    void shouldRunWhatWasAdmittedAfterItsFirstLease() throws Exception {
        Outcome outcome = exec(request("batch-7"), true);

        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(trace).exists();
        assertThat(site.wire.of(id, Topic.ADMISSIONS, Admission.class))
                .extracting(Admission::getOutcome)
                .containsExactly(AdmissionOutcome.ADMITTED);
        await().untilAsserted(
                        () -> assertThat(last(site.wire.rows(id)).getState()).isEqualTo(TrustState.COMPLETED));
        List<LineageEntry> lineage = site.wire.of(id, Topic.LINEAGE, LineageEntry.class);
        assertThat(lineage)
                .extracting(LineageEntry::getTriggerKind)
                .startsWith(TriggerKind.REQUEST, TriggerKind.GRANT, TriggerKind.HEARTBEAT);
        assertThat(lineage.get(2).getLeasedSequence()).isNotNull();
    }

    @Test
    void shouldNeverStartWhatWasDenied() throws Exception {
        Outcome outcome = exec(request("batch-8"), false);

        assertThat(outcome.status()).as(outcome.err()).isEqualTo(123);
        assertThat(outcome.err()).contains("the request was denied", "IDENTITY_UNPROVEN");
        assertThat(trace).doesNotExist();
        assertThat(new Program(id).processes()).isEmpty();
        assertThat(site.wire.of(id, Topic.ADMISSIONS, Admission.class))
                .singleElement()
                .satisfies(denial -> assertThat(denial.getFindings())
                        .extracting(Finding::getCode)
                        .containsExactly("IDENTITY_UNPROVEN"));
        assertThat(last(site.wire.rows(id)).getState()).isEqualTo(TrustState.DENIED);
    }

    @Test
    void shouldNeverStartWhatNoRuleForesees() throws Exception {
        Path request = request("batch-7");
        Files.writeString(request, Files.readString(request).replace("\"10m\"", "\"2h\""));

        Outcome outcome = exec(request, true);

        assertThat(outcome.status()).as(outcome.err()).isEqualTo(123);
        assertThat(outcome.err()).contains("ADMISSION_NOT_FORESEEN");
        assertThat(trace).doesNotExist();
    }

    @Test
    void shouldSayThatNobodyAnswersWhatConflicts() throws Exception {
        assertThat(exec(request("batch-7"), true).status()).isZero();
        Files.delete(trace);

        Outcome outcome = exec(request("batch-7"), true, "--wait", "3s");

        assertThat(outcome.status()).as(outcome.err()).isEqualTo(122);
        assertThat(outcome.err()).contains("no answer to the request within 3 s", "is the execution's id a new one?");
        assertThat(trace).doesNotExist();
    }

    private Path request(String agent) throws Exception {
        String template = run("request", "template").out();
        return Files.writeString(
                directory.resolve("request.json"),
                template.replace("order-17", id).replace("batch-7", agent));
    }

    private Outcome exec(Path request, boolean vouched, String... more) throws Exception {
        var args = new ArrayList<>(List.of(
                "exec",
                "--config",
                site.clientFile().toString(),
                "--request",
                request.toString(),
                "--key",
                file("agent.pem"),
                "--containment",
                "MARKER"));
        if (vouched) {
            args.addAll(List.of("--voucher", file("agent.voucher")));
        }
        args.addAll(List.of(more));
        args.addAll(List.of("--", TOUCH.toString(), trace.toString()));
        return run(args.toArray(String[]::new));
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private static Outcome run(String... args) {
        return CommandLineFixture.run(args);
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }
}
