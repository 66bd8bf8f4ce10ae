package dev.holdfast.cli.demo;

import dev.holdfast.cli.local.LocalDeployment;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.executor.GuardUnavailable;
import dev.holdfast.executor.Vitals;
import dev.holdfast.executor.process.Containment;
import dev.holdfast.executor.supervise.Supervisor;
import dev.holdfast.record.Enforcement;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.grant.SignedGrant.InvalidGrant;
import dev.holdfast.trust.signature.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One case from its grant to its verdict. */
final class CaseRun implements Callable<CaseResult> {
    private static final Duration AMPLE_VALIDITY = Duration.ofMinutes(10);
    private static final Duration SHORT_VALIDITY = Duration.ofSeconds(8);
    private static final Duration KILL_GRACE = Duration.ofMillis(500);
    private static final Duration REACH_WITHIN = Duration.ofSeconds(20);
    private static final Duration LEASE_WAIT = Duration.ofSeconds(20);
    private static final Duration SETTLE_WITHIN = Duration.ofSeconds(20);
    private static final long LOOK_MILLIS = 20;

    private final DemoCase demoCase;
    private final Stage stage;
    private final String executionId;
    private final Evidence.Trace trace;
    private final CaseEvents events;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable Supervisor supervisor;
    private volatile boolean cancelled;

    /** What all cases share. */
    record Stage(
            LocalDeployment deployment,
            ExecutorConfig relayed,
            SigningKey issuer,
            Evidence evidence,
            Faults faults,
            Narrator narrator,
            Path scripts,
            String runId) {}

    CaseRun(DemoCase demoCase, Stage stage) {
        this.demoCase = demoCase;
        this.stage = stage;
        this.executionId = "demo-" + stage.runId() + "-" + demoCase.label();
        this.trace = stage.evidence().of(executionId);
        this.events = new CaseEvents(
                stage.deployment().clientConfig().topicNames().of(Topic.HEARTBEATS),
                line -> stage.narrator().say(demoCase, line),
                this::leased);
    }

    @Override
    public CaseResult call() throws IOException, InterruptedException, InvalidGrant, GuardUnavailable {
        try {
            return run();
        } finally {
            done.countDown();
        }
    }

    private CaseResult run() throws IOException, InterruptedException, InvalidGrant, GuardUnavailable {
        Worker worker = Worker.write(stage.scripts(), demoCase);
        SigningKey executor = SigningKey.generate(new SecureRandom());
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        Duration valid = demoCase == DemoCase.EXPIRED ? SHORT_VALIDITY : AMPLE_VALIDITY;
        SignedGrant grant =
                worker.grant(demoCase, executionId, executor, stage.issuer(), now, valid, LocalDeployment.TRUST_DOMAIN);
        if (demoCase == DemoCase.EXPIRED) {
            Instant read = Instant.ofEpochMilli(System.currentTimeMillis());
            events.violatedAt(System.nanoTime()
                    + Duration.between(read, grant.grant().getNotAfter()).toNanos());
        }
        if (demoCase == DemoCase.FORGED) {
            SigningKey wrongKey = SigningKey.generate(new SecureRandom());
            stage.narrator()
                    .say(
                            demoCase,
                            "heartbeats signed by key "
                                    + wrongKey.verifyingKey().id() + ", which the grant does not name");
            Forger.forge(stage.deployment().clientConfig(), grant, wrongKey);
        } else {
            govern(worker, executor, grant);
        }
        settle();
        return result();
    }

    /** Ends what runs. */
    void cancel() {
        cancelled = true;
        Supervisor running = supervisor;
        if (running != null) {
            running.cancel();
        }
    }

    /** Waits until nothing of it runs; false when the time passes first. */
    boolean awaitDone(Duration within) throws InterruptedException {
        return done.await(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void leased() {
        if (demoCase == DemoCase.SILENT) {
            stage.faults().hangSoon();
        } else if (demoCase == DemoCase.CUT_OFF) {
            stage.faults().cutSoon(() -> stage.narrator().say(demoCase, "the relay between it and Kafka is cut"));
        }
    }

    private void govern(Worker worker, SigningKey executor, SignedGrant grant)
            throws IOException, InterruptedException, GuardUnavailable {
        UnaryOperator<Vitals> vitals = UnaryOperator.identity();
        ExecutorConfig config = stage.deployment().clientConfig();
        switch (demoCase) {
            case TAMPERED -> {
                stage.narrator().say(demoCase, "the program is changed after it was granted");
                worker.tamper();
            }
            case SILENT ->
                vitals = measured -> stage.faults()
                        .hanging(
                                measured,
                                () -> stage.narrator().say(demoCase, "its heartbeats hang; the process lives on"));
            case CUT_OFF -> config = stage.relayed();
            default -> {}
        }
        var running = new Supervisor(
                config,
                executor,
                grant,
                new Supervisor.Terms(
                        List.of(worker.executable().toString()),
                        stage.scripts(),
                        Containment.AUTO,
                        KILL_GRACE,
                        LEASE_WAIT,
                        REACH_WITHIN,
                        vitals,
                        events));
        supervisor = running;
        if (cancelled) {
            return;
        }
        stage.narrator().say(demoCase, demoCase.story());
        running.run();
    }

    /** Waits until the evaluator's records say what they have to say, or the time is over. */
    private void settle() throws InterruptedException {
        long end = System.nanoTime() + SETTLE_WITHIN.toNanos();
        while (!cancelled && !flaw().isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    private CaseResult result() {
        String flaw = flaw();
        List<TrustState> states = trace.states();
        return new CaseResult(
                demoCase,
                executionId,
                demoCase.expected(),
                flaw.isEmpty(),
                states.isEmpty() ? "UNKNOWN" : states.get(states.size() - 1).name(),
                trace.codes(),
                enforcement(),
                ProcessTable.countOf(executionId),
                events.detectionMillis(),
                events.effectiveMillis(),
                flaw);
    }

    private String enforcement() {
        boolean confirmed = trace.enforcement() == Enforcement.EFFECTIVE;
        return !confirmed && events.stoppedByLease()
                ? "LEASE"
                : trace.enforcement().name();
    }

    /** What is not as it should be; empty when everything is. */
    private String flaw() {
        List<TrustState> states = trace.states();
        TrustState last = states.isEmpty() ? TrustState.PENDING : states.get(states.size() - 1);
        if (last != demoCase.finalState()) {
            return "expected " + demoCase.finalState() + ", found " + last;
        }
        var passed = new ArrayList<>(states);
        passed.retainAll(demoCase.mustPass());
        if (!passed.equals(demoCase.mustPass())) {
            return "expected to pass through " + demoCase.mustPass() + ", found " + states;
        }
        if (trace.leases() > 0 != demoCase.leased()) {
            return "expected " + (demoCase.leased() ? "a lease" : "no lease") + ", found " + trace.leases();
        }
        if (demoCase == DemoCase.FORGED && trace.deadLetters() == 0) {
            return "expected dead letters, found none";
        }
        boolean ordered = last == TrustState.HALTED && demoCase != DemoCase.CUT_OFF;
        if (ordered && trace.enforcement() != Enforcement.EFFECTIVE) {
            return "expected the halt to be acknowledged as EFFECTIVE, found " + trace.enforcement();
        }
        if (demoCase == DemoCase.CUT_OFF && !events.stoppedByLease()) {
            return "expected it to be stopped by its own lease";
        }
        int left = ProcessTable.countOf(executionId);
        return left == 0 ? "" : "expected no process to be left, found " + left;
    }
}
