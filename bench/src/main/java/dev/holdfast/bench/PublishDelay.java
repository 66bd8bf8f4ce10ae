package dev.holdfast.bench;

import dev.holdfast.cli.governance.Act;
import dev.holdfast.cli.governance.Copies;
import dev.holdfast.cli.governance.GovernancePublisher;
import dev.holdfast.cli.governance.RulesetLine;
import dev.holdfast.cli.governance.RulesetWatch;
import dev.holdfast.cli.local.LocalDeployment;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.RuleFile;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.pack.Pack;
import dev.holdfast.stack.StackConfig;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.signature.SigningKey;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How long a published ruleset takes to be in force on every partition, and how much longer heartbeats wait for it: by turns a while in which
 * nothing is published and one in which rulesets are, one after the other, each to be compiled anew.
 *
 * <p>The limits to meet: in force within 1 s for the packs that ship, and no heartbeat waits more than 50 ms because of it. Exit status: 0
 * done, whatever the time; 1 a ruleset did not come into force, or a heartbeat was lost.
 */
@Command(
        name = "publish-delay",
        mixinStandardHelpOptions = true,
        description = "Measures publishing of rulesets under load, on a deployment of its own.")
public final class PublishDelay implements Callable<Integer> {
    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final Duration IN_FORCE_WITHIN = Duration.ofSeconds(60);
    private static final int DIGITS = 3;

    @Option(names = "--executions", defaultValue = "400", description = "Default: ${DEFAULT-VALUE}.")
    private int executions;

    @Option(names = "--seconds", defaultValue = "20", description = "Of each while. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--turns", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}.")
    private int turns;

    @Option(
            names = "--every",
            defaultValue = "4",
            description = "Seconds from one publication to the next. Default: ${DEFAULT-VALUE}.")
    private int every;

    @Option(names = "--partitions", defaultValue = "4", description = "Default: ${DEFAULT-VALUE}.")
    private int partitions;

    @Option(
            names = "--packs",
            split = ",",
            defaultValue = "rules/packs/agents,rules/packs/batch,rules/packs/privacy",
            description = "Beside the baseline. Default: ${DEFAULT-VALUE}.")
    private List<Path> packs = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final Histogram quiet = new Histogram(DIGITS);
    private final Histogram publishing = new Histogram(DIGITS);
    private final List<Long> inForceMillis = new ArrayList<>();

    /** Measures once and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new PublishDelay()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        List<Ruleset.RuleFile> files = files();
        Path directory = TemporaryDirectory.make();
        try (LocalDeployment deployment = LocalDeployment.start(
                new LocalDeployment.Wanted(StackConfig.in(directory), partitions, null, Map.of()))) {
            return measure(deployment, files);
        } finally {
            TemporaryDirectory.remove(directory);
        }
    }

    private List<Ruleset.RuleFile> files() throws Exception {
        var files = new ArrayList<>(Ruleset.baseline().files());
        for (Path folder : packs) {
            Pack.read(folder).files().forEach(file -> files.add(new Ruleset.RuleFile(file.path(), file.text())));
        }
        return files;
    }

    private int measure(LocalDeployment deployment, List<Ruleset.RuleFile> files) throws Exception {
        ExecutorConfig config = deployment.clientConfig();
        var issuer = new Issuer(KeyFiles.readSigningKey(deployment.layout().issuerKey()), config.trustDomain());
        SigningKey author = KeyFiles.readSigningKey(deployment.layout().policyAuthorKey());
        long lost;
        try (var load = new OpenLoad(config, issuer, executions, partitions);
                var leases = new LeaseDelays(config, partitions);
                var watch = new RulesetWatch(config, RulesetLine.IN_FORCE);
                var publisher = new GovernancePublisher(config)) {
            load.start();
            TimeUnit.MILLISECONDS.sleep(WARM_UP.toMillis());
            // The first compilation of a process takes seconds; it is told apart.
            long first = publish(publisher, watch, author, files, 1);
            load.forgetLateness();
            for (int turn = 0; turn < turns; turn++) {
                leases.take();
                TimeUnit.SECONDS.sleep(seconds);
                quiet.add(leases.take());
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
                while (System.nanoTime() < end) {
                    long next = System.nanoTime() + TimeUnit.SECONDS.toNanos(every);
                    inForceMillis.add(publish(publisher, watch, author, files, 2 + inForceMillis.size()));
                    TimeUnit.NANOSECONDS.sleep(Math.max(0, Math.min(next, end) - System.nanoTime()));
                }
                publishing.add(leases.take());
            }
            lost = load.lost();
            report(first, load);
        }
        return lost == 0 && inForceMillis.stream().noneMatch(each -> each < 0) ? 0 : 1;
    }

    /** The milliseconds until it was in force everywhere; -1 when it was not. */
    private static long publish(
            GovernancePublisher publisher,
            RulesetWatch watch,
            SigningKey author,
            List<Ruleset.RuleFile> files,
            long version)
            throws Exception {
        var changed = new ArrayList<>(files);
        // Compiled anew each time: rulesets of a known digest are not.
        String path = "bench/version.drl";
        changed.add(new Ruleset.RuleFile(path, "package dev.holdfast.packs.bench\n// " + version + "\n"));
        Ruleset ruleset = Ruleset.of(changed);
        var record = RulesetRecord.newBuilder()
                .setVersion(version)
                .setDigest(ruleset.digest())
                .setFiles(ruleset.files().stream()
                        .map(file -> new RuleFile(file.path(), file.text()))
                        .toList())
                .setActivateAt(Instant.EPOCH)
                .setAuthor("bench")
                .build();
        long start = System.nanoTime();
        Copies copies = publisher.publish(Act.of(record), List.of(author));
        RulesetWatch.Outcome outcome =
                watch.await(new RulesetWatch.Published(version, ruleset.digest(), copies, false), IN_FORCE_WITHIN);
        return outcome.kind() == RulesetWatch.Outcome.Kind.IN_FORCE
                ? TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)
                : -1;
    }

    private void report(long first, OpenLoad load) {
        PrintWriter out = spec.commandLine().getOut();
        List<Long> sorted = inForceMillis.stream().sorted().toList();
        out.printf(
                Locale.ROOT,
                "in force on %d partitions: the first after %d ms; of %d others the median after %d ms, the last after %d ms%n",
                partitions,
                first,
                sorted.size(),
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() - 1));
        out.println(line("nothing published", quiet));
        out.println(line("rulesets published", publishing));
        out.printf(
                Locale.ROOT,
                "heartbeats sent %d, lost %d; late by %.1f ms at p50, %.1f ms at p99%n",
                load.sent(),
                load.lost(),
                load.lateness().getValueAtPercentile(50) / 1e6,
                load.lateness().getValueAtPercentile(99) / 1e6);
        out.flush();
    }

    private static String line(String what, Histogram millis) {
        return String.format(
                Locale.ROOT,
                "heartbeat to lease, ms, %s: p50 %d, p99 %d, p99.9 %d, max %d (%d leases)",
                what,
                millis.getValueAtPercentile(50),
                millis.getValueAtPercentile(99),
                millis.getValueAtPercentile(99.9),
                millis.getMaxValue(),
                millis.getTotalCount());
    }
}
