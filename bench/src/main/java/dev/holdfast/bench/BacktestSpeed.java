package dev.holdfast.bench;

import dev.holdfast.cli.command.replay.ReplayCommand;
import dev.holdfast.cli.command.rules.RulesCommand;
import dev.holdfast.cli.recorded.RecordingWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How long {@code holdfast rules backtest} or {@code holdfast replay} takes over many recorded decisions, from the start of the command to its last line. */
@Command(
        name = "backtest-speed",
        mixinStandardHelpOptions = true,
        description = "Records decisions to a file, if it is not there, and times `holdfast rules backtest` over them.")
public final class BacktestSpeed implements Callable<Integer> {
    @Parameters(paramLabel = "PACK_DIR", arity = "0..*", description = "The candidate. Default: the baseline.")
    private List<String> folders = List.of();

    @Option(names = "--file", required = true, description = "Where the decisions are, or are to be.")
    private Path file = Path.of("");

    @Option(names = "--decisions", defaultValue = "1000000", description = "Default: ${DEFAULT-VALUE}.")
    private long decisions;

    @Option(names = "--seed", defaultValue = "17", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--times", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}.")
    private int times;

    @Option(names = "--replay", description = "Time `holdfast replay` in its place.")
    private boolean replay;

    @Option(names = "--threads", defaultValue = "2", description = "Default: ${DEFAULT-VALUE}.")
    private int threads;

    /** Measures once and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new BacktestSpeed()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        if (!Files.exists(file)) {
            try (var writer = new RecordingWriter(file, "bench, seed " + seed)) {
                long executions = RecordedDecisions.write(writer::add, decisions, seed);
                writer.finish();
                System.out.printf(
                        Locale.ROOT,
                        "recorded %,d decisions on %,d executions, %.0f MB%n",
                        decisions,
                        executions,
                        Files.size(file) / 1e6);
            }
        }
        int worst = 0;
        for (int time = 1; time <= times; time++) {
            worst = Math.max(worst, measure(time));
        }
        return worst;
    }

    private int measure(int time) {
        var words = new ArrayList<>(List.of("--file", file.toString(), "--threads", "" + threads));
        if (replay) {
            folders.forEach(folder -> words.addAll(List.of("--rules", folder)));
        } else {
            words.add(0, "backtest");
            words.addAll(folders.isEmpty() ? List.of("--baseline") : folders);
        }
        var out = new StringWriter();
        resetPeaks();
        long cpu = cpuNanos();
        long start = System.nanoTime();
        int status = new CommandLine(replay ? new ReplayCommand() : new RulesCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .execute(words.toArray(String[]::new));
        System.out.printf(
                Locale.ROOT,
                "run %d: %.1f s, %.1f s of CPU time, at most %.0f MB of heap, exit status %d: %s%n",
                time,
                (System.nanoTime() - start) / 1e9,
                (cpuNanos() - cpu) / 1e9,
                peakBytes() / 1e6,
                status,
                out.toString().lines().findFirst().orElse(""));
        return status;
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static void resetPeaks() {
        System.gc();
        ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    private static long peakBytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }
}
