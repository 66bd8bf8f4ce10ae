package dev.holdfast.executor;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Standing;
import java.time.Duration;

/** Something that happened in a guard, for those who watch it. Delivered on the guard's threads: be quick, do not throw. */
public sealed interface GuardEvent {

    /** A heartbeat is on its way. */
    record HeartbeatSent(long sequence, long atNanos) implements GuardEvent {}

    /** Kafka has taken a heartbeat, at this offset of the execution's partition. */
    record HeartbeatTaken(long sequence, long offset) implements GuardEvent {}

    /** Kafka did not take a heartbeat. The next one goes out all the same. */
    record HeartbeatLost(long sequence, String cause) implements GuardEvent {}

    /** A lease has arrived and holds. */
    record LeaseReceived(long epoch, long heartbeatSequence, Duration duration, long atNanos) implements GuardEvent {}

    /**
     * A command has arrived that was not obeyed before.
     *
     * @param reason the codes of its findings, for people
     * @param triggerTopic name of the topic with the record on which it was decided
     * @param triggerOffset offset of that record in the execution's partition
     */
    record CommandReceived(
            ControlAction action, long epoch, String reason, String triggerTopic, long triggerOffset, long atNanos)
            implements GuardEvent {}

    /** The guard stands elsewhere. */
    record StandingChanged(Standing from, Standing to, String cause, long atNanos) implements GuardEvent {}

    /** What was ordered, by command or by the end of a lease, has been seen in effect. */
    record Effective(Standing standing, String detail, long atNanos) implements GuardEvent {}

    /** What was ordered has not been seen in effect yet; it is tried again. */
    record NotEffective(Standing standing, String detail) implements GuardEvent {}

    /** A record on the control or leases topic was not the evaluator's, and was ignored. */
    record RecordIgnored(String topic, String cause) implements GuardEvent {}

    /** An attestation could not be made; it is tried again. */
    record NotAttested(String attester, String cause) implements GuardEvent {}

    /** Kafka or the schema registry does not answer; the guard waits and tries again. */
    record Unreachable(String what, Duration waited) implements GuardEvent {}
}
