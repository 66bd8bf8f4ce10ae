package dev.holdfast.executor.guard;

import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.trust.session.SessionSigner;
import dev.holdfast.trust.signature.SignedContent;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Seals heartbeats: each by a signature, or in a session once the grant accepts one and a key is agreed. Opens the session anew whenever the
 * evaluator may not follow it. Any thread; instants are nanoseconds of one monotonic clock.
 */
public final class Seals {
    private final SessionSigner signer;
    private final boolean signedAccepted;
    private final long patienceNanos;
    private boolean agreed;
    private boolean leased;
    private boolean doubted;
    private long sinceNanos;

    /** @param signer this object's alone */
    public Seals(SessionSigner signer, Grant grant) {
        this.signer = signer;
        this.signedAccepted = grant.getHeartbeatModes().contains(HeartbeatMode.SIGNED);
        // Leases are renewed at the half; what is left then is for the opening and the lease that comes of it.
        this.patienceNanos = Duration.ofMillis(grant.getLeaseMillis())
                .multipliedBy(3)
                .dividedBy(4)
                .toNanos();
    }

    /** Whether a heartbeat can be sealed: not before a key is agreed, when the grant accepts sessions only. */
    public synchronized boolean ready() {
        return agreed || signedAccepted;
    }

    /** Takes the evaluator's public key out of a sign of life; true when heartbeats can be sealed only now. */
    public synchronized boolean agree(byte[] evaluatorKey) {
        boolean before = ready();
        agreed = signer.agree(evaluatorKey).isEmpty();
        return !before && ready();
    }

    /** A lease has come of a heartbeat sent at this instant: up to there the evaluator follows. */
    public synchronized void leased(long sentAtNanos) {
        if (!leased || sentAtNanos - sinceNanos > 0) {
            sinceNanos = sentAtNanos;
        }
        leased = true;
    }

    /** Something says that a heartbeat was not taken; the next one opens the session anew. */
    public synchronized void doubt() {
        doubted = true;
    }

    /** Seals the next heartbeat, as {@link SessionSigner#seal} does; empty when it is not {@link #ready}. */
    synchronized Optional<SessionSigner.Seal> seal(
            Heartbeat heartbeat, Function<Heartbeat, SignedContent> encode, long nowNanos) {
        if (!ready()) {
            return Optional.empty();
        }
        // Before the first lease the grant itself may not have been taken yet: every heartbeat is an opening.
        boolean overdue = !leased || nowNanos - sinceNanos >= patienceNanos;
        if (overdue) {
            sinceNanos = nowNanos;
        }
        if (overdue || doubted) {
            signer.reopen();
            doubted = false;
        }
        return Optional.of(signer.seal(heartbeat, encode));
    }
}
