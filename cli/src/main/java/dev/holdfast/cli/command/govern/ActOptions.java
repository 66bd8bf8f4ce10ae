package dev.holdfast.cli.command.govern;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.Deployment;
import dev.holdfast.cli.command.KeyPassword;
import dev.holdfast.cli.local.DataLayout;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.trust.intake.Limits;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every act that operators sign. */
final class ActOptions {
    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "Why. It goes into the evidence of every execution that it reaches.")
    private String reason = "";

    @Option(
            names = "--by",
            defaultValue = "${user.name}",
            paramLabel = "NAME",
            description = "Who orders it, for people; the signature is what counts. Default: you (${DEFAULT-VALUE}).")
    private String by = "";

    @Option(
            names = "--operator-key",
            paramLabel = "FILE",
            description = "Private key of an operator, which signs. To be repeated where an authority asks for several."
                    + " Default: .holdfast/keys/operator.pem, which `holdfast up` makes.")
    private List<Path> operatorKeys = new ArrayList<>();

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "What the act is called; an id is used once. Default: a new one.")
    private @Nullable String id;

    @Mixin
    private final KeyPassword password = new KeyPassword();

    @Mixin
    private final Deployment deployment = new Deployment();

    @Option(names = "--json", description = "Print JSON, an object a line.")
    private boolean json;

    String reason() throws CommandFailed {
        if (reason.isBlank()) {
            throw new CommandFailed("--reason: expected why, found an empty text", 2);
        }
        return reason;
    }

    String by() {
        return by;
    }

    String id() {
        return id == null ? UUID.randomUUID().toString() : id;
    }

    boolean json() {
        return json;
    }

    ExecutorConfig config() throws CommandFailed {
        return deployment.config();
    }

    /** The keys that sign, each once. */
    List<SigningKey> signers() throws CommandFailed, KeyFileException {
        List<Path> files =
                operatorKeys.isEmpty() ? List.of(DataLayout.standard().operatorKey()) : operatorKeys;
        if (files.size() > Limits.SIGNATURES) {
            throw new CommandFailed(
                    "--operator-key: expected at most " + Limits.SIGNATURES + " keys, found " + files.size(), 2);
        }
        List<SigningKey> keys = password.readKeys(files);
        Set<Object> seen = new LinkedHashSet<>();
        for (int place = 0; place < keys.size(); place++) {
            if (!seen.add(keys.get(place).verifyingKey())) {
                throw new CommandFailed(
                        "--operator-key: expected every key once, found that of `" + files.get(place) + "` again", 2);
            }
        }
        return keys;
    }
}
