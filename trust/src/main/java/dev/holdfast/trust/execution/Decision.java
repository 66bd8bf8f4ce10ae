package dev.holdfast.trust.execution;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.verdict.Verdict;
import java.util.Optional;

/**
 * What came of one evaluation. The state it was made on has been brought up to date with it.
 *
 * @param facts what was judged
 * @param verdict the verdict
 * @param from where the execution stood
 * @param to where it stands
 * @param command a new command; its epoch is the state's
 * @param repeat whether the standing command is to be sent once more, with the state's epoch, because its executor does not obey it yet
 * @param lease a lease for the heartbeat that led to this
 * @param escalation the standing command went without a confirmation for too long
 * @param notable whether anything changed that has to go on record: state, epoch, command, lease, verdict, findings,
 *     enforcement, or what signals say; or the grant wants every evaluation on record
 */
public record Decision(
        ExecutionFacts facts,
        Verdict verdict,
        TrustState from,
        TrustState to,
        Optional<ControlAction> command,
        boolean repeat,
        Optional<LeaseTerms> lease,
        Optional<Unconfirmed> escalation,
        boolean notable) {

    /**
     * A lease to be given.
     *
     * @param heartbeatSequence the heartbeat it answers
     * @param durationMillis how long it lasts from the sending of that heartbeat
     * @param awaited whether somebody stands still until it arrives: a first lease, or a resumption
     */
    public record LeaseTerms(long heartbeatSequence, int durationMillis, boolean awaited) {}

    /**
     * A command without a confirmation.
     *
     * @param times how often the time has passed, from 1
     * @param received whether the executor has said that it received the command
     */
    public record Unconfirmed(int times, boolean received) {}

    /** Whether the execution moved. */
    public boolean moved() {
        return from != to;
    }
}
