package dev.holdfast.cli.command.signal;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.Deployment;
import dev.holdfast.cli.command.Json;
import dev.holdfast.cli.command.KeyPassword;
import dev.holdfast.cli.local.DataLayout;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.Signal;
import dev.holdfast.schemas.ExecutionId;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.trust.intake.SignalCheck;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast signal send}. */
@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Says what was observed of an execution. The key that signs must be one of an authority of role signal-source that may"
                        + " speak for the execution's agent, tenant and region.",
        footer = {
            "",
            "Example:",
            "  holdfast signal send hello --kind prompt.injection --value suspected \\",
            "      --attribute detector=gateway --key .holdfast/keys/signal-source.pem"
        })
final class SignalSendCommand implements Callable<Integer> {
    @Parameters(paramLabel = "EXECUTION", description = "The execution that was observed.")
    private String execution = "";

    @Option(
            names = "--kind",
            required = true,
            paramLabel = "NAME",
            description = "What was observed, such as prompt.injection.")
    private String kind = "";

    @Option(
            names = "--value",
            required = true,
            paramLabel = "VALUE",
            description = "How it stands: a level or a value, such as suspected. The last of a kind counts.")
    private String value = "";

    @Option(
            names = "--attribute",
            paramLabel = "NAME=VALUE",
            description = "What else is known of it, for people. May be given again, up to 16 times.")
    private Map<String, String> attributes = new LinkedHashMap<>();

    @Option(
            names = "--source",
            paramLabel = "NAME",
            defaultValue = "cli",
            description =
                    "The source's name for itself, by which those of one authority are told apart. Default: ${DEFAULT-VALUE}.")
    private String source = "";

    @Option(
            names = "--reference",
            paramLabel = "ID",
            defaultValue = "",
            description = "By what the source knows this observation, such as an event's id.")
    private String reference = "";

    @Option(
            names = "--observed-at",
            paramLabel = "INSTANT",
            description =
                    "When, such as 2026-03-01T10:00:00Z; later than the source's last of this kind. Default: now.")
    private @Nullable String observedAt;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description =
                    "Private key of a source of signals, which signs. To be repeated where an authority asks for several."
                            + " Default: .holdfast/keys/signal-source.pem, which `holdfast up` makes.")
    private List<Path> keys = new ArrayList<>();

    @Mixin
    private final KeyPassword password = new KeyPassword();

    @Mixin
    private final Deployment deployment = new Deployment();

    @Option(names = "--json", description = "Print JSON, an object on a line.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailed, KeyFileException, InterruptedException {
        GeneratedClasses.trust();
        Signal signal = signal();
        List<SigningKey> signers =
                password.readKeys(keys.isEmpty() ? List.of(DataLayout.standard().signalSourceKey()) : keys);
        ExecutorConfig config = deployment.config();
        SignalSender.Sent sent;
        try (var sender = new SignalSender(config)) {
            sent = sender.send(execution, signal, signers);
        }
        say(signal, signers, sent);
        return 0;
    }

    private Signal signal() throws CommandFailed {
        Optional<String> flaw = ExecutionId.flaw(execution);
        if (flaw.isPresent()) {
            throw new CommandFailed("EXECUTION: " + flaw.get(), 2);
        }
        Signal signal = Signal.newBuilder()
                .setKind(kind)
                .setValue(value)
                .setSource(source)
                .setObservedAt(observedAt())
                .setReference(reference)
                .setAttributes(attributes)
                .build();
        Optional<String> malformed = SignalCheck.form(signal);
        if (malformed.isPresent()) {
            throw new CommandFailed(malformed.get(), 2);
        }
        return signal;
    }

    private Instant observedAt() throws CommandFailed {
        if (observedAt == null) {
            return Instant.ofEpochMilli(System.currentTimeMillis());
        }
        try {
            return Instant.parse(observedAt).truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException e) {
            throw new CommandFailed(
                    "--observed-at: expected an instant such as 2026-03-01T10:00:00Z, found `" + observedAt + "`", 2);
        }
    }

    private void say(Signal signal, List<SigningKey> signers, SignalSender.Sent sent) {
        List<String> ids =
                signers.stream().map(key -> key.verifyingKey().id().toString()).toList();
        if (json) {
            var object = new LinkedHashMap<String, Object>();
            object.put("execution", execution);
            object.put("kind", signal.getKind());
            object.put("value", signal.getValue());
            object.put("source", signal.getSource());
            object.put("observedAt", signal.getObservedAt().toString());
            object.put("signedBy", ids);
            object.put("topic", sent.topic());
            object.put("partition", sent.partition());
            object.put("offset", sent.offset());
            spec.commandLine().getOut().println(Json.line(object));
        } else {
            spec.commandLine()
                    .getOut()
                    .println("sent signal " + signal.getKind() + "=" + signal.getValue() + " of `" + execution
                            + "`, observed at " + signal.getObservedAt() + "\nsigned by " + String.join(", ", ids)
                            + "; it stands at " + sent.topic() + ", partition " + sent.partition() + ", offset "
                            + sent.offset());
        }
    }
}
