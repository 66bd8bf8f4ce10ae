package dev.holdfast.cli.command;

import dev.holdfast.cli.demo.CaseResult;
import dev.holdfast.cli.demo.Demo;
import dev.holdfast.cli.demo.DemoReport;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Starts everything on free ports, runs real processes through every way an execution can end, tells what happens,"
                        + " and cleans up. Exit status 0 when every case ended as expected.")
public final class DemoCommand implements Callable<Integer> {
    private static final String ROW = "%-12s %-6s %-38s %-10s %-10s %5s %10s %10s  %s";

    @Option(names = "--headless", description = "Print plain lines also in a terminal.")
    private boolean headless;

    @Option(names = "--report", paramLabel = "FILE", description = "Write the verdicts as JSON to FILE.")
    private @Nullable Path reportFile;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, KeyFileException, InterruptedException, CommandFailed {
        if (reportFile != null
                && reportFile.toAbsolutePath().getParent() != null
                && !Files.isDirectory(reportFile.toAbsolutePath().getParent())) {
            throw new CommandFailed("--report: the directory of `" + reportFile + "` does not exist", 2);
        }
        PrintWriter out = spec.commandLine().getOut();
        var demo = new Demo(out, !headless && System.console() != null);
        DemoReport report;
        try (var closing = new CloseOnExit(demo)) {
            report = demo.run();
        }
        if (reportFile != null) {
            Files.writeString(reportFile, Json.pretty(report.object()) + "\n");
        }
        return print(report, out);
    }

    private static int print(DemoReport report, PrintWriter out) {
        out.println();
        out.println(String.format(
                ROW, "CASE", "", "EXPECTED", "STATE", "ENFORCED", "LEFT", "DETECT ms", "EFFECT ms", "FINDINGS"));
        for (CaseResult result : report.cases()) {
            out.println(String.format(
                    ROW,
                    result.demoCase().label(),
                    result.passed() ? "ok" : "FAILED",
                    result.expected(),
                    result.state(),
                    result.enforcement(),
                    result.processesLeft(),
                    text(result.detectionMillis()),
                    text(result.effectiveMillis()),
                    String.join(",", result.findings())));
            if (!result.passed()) {
                out.println(" ".repeat(13) + result.why());
            }
        }
        out.println();
        out.println(report.passed() ? "Every case ended as expected." : "NOT every case ended as expected.");
        out.flush();
        return report.passed() ? 0 : 1;
    }

    private static String text(@Nullable Double millis) {
        return millis == null ? "-" : String.valueOf(millis);
    }
}
