package dev.holdfast.cli.command;

import dev.holdfast.executor.attest.StatementCommand;
import dev.holdfast.trust.evidence.Challenge;
import dev.holdfast.trust.evidence.StatementCheck;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast statement}. */
@Command(
        name = "statement",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Signs a statement that some evidence of an execution has some value, in answer to the evaluator's challenge, and prints"
                    + " it as JSON.",
            "`holdfast exec --statement NAME=COMMAND` runs such a command and tells it by its environment what is to be stated."
        },
        footer = {
            "",
            "Example:",
            "  holdfast exec --grant hello.grant --key agent.pem \\",
            "      --statement model.sha256='holdfast statement --key witness.pem --value cafe' \\",
            "      -- ./agent"
        })
public final class SignStatementCommand implements Callable<Integer> {
    @Option(
            names = "--key",
            required = true,
            paramLabel = "FILE",
            description = "Private key (PEM) of the witness: the one whose public half the grant names.")
    private Path key = Path.of("");

    @Option(names = "--value", required = true, paramLabel = "TEXT", description = "The value that is stated.")
    private String value = "";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Name of the evidence. Default: HOLDFAST_STATEMENT of the environment.")
    private @Nullable String name;

    @Option(
            names = "--domain",
            paramLabel = "NAME",
            description = "The deployment's trust domain. Default: HOLDFAST_TRUST_DOMAIN of the environment.")
    private @Nullable String trustDomain;

    @Option(
            names = "--execution",
            paramLabel = "ID",
            description = "The execution. Default: HOLDFAST_EXECUTION of the environment.")
    private @Nullable String execution;

    @Option(
            names = "--nonce",
            paramLabel = "HEX",
            description = "The evaluator's challenge. Default: HOLDFAST_NONCE of the environment.")
    private @Nullable String nonce;

    @Mixin
    private final KeyPassword password = new KeyPassword();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailed, KeyFileException {
        ByteBuffer challenge = challenge(given("--nonce", nonce, StatementCommand.NONCE));
        SigningKey signer = password.readKey(key);
        long now = System.currentTimeMillis();
        var content = StatementCheck.content(
                given("--domain", trustDomain, StatementCommand.TRUST_DOMAIN),
                given("--execution", execution, StatementCommand.EXECUTION),
                given("--name", name, StatementCommand.NAME),
                StandardCharsets.UTF_8.encode(value),
                now,
                challenge);
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("value", value);
        statement.put("issuedAtMillis", now);
        statement.put(
                "signature",
                Base64.getEncoder().encodeToString(signer.sign(content).header()));
        spec.commandLine().getOut().println(Json.line(statement));
        return 0;
    }

    private static String given(String option, @Nullable String text, String variable) throws CommandFailed {
        String found = text == null ? System.getenv(variable) : text;
        if (found == null || found.isEmpty()) {
            throw new CommandFailed(
                    "expected " + option + ", or " + variable + " in the environment; `holdfast exec` sets it", 2);
        }
        return found;
    }

    private static ByteBuffer challenge(String hex) throws CommandFailed {
        try {
            byte[] bytes = HexFormat.of().parseHex(hex);
            if (bytes.length == Challenge.NONCE_BYTES) {
                return ByteBuffer.wrap(bytes);
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new CommandFailed("--nonce: expected " + Challenge.NONCE_BYTES + " bytes in hex, found `" + hex + "`", 2);
    }
}
