package dev.holdfast.executor.supervise;

import dev.holdfast.executor.Enforcer;
import dev.holdfast.executor.process.Effect;
import dev.holdfast.executor.process.Launch;
import dev.holdfast.executor.process.LaunchException;
import dev.holdfast.executor.process.ProcessTree;
import dev.holdfast.record.Capability;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Carries commands out on a tree of processes, also before it is there: what is to be paused or halted does not start. */
public final class TreeEnforcer implements Enforcer {
    private static final Duration BOUND = Duration.ofSeconds(1);
    private static final Duration KILL_BOUND = Duration.ofSeconds(2);

    private final Duration killGrace;
    private final List<Capability> capabilities;
    private @Nullable ProcessTree tree;
    private boolean paused;
    private boolean halted;

    /**
     * @param killGrace how long a halted program may take to end by itself, from SIGTERM to SIGKILL
     * @param freezes whether the program will be started where it can be frozen, or not at all
     */
    public TreeEnforcer(Duration killGrace, boolean freezes) {
        this.killGrace = killGrace;
        this.capabilities = freezes
                ? List.of(Capability.PAUSE, Capability.KILL, Capability.FREEZE)
                : List.of(Capability.PAUSE, Capability.KILL);
    }

    @Override
    public List<Capability> capabilities() {
        return capabilities;
    }

    /**
     * Starts the program; empty when it must not be started any more. Waits while it is paused.
     *
     * @return the caller's to close
     * @throws LaunchException when it cannot be started; nothing was started
     */
    public synchronized Optional<ProcessTree> start(Launch launch) throws LaunchException, InterruptedException {
        while (paused && !halted) {
            wait();
        }
        if (halted) {
            return Optional.empty();
        }
        tree = ProcessTree.start(launch);
        return Optional.of(tree);
    }

    @Override
    public Outcome pause() {
        ProcessTree running;
        synchronized (this) {
            paused = true;
            running = tree;
        }
        return running == null ? new Outcome.Seen("nothing was started") : outcome(running, running.pause(BOUND));
    }

    @Override
    public Outcome resume() {
        ProcessTree running;
        synchronized (this) {
            paused = false;
            notifyAll();
            running = tree;
        }
        return running == null ? new Outcome.Seen("nothing was started") : outcome(running, running.resume());
    }

    @Override
    public Outcome halt() {
        ProcessTree running;
        synchronized (this) {
            halted = true;
            notifyAll();
            running = tree;
        }
        return running == null
                ? new Outcome.Seen("nothing was started")
                : outcome(running, running.halt(killGrace, KILL_BOUND));
    }

    private static Outcome outcome(ProcessTree tree, Effect effect) {
        String means = " (" + tree.containment() + ")";
        if (effect instanceof Effect.Stopped stopped) {
            return new Outcome.Seen(stopped.processes() + " processes stopped" + means);
        }
        if (effect instanceof Effect.Running running) {
            return new Outcome.Seen(running.processes() + " processes running" + means);
        }
        if (effect instanceof Effect.Gone gone) {
            return new Outcome.Seen((gone.killed() ? "no process left, some were killed" : "no process left") + means);
        }
        if (effect instanceof Effect.Unconfirmed unconfirmed) {
            return new Outcome.NotSeen("not seen on processes " + unconfirmed.pids() + means);
        }
        return new Outcome.NotSeen("overtaken by a halt" + means);
    }
}
