package dev.holdfast.cli.command.rules;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.Deployment;
import dev.holdfast.cli.command.Json;
import dev.holdfast.cli.governance.Act;
import dev.holdfast.cli.governance.InvalidAct;
import dev.holdfast.cli.governance.RulesetLine;
import dev.holdfast.cli.governance.TrialFeed;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast rules shadow}. */
@Command(
        name = "shadow",
        sortOptions = false,
        description = {
            "Shows in what the ruleset on trial differs from the one in force, or ends the trial.",
            "`holdfast rules publish --shadow` puts one on trial: evaluators ask it beside the rules in force, and it decides nothing."
        },
        footer = {
            "",
            "Examples:",
            "  holdfast rules shadow",
            "  holdfast rules shadow --stop",
            "",
            "Exit status: 0 shown, or over everywhere (or published, with --wait 0); 1 refused, or not over in time; 2 wrong usage."
        })
final class RulesShadowCommand implements Callable<Integer> {
    /** Signs of life come once a second. */
    private static final Duration SIGNS = Duration.ofSeconds(3);

    private static final Duration POLL = Duration.ofMillis(500);

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Option(names = "--watch", description = "Go on telling each difference as it comes, a line each, until Ctrl-C.")
    private boolean watch;

    @Option(names = "--stop", description = "End the trial. Signed, like its beginning.")
    private boolean stop;

    @Option(
            names = "--version",
            paramLabel = "N",
            description = "With --stop: higher than the trial's. Default: the milliseconds since 1970.")
    private @Nullable Long version;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description =
                    "With --stop: how long to wait until it is over on every partition. Default: ${DEFAULT-VALUE}; 0 for not at all.")
    private int wait;

    @Mixin
    private final Authorship authorship = new Authorship();

    @Mixin
    private final Deployment deployment = new Deployment();

    @Option(names = "--json", description = "Print JSON, an object a line.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailed, KeyFileException {
        GeneratedClasses.trust();
        if (stop && watch || version != null && !stop) {
            throw new CommandFailed("expected --watch or --stop, and --version only with --stop", 2);
        }
        return stop ? end() : show();
    }

    private int end() throws CommandFailed, KeyFileException {
        RulesetRecord over = RulesetRecord.newBuilder()
                .setVersion(version == null ? System.currentTimeMillis() : version)
                .setDigest("")
                .setFiles(List.of())
                .setActivateAt(Instant.EPOCH)
                .setAuthor(authorship.by())
                .build();
        Act act;
        try {
            act = Act.ofTrial(over);
        } catch (InvalidAct e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), 2);
        }
        return new RulesetPublication(RulesetLine.ON_TRIAL, act, over)
                .run(
                        deployment.config(),
                        authorship.signers(),
                        Duration.ofSeconds(wait),
                        new RulesetPublication.Voice(
                                spec.commandLine().getOut(), spec.commandLine().getErr(), json));
    }

    private int show() throws CommandFailed {
        PrintWriter out = spec.commandLine().getOut();
        try (var feed = new TrialFeed(deployment.config())) {
            var text = new TrialText(feed.read(SIGNS));
            if (json) {
                out.println(Json.line(text.json()));
            } else {
                text.lines().forEach(out::println);
            }
            out.flush();
            while (watch && !out.checkError()) {
                feed.poll(POLL)
                        .forEach(told -> out.println(json ? Json.line(TrialText.object(told)) : TrialText.line(told)));
                out.flush();
            }
            return 0;
        }
    }
}
