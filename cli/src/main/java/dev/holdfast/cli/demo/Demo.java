package dev.holdfast.cli.demo;

import dev.holdfast.cli.local.LocalDeployment;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.stack.StackConfig;
import dev.holdfast.stack.broker.ExtraListener;
import dev.holdfast.stack.host.DataDirectory;
import dev.holdfast.stack.host.FreePorts;
import dev.holdfast.stack.host.TcpRelay;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/** Runs all cases at once on a deployment of their own, and cleans up after itself. */
public final class Demo implements AutoCloseable {
    private static final int PARTITIONS = 4;
    private static final String RELAYED = "RELAYED";
    private static final Duration CASE_END_WAIT = Duration.ofSeconds(10);

    private final Narrator narrator;
    private final List<CaseRun> runs = new ArrayList<>();
    private final List<AutoCloseable> closing = new ArrayList<>();
    private boolean closed;

    /** @param live whether {@code out} is a terminal that a table can be drawn on */
    public Demo(PrintWriter out, boolean live) {
        this.narrator = new Narrator(out, live);
    }

    /**
     * Runs. Once.
     *
     * @return how every case ended
     */
    public DemoReport run() throws IOException, KeyFileException, InterruptedException {
        GeneratedClasses.trust();
        narrator.say("starting a Kafka broker, a schema registry and an evaluator on free ports");
        Path directory = Files.createTempDirectory("holdfast-demo-");
        onClose(() -> DataDirectory.delete(directory));
        int relayPort = FreePorts.next();
        int listenerPort = FreePorts.next();
        var listener = new ExtraListener(RELAYED, listenerPort, FreePorts.LOOPBACK, relayPort);
        LocalDeployment deployment = LocalDeployment.start(new LocalDeployment.Wanted(
                new StackConfig(directory.resolve("data"), 0, 0, List.of(listener)), PARTITIONS, null, Map.of()));
        onClose(deployment);
        var faults = new Faults(TcpRelay.start(relayPort, listenerPort));
        onClose(faults);
        var evidence = new Evidence(deployment.clientConfig(), this::stands);
        onClose(evidence);
        Path scripts = Files.createDirectory(directory.resolve("workers"));
        narrator.say("ready: broker " + deployment.stack().bootstrapServers() + ", ruleset "
                + deployment.evaluator().rulesetDigest().substring(0, 12) + "…");
        var stage = new CaseRun.Stage(
                deployment,
                deployment.clientConfigThrough(FreePorts.LOOPBACK + ":" + relayPort),
                KeyFiles.readSigningKey(deployment.layout().issuerKey()),
                evidence,
                faults,
                narrator,
                scripts,
                Integer.toHexString(ThreadLocalRandom.current().nextInt(0x1000, 0x10000)));
        return new DemoReport(runAll(stage));
    }

    private void stands(String executionId, TrustState state) {
        for (DemoCase each : DemoCase.values()) {
            if (executionId.endsWith("-" + each.label())) {
                narrator.state(each, state.name());
            }
        }
    }

    private List<CaseResult> runAll(CaseRun.Stage stage) throws InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool(work -> {
            var thread = new Thread(work, "holdfast-demo-case");
            thread.setDaemon(true);
            return thread;
        });
        try {
            var futures = new LinkedHashMap<DemoCase, Future<CaseResult>>();
            for (DemoCase demoCase : DemoCase.values()) {
                var run = new CaseRun(demoCase, stage);
                synchronized (this) {
                    runs.add(run);
                }
                futures.put(demoCase, threads.submit(run));
            }
            var results = new ArrayList<CaseResult>();
            for (Map.Entry<DemoCase, Future<CaseResult>> future : futures.entrySet()) {
                results.add(await(future.getKey(), future.getValue()));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private CaseResult await(DemoCase demoCase, Future<CaseResult> future) throws InterruptedException {
        try {
            CaseResult result = future.get();
            narrator.say(
                    demoCase, result.passed() ? "ended as expected: " + result.expected() : "FAILED: " + result.why());
            return result;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            narrator.say(demoCase, "FAILED: " + cause);
            return new CaseResult(
                    demoCase,
                    "",
                    demoCase.expected(),
                    false,
                    "UNKNOWN",
                    List.of(),
                    "NONE",
                    0,
                    null,
                    null,
                    cause.toString());
        }
    }

    private void onClose(AutoCloseable resource) throws IOException {
        synchronized (this) {
            if (!closed) {
                closing.add(0, resource);
                return;
            }
        }
        try {
            resource.close();
        } catch (Exception e) {
            throw new IOException(
                    "the demonstration was ended while it started, and not everything could be closed", e);
        }
        throw new IOException("the demonstration was ended while it started");
    }

    /** Ends what runs, and removes what was made. Repeating it changes nothing. */
    @Override
    public void close() throws Exception {
        List<AutoCloseable> resources;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            runs.forEach(CaseRun::cancel);
            resources = List.copyOf(closing);
        }
        for (CaseRun run : runs) {
            run.awaitDone(CASE_END_WAIT);
        }
        for (AutoCloseable resource : resources) {
            resource.close();
        }
    }
}
