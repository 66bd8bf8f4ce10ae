package dev.holdfast.trust.execution;

import dev.holdfast.record.Acknowledgment;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.trust.signature.KeyId;

/** Something that happened to an execution, verified: what a decision follows from. */
public sealed interface Occurrence {

    /** Its kind in records. */
    TriggerKind kind();

    /**
     * A grant has arrived.
     *
     * @param digest SHA-256 of its Avro body
     */
    record Granted(Grant grant, byte[] digest, KeyId issuer) implements Occurrence {
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

    /** A deadline has passed. */
    record DeadlinePassed() implements Occurrence {
        @Override
        public TriggerKind kind() {
            return TriggerKind.TICK;
        }
    }
}
