package dev.holdfast.bench;

import dev.holdfast.bench.machine.Machine;
import dev.holdfast.bench.machine.Needs;
import dev.holdfast.bench.report.Findings;
import dev.holdfast.bench.report.Limit;
import dev.holdfast.bench.report.ReportDirectory;
import dev.holdfast.bench.suite.Scale;
import dev.holdfast.bench.suite.Suite;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast bench}: measures, and writes a report. */
@Command(
        name = "holdfast bench",
        mixinStandardHelpOptions = true,
        description = "Measures, against what physics allows and against others, in one run on one machine.",
        footer = {
            "",
            "Exit status: 0 measured, whatever the figures; 1 a suite failed; 2 wrong usage, or the machine is too small."
        })
public final class Bench implements Callable<Integer> {
    private static final int TOO_LITTLE = 2;

    @Parameters(
            paramLabel = "SUITE",
            arity = "0..*",
            description = "decide, verify, stream, halt, recover. Default: all of them.")
    private List<String> names = List.of();

    @Option(
            names = "--report",
            required = true,
            paramLabel = "DIR",
            description = "Where the report goes; made, and refused when it is there already.")
    private Path directory = Path.of("");

    @Option(
            names = "--size",
            defaultValue = "full",
            description = "full, or smoke: seconds, to see that it works. Default: ${DEFAULT-VALUE}.")
    private Scale scale = Scale.FULL;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Measures and ends the process. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line, for tests and for {@link #main}. */
    static CommandLine commandLine() {
        return new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() throws Exception {
        List<Suite> suites = suites();
        PrintWriter err = spec.commandLine().getErr();
        Optional<String> lack = needs(suites).lackOf(Machine.available());
        if (lack.isPresent()) {
            err.println("holdfast bench: " + lack.get());
            return TOO_LITTLE;
        }
        ReportDirectory report = report();
        PrintWriter out = spec.commandLine().getOut();
        boolean failed = false;
        for (Suite suite : suites) {
            var findings = new Findings(suite.name(), suite.question(), line -> {
                out.println(line);
                out.flush();
            });
            try {
                suite.run(scale, findings);
            } catch (Exception e) {
                failed = true;
                findings.absent("the rest of the suite", String.valueOf(e.getMessage()));
                err.println("holdfast bench: the suite `" + suite.name() + "` failed: " + e);
            }
            report.add(findings);
            long missed =
                    findings.limits().stream().filter(limit -> !limit.kept()).count();
            out.println(suite.name() + ": "
                    + findings.limits().stream().filter(Limit::kept).count() + " limits kept, " + missed + " missed");
        }
        out.println("report: " + directory.resolve("index.html"));
        out.flush();
        return failed ? 1 : 0;
    }

    private List<Suite> suites() {
        try {
            return Suites.named(names);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private Needs needs(List<Suite> suites) {
        return suites.stream().map(suite -> suite.needs(scale)).reduce(new Needs(0, 0, 0), Needs::and);
    }

    private ReportDirectory report() throws IOException {
        Map<String, String> circumstances = new LinkedHashMap<>();
        circumstances.put("begun", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        circumstances.put("size", scale.name().toLowerCase(Locale.ROOT));
        circumstances.putAll(Machine.description());
        try {
            return new ReportDirectory(directory, circumstances);
        } catch (FileAlreadyExistsException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "expected a new directory, found `" + directory + "`; no report is written over",
                    e);
        }
    }
}
