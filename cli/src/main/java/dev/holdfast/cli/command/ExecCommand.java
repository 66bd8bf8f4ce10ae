package dev.holdfast.cli.command;

import dev.holdfast.cli.command.admission.Asking;
import dev.holdfast.executor.Admissions;
import dev.holdfast.executor.Answer;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.executor.GrantFile;
import dev.holdfast.executor.GrantFile.GrantFileException;
import dev.holdfast.executor.GuardUnavailable;
import dev.holdfast.executor.process.Containment;
import dev.holdfast.executor.process.LaunchException;
import dev.holdfast.executor.supervise.Ending;
import dev.holdfast.executor.supervise.Supervisor;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import dev.holdfast.trust.signature.SigningKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast exec}. */
@Command(
        name = "exec",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs a program, in any language, under a grant: one that was issued, or one that is asked for. It starts with the first lease; it is paused, resumed and ended, with"
                    + " everything it has started, as the evaluator orders or when its lease runs out.",
            "The program reports what it does by writing lines to the pipe that HOLDFAST_ACTIONS names: `action resource`, or"
                    + " `+counter amount`."
        },
        footer = {
            "",
            "Exit status: the program's own; 120 when it was halted, 121 when no lease came, 122 when it was not started, 123",
            "when its request was denied.",
            "",
            "Examples:",
            "  holdfast exec --grant hello.grant --key agent.pem -- sleep 20",
            "  holdfast exec --request order.json --voucher agent.voucher --key agent.pem -- sleep 20"
        })
public final class ExecCommand implements Callable<Integer> {
    /** Exit status of a halted execution. */
    static final int HALTED = 120;

    /** Exit status when no lease came. */
    static final int NEVER_LEASED = 121;

    /** Exit status when the program was not started. */
    static final int NOT_STARTED = 122;

    /** Exit status when the request was denied, and nothing was started. */
    static final int DENIED = 123;

    @Mixin
    private final Deployment deployment = new Deployment();

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init")
    private Permission permission;

    /** Under what it runs: one of these. */
    static final class Permission {
        @Option(names = "--grant", required = true, paramLabel = "FILE", description = "The grant.")
        private @Nullable Path grant;

        @Option(
                names = "--request",
                required = true,
                paramLabel = "FILE",
                description =
                        "What to ask the evaluator for: JSON, as `holdfast request template` prints it. The start of the program and"
                                + " the digest of its executable are added.")
        private @Nullable Path request;
    }

    @Option(
            names = "--voucher",
            paramLabel = "FILE",
            description = "Who vouches for the executor's key, with --request. May be repeated.")
    private List<Path> vouchers = new ArrayList<>();

    @Option(
            names = "--key",
            required = true,
            paramLabel = "FILE",
            description = "Private key (PEM) of the executor: the one whose public half the grant names, or that asks.")
    private Path key = Path.of("");

    @Option(
            names = "--containment",
            defaultValue = "AUTO",
            description =
                    "How the program's processes are kept together: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}, which is"
                            + " a control group where one may be made.")
    private Containment containment = Containment.AUTO;

    @Option(
            names = "--kill-grace",
            defaultValue = "5s",
            description = "From SIGTERM to SIGKILL when it is halted. Default: ${DEFAULT-VALUE}.")
    private String killGrace = "";

    @Option(
            names = "--wait",
            defaultValue = "30s",
            description =
                    "How long to wait for Kafka, then for the answer to a request, and then for the first lease. Default:"
                            + " ${DEFAULT-VALUE}.")
    private String wait = "";

    @Mixin
    private final KeyPassword password = new KeyPassword();

    @Mixin
    private final AttesterOptions attesters = new AttesterOptions();

    @Option(names = "--events", paramLabel = "FILE", description = "Write what happens as JSON lines to FILE.")
    private @Nullable Path events;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print nothing about what happens.")
    private boolean quiet;

    @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "The program and its arguments, after `--`.")
    private List<String> command = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailed, InterruptedException {
        GeneratedClasses.trust();
        PrintWriter err = spec.commandLine().getErr();
        try (EventLog log = EventLog.open(quiet ? null : err, events)) {
            var terms = new Supervisor.Terms(
                    command,
                    Path.of(""),
                    containment,
                    duration("--kill-grace", killGrace),
                    duration("--wait", wait),
                    duration("--wait", wait),
                    UnaryOperator.identity(),
                    log,
                    attesters.attesters());
            ExecutorConfig config = deployment.config();
            SigningKey executor = password.readKey(key);
            var supervisor = new Supervisor(config, executor, grant(config, executor, log), terms);
            Ending ending = runToTheEnd(supervisor);
            log.ended(ending);
            return statusOf(ending);
        } catch (GrantFileException | KeyFileException | GuardUnavailable | LaunchException | ConfigException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), NOT_STARTED);
        } catch (IOException e) {
            throw new CommandFailed("the program was not started: " + e.getMessage(), NOT_STARTED);
        }
    }

    /** The grant that was given, or that is asked for. */
    private SignedGrant grant(ExecutorConfig config, SigningKey executor, EventLog log)
            throws CommandFailed, GrantFileException, GuardUnavailable, LaunchException, IOException,
                    InterruptedException {
        if (permission.grant != null) {
            if (!vouchers.isEmpty()) {
                throw new CommandFailed("--voucher: expected with --request alone, found --grant", 2);
            }
            return GrantFile.read(permission.grant);
        }
        Path request = Objects.requireNonNull(permission.request, "one of the group is there");
        Duration patience = duration("--wait", wait);
        Answer answer = new Asking(config, executor)
                .ask(request, vouchers, command, new Admissions.Patience(patience, patience, log));
        if (answer instanceof Answer.Admitted admitted) {
            return admitted.grant();
        }
        if (answer instanceof Answer.Denied denied) {
            throw new CommandFailed(
                    "the request was denied:"
                            + denied.findings().stream()
                                    .map(finding -> "\n  " + finding.getCode() + ": " + finding.getMessage())
                                    .collect(Collectors.joining()),
                    DENIED);
        }
        throw new CommandFailed(
                "no answer to the request within " + patience.toSeconds()
                        + " s; does an evaluator run, and is the execution's id a new one? What was refused is among the dead letters",
                NOT_STARTED);
    }

    /** Runs; on SIGTERM or Ctrl-C the execution is ended properly before this process is. */
    private static Ending runToTheEnd(Supervisor supervisor)
            throws GuardUnavailable, IOException, InterruptedException {
        var done = new CountDownLatch(1);
        var hook = new Thread(
                () -> {
                    supervisor.cancel();
                    awaitEnd(done);
                },
                "holdfast-exit");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return supervisor.run();
        } finally {
            done.countDown();
        }
    }

    private static void awaitEnd(CountDownLatch done) {
        try {
            if (!done.await(30, TimeUnit.SECONDS)) {
                System.err.println("holdfast: the execution did not end in time; its watchman ends it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int statusOf(Ending ending) {
        if (ending instanceof Ending.Completed completed) {
            return completed.exitCode();
        }
        return ending instanceof Ending.Halted ? HALTED : NEVER_LEASED;
    }

    private static Duration duration(String option, String text) throws CommandFailed {
        return DurationText.parse(text)
                .orElseThrow(() -> new CommandFailed(
                        option + ": expected a duration such as 500ms, 5s or 1m, found `" + text + "`", 2));
    }
}
