package dev.holdfast.executor.process.linux;

import com.sun.jna.Native;

/** Sends signals with {@code kill(2)}, guarded against the reuse of pids. Any thread. */
public final class Signals {
    /** What became of one signal. */
    public enum Delivery {
        /** The kernel took it. That it had an effect must still be seen. */
        SENT,
        /** The process that was meant no longer exists; nothing was sent, not even to a new owner of its pid. */
        GONE,
        /** The kernel refused it: the process belongs to another user. The caller must report it as not stopped. */
        REFUSED
    }

    private final Proc proc;

    public Signals(Proc proc) {
        this.proc = proc;
    }

    /** Sends {@code signal} if the pid is still owned by the process that {@code target} was read from. */
    public Delivery send(ProcStat target, Signal signal) {
        boolean same = target.pid() > 1
                && proc.stat(target.pid())
                        .map(now -> now.startTicks() == target.startTicks())
                        .orElse(false);
        if (!same) {
            return Delivery.GONE;
        }
        if (LibC.kill(Math.toIntExact(target.pid()), signal.number()) == 0) {
            return Delivery.SENT;
        }
        return Native.getLastError() == LibC.ESRCH ? Delivery.GONE : Delivery.REFUSED;
    }
}
