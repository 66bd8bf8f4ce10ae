package dev.holdfast.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How long a command is under way, end to end: from the sending of a heartbeat whose counter is over budget to the receipt of the pause by
 * the guard, through a real broker, registry and evaluator, all on this machine. The execution then keeps to its budget and is resumed.
 *
 * <p>The limits to meet: a median below 5 ms and a 99th percentile below 40 ms. Exit status: 0 done, whatever the time; 1 failed, or not
 * every violation was answered and every record taken; 2 wrong usage.
 */
@Command(
        name = "command-latency",
        mixinStandardHelpOptions = true,
        description =
                "Measures the time from a violating heartbeat to the receipt of the pause by its executor, under load, on a"
                        + " deployment of its own.")
public final class CommandLatency implements Callable<Integer> {
    @Option(
            names = "--executions",
            defaultValue = "200",
            description = "How many there are. Default: ${DEFAULT-VALUE}.")
    private int executions;

    @Option(
            names = "--guarded",
            defaultValue = "20",
            description = "How many of them are under a real guard, and may be violated. Default: ${DEFAULT-VALUE}.")
    private int guarded;

    @Option(names = "--seconds", defaultValue = "60", description = "How long it counts. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--warm-up-seconds",
            defaultValue = "15",
            description = "How long it runs before that. Default: ${DEFAULT-VALUE}.")
    private int warmUpSeconds;

    @Option(
            names = "--violations-per-second",
            defaultValue = "4",
            description = "On average, at random moments. Default: ${DEFAULT-VALUE}.")
    private double violationsPerSecond;

    @Option(
            names = "--partitions",
            defaultValue = "4",
            description = "Partitions of every topic. Default: ${DEFAULT-VALUE}.")
    private int partitions;

    @Option(
            names = "--garbage-per-second",
            defaultValue = "0",
            description = "Records that become dead letters, beside all this. Default: ${DEFAULT-VALUE}.")
    private int garbagePerSecond;

    @Option(names = "--garbage-bytes", defaultValue = "1024", description = "Their size. Default: ${DEFAULT-VALUE}.")
    private int garbageBytes;

    @Option(names = "--seed", defaultValue = "17", description = "Of what is random. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting of the evaluator that is not as usual; may be repeated.")
    private Map<String, String> settings = new TreeMap<>();

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures there, as JSON.")
    private @Nullable Path json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Measures once and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new CommandLatency()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        LatencyPlan plan;
        try {
            plan = new LatencyPlan(
                    executions,
                    guarded,
                    Duration.ofSeconds(warmUpSeconds),
                    Duration.ofSeconds(seconds),
                    violationsPerSecond,
                    partitions,
                    garbagePerSecond,
                    garbageBytes,
                    seed,
                    settings);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        Path directory = TemporaryDirectory.make();
        LatencyReport report;
        try {
            report = new LatencyRun(plan).run(directory);
        } finally {
            TemporaryDirectory.remove(directory);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(report.toText());
        out.flush();
        if (json != null) {
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), report.toMap());
        }
        return report.isSound() ? 0 : 1;
    }
}
