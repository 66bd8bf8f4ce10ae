package dev.holdfast.trust.intake;

/**
 * Why an input record cannot become a decision.
 *
 * @param reason stable; other systems may match on it
 * @param detail for a person: what was expected, what was found
 */
public record Rejection(Reason reason, String detail) {

    /** The reasons that dead letters carry. */
    public enum Reason {
        /** The value is larger than {@link Limits#VALUE_BYTES}, or {@link Limits#GOVERNANCE_BYTES} for an act of governance. */
        OVERSIZED,
        /** The key is no execution id. */
        KEY_INVALID,
        /** The record is on another partition than its execution's. */
        MISPLACED,
        /** The value is not in the wire format, or not the Avro it says it is. */
        UNDECODABLE,
        /** The schema registry does not know the schema's id, or no value may be read by what it has under it. */
        SCHEMA_UNKNOWN,
        /** The schema is that of another kind of record. */
        SCHEMA_UNEXPECTED,
        /** There is no signature. */
        UNSIGNED,
        /** What stands in the signature's place is none, or there are more than there may be, or one twice. */
        SIGNATURE_MALFORMED,
        /** The signer is nobody who may sign this. */
        SIGNER_UNKNOWN,
        /** The signature is not of these bytes for this topic, key and trust domain. */
        SIGNATURE_INVALID,
        /** The grant contradicts itself, exceeds a limit, or grants nothing. */
        GRANT_INVALID,
        /** Another grant is already there for this execution. */
        GRANT_CONFLICTING,
        /** The request is not for the execution that it is keyed by, not for a root, or names no key that could have signed it. */
        REQUEST_INVALID,
        /** The execution is granted already, or another request for it was admitted. */
        REQUEST_CONFLICTING,
        /** Too many executions wait for a grant to take another one up. */
        TOO_MANY_WAITING,
        /** There is no grant by which the record could be verified. */
        GRANT_MISSING,
        /** A heartbeat of this sequence, or a later one, has been seen; or a signal of this kind that its source has observed at this instant or later. */
        REPLAYED,
        /** Another executor process carries this execution out. */
        SECOND_EXECUTOR,
        /** The execution has ended. */
        EXECUTION_ENDED,
        /** A field of the record is out of its range. */
        OUT_OF_RANGE,
        /** The act of governance contradicts itself or its key, exceeds a limit, or chooses nothing. */
        GOVERNANCE_INVALID,
        /** The ruleset is not what its digest says, lacks the baseline, or does not compile. */
        RULESET_INVALID,
        /** Those who signed may not sign this now, or not for this, or not alone. */
        AUTHORITY_REFUSED,
        /** Nothing is known of the execution that this one says it was delegated from. */
        PARENT_UNKNOWN,
        /** The grant of a child grants more than its parent's. */
        GRANT_WIDENED,
        /** An order of this id has been given already. */
        ORDER_REPEATED,
        /** The authority or ruleset is no newer than the one in force: a roll-back or a replay. */
        GOVERNANCE_ROLLED_BACK,
        /** The grant does not accept heartbeats that prove themselves in this way. */
        SESSION_NOT_ACCEPTED,
        /** What stands in the place of a session's code or key is none, or not where it belongs. */
        SESSION_MALFORMED,
        /** No session stands in which the heartbeat could be: it has to be opened first. */
        SESSION_UNKNOWN,
        /** The heartbeat does not follow the last one that was accepted. */
        SESSION_CHAIN_BROKEN,
        /** The code is not of these bytes in this session. */
        SESSION_CODE_INVALID,
        /** The heartbeat rests on its code alone but has to be signed. */
        SESSION_CHECKPOINT_DUE
    }
}
