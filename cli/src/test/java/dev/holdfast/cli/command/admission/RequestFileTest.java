package dev.holdfast.cli.command.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.cli.CommandLineFixture.Outcome;
import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.record.ExecutionRequest;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.TpmBinding;
import dev.holdfast.schemas.GeneratedClasses;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestFileTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void trust() {
        GeneratedClasses.trust();
        file = directory.resolve("request.json");
    }

    private static String template() {
        return CommandLineFixture.run("request", "template").out();
    }

    @Test
    void shouldReadTheTemplate() throws Exception {
        Files.writeString(file, template());

        ExecutionRequest request = RequestFile.read(file);

        assertThat(request.getExecutionId()).isEqualTo("order-17");
        assertThat(request.getAgent()).isEqualTo("batch-7");
        assertThat(request.getDurationMillis()).isEqualTo(600_000);
        assertThat(request.getScope())
                .containsExactly(new ScopeRule("http.get", "https://inside.example/*", 1_000L, 60L));
        assertThat(request.getBudgets()).isEqualTo(Map.of("cpu.millis", 60_000L));
        assertThat(request.getHeartbeatModes()).containsExactly(HeartbeatMode.SIGNED);
    }

    @Test
    void shouldTakeTheDefaultsOfTheTemplateForWhatIsLeftOut() throws Exception {
        Files.writeString(file, template());
        ExecutionRequest template = RequestFile.read(file);
        Files.writeString(file, """
                {"format": "holdfast-request/1", "execution": "order-17", "agent": "batch-7", "validFor": "10m"}
                """);

        ExecutionRequest least = RequestFile.read(file);

        template.setScope(List.of());
        template.setBudgets(Map.of());
        template.setInitiator("");
        assertThat(least).isEqualTo(template);
    }

    @Test
    void shouldReadWhatIsToBeAttestedWithTheKeysBesideIt() throws Exception {
        assertThat(CommandLineFixture.run("keys", "new", "--out", path("witness.pem"))
                        .status())
                .isZero();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        byte[] der = generator.generateKeyPair().getPublic().getEncoded();
        Files.writeString(
                directory.resolve("ak.pem"),
                "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                        + "\n-----END PUBLIC KEY-----\n");
        Files.writeString(file, """
                {"format": "holdfast-request/1", "execution": "order-17", "agent": "batch-7", "validFor": "10m",
                 "spiffeId": "spiffe://example.org/batch-7", "jwtAudience": "billing",
                 "tpm": {"key": "ak.pem", "pcrs": [0, 7], "digests": ["%s"]},
                 "statements": {"model.sha256": {"key": "witness.pem.pub", "value": "cafe"}, "sbom": {"key": "witness.pem.pub"}},
                 "evidenceMaxAge": {"tpm-quote": "2m"}}
                """.formatted("AB".repeat(32)));

        ExecutionRequest request = RequestFile.read(file);

        assertThat(request.getSpiffeId()).isEqualTo("spiffe://example.org/batch-7");
        assertThat(request.getJwtAudience()).isEqualTo("billing");
        assertThat(request.getTpm())
                .isEqualTo(new TpmBinding(
                        ByteBuffer.wrap(der),
                        List.of(0, 7),
                        List.of(ByteBuffer.wrap(HexFormat.of().parseHex("ab".repeat(32))))));
        assertThat(request.getStatementKeys()).containsOnlyKeys("model.sha256", "sbom");
        assertThat(request.getEvidence()).isEqualTo(Map.of("model.sha256", "cafe"));
        assertThat(request.getEvidenceMaxAgeMillis()).isEqualTo(Map.of("TPM_QUOTE", 120_000L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "request/1          | request/2          | expected `format` to be `holdfast-request/1`",
                "\"agent\"          | \"agnet\"          | found `agnet`",
                "\"maxCount\"       | \"most\"           | in `scope`, found `most`",
                "\"resource\"       | \"resource\" : 3, \"maxCount\" | expected every rule of `scope` to have the texts",
                "\"10m\"            | \"soon\"           | expected `validFor` to be a duration",
                "\"lease\" : \"10s\" | \"lease\" : 10    | expected `lease` to be a text, found 10",
                "60000              | -1                 | expected `budgets.cpu.millis` to be a whole number",
                "60000              | 1.5                | expected `budgets.cpu.millis` to be a whole number",
                "\"SIGNED\"         | \"WHISPERED\"      | expected `heartbeatModes` to hold SIGNED or SESSION",
                "\"execution\" : \"order-17\" | \"execution\" : \"\" | expected a text `execution`, found none",
                "\"spiffeId\" : \"\"   | \"spiffeId\" : \"me\" | `spiffeId`: ",
                "\"tpm\" : null       | \"tpm\" : {\"pcrs\": 7} | expected `tpm.pcrs` to be an array, found 7",
                "\"tpm\" : null       | \"tpm\" : {\"pcr\": []} | expected the keys key, pcrs, digests in `tpm`, found `pcr`",
                "\"tpm\" : null       | \"tpm\" : {\"pcrs\": [], \"digests\": []} | expected `tpm.key` to name a file",
                "\"statements\" : { } | \"statements\" : {\"model\": {\"key\": \"none.pub\"}} | `statements.model.key`: ",
                "\"evidenceMaxAge\" : { } | \"evidenceMaxAge\" : {\"quote\": \"5m\"} | `evidenceMaxAge`: expected greatest ages of X509_SVID",
                "\"evidenceMaxAge\" : { } | \"evidenceMaxAge\" : {\"jwt-svid\": 5} | expected `evidenceMaxAge.jwt-svid` to be a duration",
                "{                  | <                  | expected JSON"
            })
    void shouldSayWhatIsWrong(String from, String to, String message) throws Exception {
        String text = template();
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));

        assertThatExceptionOfType(CommandFailed.class)
                .isThrownBy(() -> RequestFile.read(file))
                .withMessageStartingWith("request `" + file + "`: ")
                .withMessageContaining(message);
    }

    @Test
    void shouldSayThatThereIsNone() {
        assertThatExceptionOfType(CommandFailed.class)
                .isThrownBy(() -> RequestFile.read(file))
                .withMessageContaining("there is no such file; `holdfast request template` prints one");
    }

    private Path client() throws IOException {
        return Files.writeString(directory.resolve("client.properties"), """
                bootstrap.servers=127.0.0.1:1
                schema.registry.url=http://127.0.0.1:1
                trust.domain=local
                """);
    }

    private Outcome exec(String... options) throws IOException {
        var args = new ArrayList<>(List.of("exec", "--config", client().toString(), "--key", path("agent.pem")));
        args.addAll(List.of(options));
        args.addAll(List.of("--", "true"));
        return CommandLineFixture.run(args.toArray(String[]::new));
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private void vouched(String agent, String executor) {
        assertThat(CommandLineFixture.run("keys", "new", "--out", path("ca.pem"))
                        .status())
                .isZero();
        Outcome issued = CommandLineFixture.run(
                "voucher",
                "issue",
                "--executor-key",
                path(executor + ".pub"),
                "--agent",
                agent,
                "--ca-key",
                path("ca.pem"),
                "--out",
                path("agent.voucher"));
        assertThat(issued.status()).as(issued.err()).isZero();
    }

    @Test
    void shouldAskUnderAVoucherForThisAgentAndThisKeyAlone() throws Exception {
        assertThat(CommandLineFixture.run("keys", "new", "--out", path("agent.pem"))
                        .status())
                .isZero();
        assertThat(CommandLineFixture.run("keys", "new", "--out", path("other.pem"))
                        .status())
                .isZero();
        Files.writeString(file, template());
        String[] options = {"--request", file.toString(), "--voucher", path("agent.voucher")};

        vouched("somebody", "agent.pem");
        Outcome otherAgent = exec(options);
        Files.delete(Path.of(path("agent.voucher")));
        Files.delete(Path.of(path("ca.pem")));
        Files.delete(Path.of(path("ca.pem.pub")));
        vouched("batch-7", "other.pem");
        Outcome otherKey = exec(options);

        assertThat(otherAgent.status()).isEqualTo(2);
        assertThat(otherAgent.err()).contains("expected one for agent `batch-7`, found one for `somebody`");
        assertThat(otherKey.status()).isEqualTo(2);
        assertThat(otherKey.err()).contains("expected one for the key that `--key` names");
    }

    @Test
    void shouldTakeEitherAGrantOrARequest() throws Exception {
        Outcome both = exec("--grant", "a.grant", "--request", "b.json");
        Outcome neither = exec();

        assertThat(both.status()).isEqualTo(2);
        assertThat(both.err()).contains("--grant", "--request", "mutually exclusive");
        assertThat(neither.status()).isEqualTo(2);
        assertThat(neither.err()).contains("--grant", "--request");
    }
}
