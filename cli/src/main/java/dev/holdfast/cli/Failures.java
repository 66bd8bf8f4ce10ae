package dev.holdfast.cli;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.executor.GrantFile.GrantFileException;
import dev.holdfast.executor.GuardUnavailable;
import dev.holdfast.executor.VoucherFile.VoucherFileException;
import dev.holdfast.executor.process.LaunchException;
import dev.holdfast.schemas.SchemaDeployment.SchemaRefused;
import dev.holdfast.stack.host.StackStartException;
import dev.holdfast.trust.grant.SignedGrant.InvalidGrant;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Says what went wrong in one line. What nobody foresaw comes with its trace. */
final class Failures implements CommandLine.IExecutionExceptionHandler {
    private static final List<Class<? extends Exception>> FORESEEN = List.of(
            CommandFailed.class,
            GrantFileException.class,
            GuardUnavailable.class,
            InvalidGrant.class,
            KafkaException.class,
            KeyFileException.class,
            LaunchException.class,
            SchemaRefused.class,
            StackStartException.class,
            VoucherFileException.class,
            IOException.class);

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        command.getErr().println("holdfast: " + failure.getMessage());
        if (FORESEEN.stream().noneMatch(type -> type.isInstance(failure))) {
            command.getErr().println("this was not foreseen, please report it with these lines:");
            failure.printStackTrace(command.getErr());
        }
        return failure instanceof CommandFailed known
                ? known.status()
                : command.getCommandSpec().exitCodeOnExecutionException();
    }
}
