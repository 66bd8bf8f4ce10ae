package dev.holdfast.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.cli.CommandLineFixture.Outcome;
import dev.holdfast.cli.evidence.SvidIssuer;
import dev.holdfast.trust.evidence.StatementCheck;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.signature.RecordSignature;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options about attestations: what they come to, and what a person reads who got them wrong. */
class EvidenceInputTest {
    private static final String DIGEST = "ab".repeat(32);

    @TempDir
    private Path directory;

    @BeforeEach
    void makeKeys() throws Exception {
        for (String name : List.of("issuer", "agent", "witness", "root")) {
            assertThat(run("keys", "new", "--out", path(name + ".pem")).status())
                    .isZero();
        }
        Files.writeString(
                directory.resolve("client.properties"),
                "bootstrap.servers=127.0.0.1:1\nschema.registry.url=http://127.0.0.1:1\ntrust.domain=local\n"
                        + "evaluator.public.keys=" + path("issuer.pem.pub") + "\n");
        byte[] der = SvidIssuer.ec("secp256r1").getPublic().getEncoded();
        Files.writeString(
                directory.resolve("ak.pub"),
                "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                        + "\n-----END PUBLIC KEY-----\n");
    }

    @Test
    void shouldIssueAGrantThatAsksForEverything() throws Exception {
        Outcome outcome = issue(
                "--spiffe-id",
                SvidIssuer.ID,
                "--jwt-audience",
                "billing",
                "--tpm-key",
                path("ak.pub"),
                "--tpm-pcrs",
                "0,7",
                "--tpm-digest",
                DIGEST,
                "--statement-key",
                "model.sha256=" + path("witness.pem.pub"),
                "--reference",
                "model.sha256=cafe",
                "--reference",
                "model.sha256=beef",
                "--evidence-max-age",
                "tpm-quote=90s");

        assertThat(outcome.status()).as(outcome.err()).isZero();
        JsonNode grant = new ObjectMapper()
                .readTree(run("grant", "show", path("out.grant"), "--json").out());
        assertThat(grant.path("spiffeId").asText()).isEqualTo(SvidIssuer.ID);
        assertThat(grant.path("jwtAudience").asText()).isEqualTo("billing");
        assertThat(grant.path("tpmPcrs").toString()).isEqualTo("[0,7]");
        assertThat(grant.path("tpmDigests").get(0).asText()).isEqualTo(DIGEST);
        assertThat(grant.path("tpmKey").asText()).startsWith("3059");
        assertThat(grant.path("statementKeys").path("model.sha256").asText()).hasSize(64);
        assertThat(grant.path("referenceValues").path("model.sha256").toString())
                .isEqualTo("[\"cafe\",\"beef\"]");
        assertThat(grant.path("evidenceMaxAgeMillis").path("TPM_QUOTE").asLong())
                .isEqualTo(90_000);
    }

    @Test
    void shouldRefuseWhatNobodyCanShow() {
        assertRefused("expected the SPIFFE id of a workload", "--spiffe-id", "example.org", "--waive-environment");
        assertRefused("expected --tpm-key beside", "--tpm-pcrs", "0", "--waive-environment");
        assertRefused("expected 1 to 64 pcrDigests", "--tpm-key", path("ak.pub"), "--tpm-pcrs", "0");
        assertRefused(
                "expected 32 bytes in hex, found `xyz`",
                "--tpm-key",
                path("ak.pub"),
                "--tpm-pcrs",
                "0",
                "--tpm-digest",
                "xyz");
        assertRefused("expected a public key in PEM", "--tpm-key", path("agent.pem"), "--tpm-pcrs", "0");
        assertRefused("expected greatest ages of X509_SVID", "--evidence-max-age", "smell=5m", "--waive-environment");
        assertRefused("expected a duration", "--evidence-max-age", "statement=soon", "--waive-environment");
        assertRefused("--reference: expected NAME=VALUE, found `image`", "--reference", "image");
    }

    @Test
    void shouldRefuseHalfAnSvid() {
        issue("--waive-environment");

        Outcome outcome = run(
                "exec", "--grant", path("out.grant"), "--key", path("agent.pem"), "--svid", path("svid.pem"), "true");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("expected --svid and --svid-key together, found one of them");
    }

    @Test
    void shouldSayWhatAnAuthorityOfExecutorsNeeds() throws Exception {
        assertThat(publish("executor-ca").err())
                .contains("expected --key, or --spiffe-trust-domain and --bundle, or both, of an executor-ca");
        assertThat(publish("operator").err()).contains("expected --key, and no --bundle, of any role but executor-ca");
        Path bundle = new SvidIssuer().bundle(directory.resolve("bundle.json"));
        assertThat(publish("operator", "--key", path("issuer.pem.pub"), "--bundle", bundle.toString())
                        .err())
                .contains("expected --key, and no --bundle, of any role but executor-ca");
        assertThat(publish("executor-ca", "--bundle", bundle.toString()).err())
                .contains("expected the name of a SPIFFE trust domain");
        Path large = Files.writeString(directory.resolve("large.json"), " ".repeat(14_337));
        assertThat(publish("executor-ca", "--spiffe-trust-domain", "example.org", "--bundle", large.toString())
                        .err())
                .contains("expected a bundle of at most 14336 bytes, found", "with 14337");
        Path wrong = Files.writeString(directory.resolve("wrong.json"), "{}");
        assertThat(publish("executor-ca", "--spiffe-trust-domain", "example.org", "--bundle", wrong.toString())
                        .err())
                .contains("the bundle of the SPIFFE trust domain `example.org`");
    }

    @Test
    void shouldSignAStatementThatHolds() throws Exception {
        String nonce = "01".repeat(32);
        Outcome outcome = run(
                "statement",
                "--key",
                path("witness.pem"),
                "--value",
                "cafe",
                "--name",
                "model.sha256",
                "--domain",
                "local",
                "--execution",
                "job-1",
                "--nonce",
                nonce);

        assertThat(outcome.status()).as(outcome.err()).isZero();
        JsonNode statement = new ObjectMapper().readTree(outcome.out());
        byte[] header = Base64.getDecoder().decode(statement.path("signature").asText());
        var signature = ((RecordSignature.Parsed.Signature) RecordSignature.parse(header)).value();
        byte[] challenge = new byte[32];
        java.util.Arrays.fill(challenge, (byte) 1);
        var content = StatementCheck.content(
                "local",
                "job-1",
                "model.sha256",
                StandardCharsets.UTF_8.encode("cafe"),
                statement.path("issuedAtMillis").asLong(),
                ByteBuffer.wrap(challenge));
        assertThat(signature.verify(KeyFiles.readVerifyingKey(directory.resolve("witness.pem.pub")), content))
                .isNotInstanceOf(RecordSignature.Verification.Invalid.class);
        assertThat(statement.path("value").asText()).isEqualTo("cafe");
    }

    @Test
    void shouldSayWhatAStatementNeeds() {
        assertThat(run("statement", "--key", path("witness.pem"), "--value", "cafe")
                        .err())
                .contains("expected --nonce, or HOLDFAST_NONCE in the environment");
        assertThat(run("statement", "--key", path("witness.pem"), "--value", "cafe", "--nonce", "00")
                        .err())
                .contains("--nonce: expected 32 bytes in hex, found `00`");
    }

    private void assertRefused(String message, String... options) {
        Outcome outcome = issue(options);

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains(message);
        assertThat(directory.resolve("out.grant")).doesNotExist();
    }

    private Outcome publish(String role, String... options) {
        var args = new ArrayList<>(List.of(
                "authority",
                "publish",
                "--name",
                "workloads",
                "--version",
                "1",
                "--role",
                role,
                "--root-key",
                path("root.pem"),
                "--config",
                path("client.properties")));
        args.addAll(List.of(options));
        return run(args.toArray(String[]::new));
    }

    private Outcome issue(String... options) {
        var args = new ArrayList<>(List.of(
                "grant",
                "issue",
                "--execution",
                "job-1",
                "--agent",
                "tester",
                "--allow",
                "*:*",
                "--executor-key",
                path("agent.pem.pub"),
                "--issuer-key",
                path("issuer.pem"),
                "--out",
                path("out.grant")));
        args.addAll(List.of(options));
        return run(args.toArray(String[]::new));
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private static Outcome run(String... args) {
        return CommandLineFixture.run(args);
    }
}
