package dev.holdfast.trust.execution;

import dev.holdfast.record.Acknowledgment;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Signal;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.trust.signature.KeyId;
import java.util.Set;

/** Something that happened to an execution, verified: what a decision follows from. */
public sealed interface Occurrence {

    /** Its kind in records. */
    TriggerKind kind();

    /**
     * A grant has arrived.
     *
     * @param digest SHA-256 of its Avro body
     * @param signers who signed it
     */
    record Granted(Grant grant, byte[] digest, Set<KeyId> signers) implements Occurrence {
        @Override
        public TriggerKind kind() {
            return TriggerKind.GRANT;
        }
    }

    /** The executor gave a sign of life. */
    record Beat(Heartbeat heartbeat) implements Occurrence {
        @Override
        public TriggerKind kind() {
            return TriggerKind.HEARTBEAT;
        }
    }

    /** The executor answered a command. */
    record Acknowledged(Acknowledgment acknowledgment) implements Occurrence {
        @Override
        public TriggerKind kind() {
            return TriggerKind.ACKNOWLEDGMENT;
        }
    }

    /**
     * Somebody else has observed something of it.
     *
     * @param authority name of the authority that vouches for the source
     */
    record Signalled(Signal signal, String authority) implements Occurrence {
        @Override
        public TriggerKind kind() {
            return TriggerKind.SIGNAL;
        }
    }

    /** Its parent has paused or ended. */
    record ParentMoved() implements Occurrence {
        @Override
        public TriggerKind kind() {
            return TriggerKind.PARENT;
        }
    }

    /**
     * An operator has ordered something.
     *
     * @param text id of the order, operator and reason
     */
    record Ordered(OrderAction action, String text) implements Occurrence {
        @Override
        public TriggerKind kind() {
            return TriggerKind.GOVERNANCE;
        }
    }

    /** Authorities or revocations have changed. */
    record GovernanceChanged() implements Occurrence {
        @Override
        public TriggerKind kind() {
            return TriggerKind.GOVERNANCE;
        }
    }

    /** A deadline has passed. */
    record DeadlinePassed() implements Occurrence {
        @Override
        public TriggerKind kind() {
            return TriggerKind.TICK;
        }
    }
}
