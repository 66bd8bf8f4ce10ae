package dev.holdfast.executor.supervise;

import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.executor.ExecutionHalted;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.executor.GuardEvent;
import dev.holdfast.executor.GuardUnavailable;
import dev.holdfast.executor.Vitals;
import dev.holdfast.executor.attest.Attester;
import dev.holdfast.executor.process.Containment;
import dev.holdfast.executor.process.ExecutableDigest;
import dev.holdfast.executor.process.Freezing;
import dev.holdfast.executor.process.Launch;
import dev.holdfast.executor.process.LaunchException;
import dev.holdfast.executor.process.Measurement;
import dev.holdfast.executor.process.ProcessTree;
import dev.holdfast.executor.process.actions.ActionPipe;
import dev.holdfast.executor.process.actions.Reported;
import dev.holdfast.record.Capability;
import dev.holdfast.record.ReportedAction;
import dev.holdfast.record.Standing;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.signature.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Governs one program from the first lease to its end. {@link #run} carries the execution out; {@link #cancel} ends it early, as Ctrl-C
 * does.
 */
public final class Supervisor {
    /** Action that the start of the program itself is, with the real path of its executable, links followed, as the resource. */
    public static final String START_ACTION = "process.run";

    /** Evidence: SHA-256 of the executable, lower-case hex. */
    public static final String EXECUTABLE_SHA256 = "executable.sha256";

    /** Counter of processor time, in milliseconds. */
    public static final String CPU_MILLIS = "cpu.millis";

    /** Gauge of resident memory, in bytes. */
    public static final String MEMORY_BYTES = "memory.bytes";

    /** Gauge of processes. */
    public static final String PROCESSES = "processes";

    /** Gauge of established TCP connections. */
    public static final String CONNECTIONS = "connections";

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final String CANCELLED = "cancelled at the executor";
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration ACKNOWLEDGMENT_WAIT = Duration.ofSeconds(3);

    private final ExecutorConfig config;
    private final SigningKey key;
    private final SignedGrant grant;
    private final Terms terms;
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private volatile @Nullable ExecutionGuard guard;

    /**
     * What is run, and how patiently.
     *
     * @param command the program and its arguments
     * @param directory its working directory
     * @param containment how its processes are kept together
     * @param killGrace how long a halted program may take to end by itself, from SIGTERM to SIGKILL
     * @param leaseWait how long to wait for the first lease
     * @param reachWithin how long to wait for Kafka and the registry
     * @param vitals made around the measured ones; identity unless something has to be measured besides
     * @param events learns what happens
     * @param attesters make what the grant asks to be attested
     */
    public record Terms(
            List<String> command,
            Path directory,
            Containment containment,
            Duration killGrace,
            Duration leaseWait,
            Duration reachWithin,
            java.util.function.UnaryOperator<Vitals> vitals,
            Consumer<GuardEvent> events,
            List<Attester> attesters) {
        /** SIGTERM to SIGKILL unless chosen otherwise. */
        public static final Duration KILL_GRACE = Duration.ofSeconds(5);

        /** Wait for the first lease unless chosen otherwise. */
        public static final Duration LEASE_WAIT = Duration.ofSeconds(30);

        public Terms {
            command = List.copyOf(command);
            directory = directory.toAbsolutePath().normalize();
            attesters = List.copyOf(attesters);
        }

        /** For a grant that asks for no attestations. */
        public Terms(
                List<String> command,
                Path directory,
                Containment containment,
                Duration killGrace,
                Duration leaseWait,
                Duration reachWithin,
                java.util.function.UnaryOperator<Vitals> vitals,
                Consumer<GuardEvent> events) {
            this(command, directory, containment, killGrace, leaseWait, reachWithin, vitals, events, List.of());
        }
    }

    public Supervisor(ExecutorConfig config, SigningKey key, SignedGrant grant, Terms terms) {
        this.config = config;
        this.key = key;
        this.grant = grant;
        this.terms = terms;
    }

    /**
     * Runs the program under its grant. Returns when nothing of it is left.
     *
     * @throws LaunchException when the program cannot be started; nothing was started
     * @throws GuardUnavailable when the grant, the key or the deployment is not as it should be; nothing was started
     * @throws IOException when the pipe for reports cannot be made or the executable cannot be read; nothing was started
     */
    public Ending run() throws LaunchException, GuardUnavailable, IOException, InterruptedException {
        var probe = new Launch(executionId(), terms.command(), terms.directory(), Map.of(), terms.containment());
        Path executable = probe.executable().toRealPath();
        var digest = new ExecutableDigest(executable);
        String granted = digest.sha256();
        Containment containment = containment();
        var enforcer = new TreeEnforcer(terms.killGrace(), containment == Containment.CGROUP && Freezing.isPermitted());
        var body = new Body(digest);
        var options = new ExecutionGuard.Options(
                enforcer,
                terms.vitals().apply(body),
                List.of(new ReportedAction(START_ACTION, executable.toString(), 1L)),
                terms.events(),
                terms.reachWithin(),
                terms.attesters());
        try (ExecutionGuard guard = ExecutionGuard.open(config, key, grant, options);
                ActionPipe pipe = ActionPipe.open(reported -> deliver(reported, guard))) {
            this.guard = guard;
            Optional<Ending> early = awaitLease(guard);
            if (early.isPresent()) {
                return early.get();
            }
            if (!digest.sha256().equals(granted)) {
                guard.halt("the executable changed between its measurement and its start");
                return halted(guard);
            }
            var launch = new Launch(executionId(), terms.command(), terms.directory(), pipe.environment(), containment);
            Optional<ProcessTree> started = start(enforcer, launch, guard);
            if (started.isEmpty()) {
                return halted(guard);
            }
            try (ProcessTree tree = started.get()) {
                body.tree = tree;
                return watch(guard, tree, pipe);
            }
        }
    }

    /** Ends the execution soon, by this executor's own decision. Any thread; repeating it changes nothing. */
    public void cancel() {
        cancelled.countDown();
        ExecutionGuard open = guard;
        if (open != null) {
            open.halt(CANCELLED);
        }
    }

    /** A program that cannot be started leaves no execution behind that is thought to run. */
    private Optional<ProcessTree> start(TreeEnforcer enforcer, Launch launch, ExecutionGuard opened)
            throws LaunchException, InterruptedException {
        try {
            return enforcer.start(launch);
        } catch (LaunchException e) {
            opened.halt("the program could not be started");
            halted(opened);
            throw e;
        }
    }

    /** Where FREEZE is required, a marker is no choice: what was stated must hold when the program runs. */
    private Containment containment() {
        boolean freeze = grant.grant().getRequiredCapabilities().contains(Capability.FREEZE);
        return freeze && terms.containment() == Containment.AUTO ? Containment.CGROUP : terms.containment();
    }

    private String executionId() {
        return grant.grant().getExecutionId();
    }

    private Optional<Ending> awaitLease(ExecutionGuard guard) throws InterruptedException {
        long end = System.nanoTime() + terms.leaseWait().toNanos();
        while (guard.standing() == Standing.WAITING && System.nanoTime() < end && cancelled.getCount() > 0) {
            guard.awaitLease(LOOK);
        }
        try {
            if (guard.standing() == Standing.WAITING) {
                guard.complete(null);
                return Optional.of(new Ending.NeverLeased("no lease within "
                        + terms.leaseWait().toSeconds() + " s; see `holdfast executions` for the findings"));
            }
            guard.check();
            return Optional.empty();
        } catch (ExecutionHalted e) {
            return Optional.of(halted(guard));
        }
    }

    private Ending watch(ExecutionGuard guard, ProcessTree tree, ActionPipe pipe)
            throws InterruptedException, IOException {
        while (true) {
            if (guard.standing() == Standing.HALTED) {
                return halted(guard);
            }
            if (tree.onEmpty().isDone()) {
                int exitCode = tree.onExit().join();
                // What it reported last is judged before it counts as completed.
                pipe.close();
                return new Ending.Completed(exitCode, guard.complete(exitCode));
            }
            if (tree.watchmanLost().isDone()) {
                guard.halt("the watchman, which ends the tree should its supervisor die, is lost");
            } else if (cancelled.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                guard.halt(CANCELLED);
            }
        }
    }

    private Ending halted(ExecutionGuard guard) throws InterruptedException {
        Duration within = terms.killGrace().plusSeconds(10);
        boolean seen = guard.awaitHalted(within);
        if (seen && !guard.awaitHaltAcknowledged(ACKNOWLEDGMENT_WAIT)) {
            LOG.warn("event=halt_not_acknowledged execution={}", executionId());
        }
        return new Ending.Halted(guard.cause(), seen);
    }

    private static void deliver(Reported reported, ExecutionGuard guard) {
        try {
            if (reported instanceof Reported.Action action) {
                guard.report(action.action(), action.resource());
            } else if (reported instanceof Reported.Count count) {
                guard.count(count.name(), count.amount());
            } else if (reported instanceof Reported.Malformed malformed) {
                // What cannot be read may have been anything; it is reported as what no scope of good sense allows.
                guard.report("report.malformed", malformed.reason().name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is measured of the program. */
    private static final class Body implements Vitals {
        private final ExecutableDigest digest;
        private volatile @Nullable ProcessTree tree;

        private Body(ExecutableDigest digest) {
            this.digest = digest;
        }

        @Override
        public Reading read() {
            ProcessTree running = tree;
            Measurement now = running == null ? new Measurement(0, 0, 0, 0) : running.measure();
            var evidence = new HashMap<String, String>();
            try {
                evidence.put(EXECUTABLE_SHA256, digest.sha256());
            } catch (IOException e) {
                // Without the file there is no evidence, and the evaluator says what that means.
                LOG.warn("event=executable_unreadable cause={}", new UncheckedIOException(e).toString());
            }
            return new Reading(
                    evidence,
                    Map.of(
                            CPU_MILLIS,
                            now.cpuMillis(),
                            MEMORY_BYTES,
                            now.residentBytes(),
                            PROCESSES,
                            (long) now.processCount(),
                            CONNECTIONS,
                            (long) now.openConnections()));
        }
    }
}
