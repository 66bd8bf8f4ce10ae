package dev.holdfast.cli.denials;

/** Codes that no row of the table is about, and what they mean. */
enum OtherCode {
    EXECUTION_ENDED("a heartbeat or a signal came after the execution had ended"),
    EXECUTOR_HALTED("the executor has halted the execution by itself; so it is halted for good"),
    GOVERNANCE_INVALID("an act of governance contradicts itself or its key, exceeds a limit, or chooses nothing"),
    RULESET_INVALID(
            "a ruleset came whose files are not those of its digest, lack the baseline or replace it without saying so, or do not compile"),
    GOVERNANCE_ROLLED_BACK("an authority or ruleset came whose version is no newer than the one in force"),
    GRANT_INVALID("a grant contradicts itself, exceeds a limit, or grants nothing"),
    GRANT_OUTLASTS_IDENTITY("a request asks for longer than its key is vouched for, so it is denied"),
    KEY_INVALID("the key of the record is no execution id"),
    MISPLACED("the record is on another partition than its execution's"),
    ORDER_REPEATED("an order of this id has been given already"),
    OUT_OF_RANGE("a field of the record is out of its range"),
    OVERSIZED("the value is larger than 16 KiB, or 1,000,000 bytes for an act of governance"),
    REQUEST_CONFLICTING("the execution is granted already, or another request for it was admitted"),
    REQUEST_INVALID(
            "a request makes no sense: denied; or it is not for a root, for another key, or unsigned by the one it names: a dead letter"),
    REQUEST_STALE(
            "a request says that it was made more than five minutes from now by the broker's clock, so it is denied"),
    SCHEMA_UNEXPECTED("the schema is that of another kind of record"),
    SCHEMA_UNKNOWN("the schema registry does not know the schema's id"),
    SESSION_CHECKPOINT_DUE("a heartbeat rests on its session's code alone but has to be signed"),
    SESSION_CODE_INVALID("the code is not of these bytes in this session"),
    SESSION_MALFORMED("what stands in the place of a session's code or key is none, or not where it belongs"),
    SESSION_NOT_ACCEPTED("the grant does not accept heartbeats that prove themselves in this way"),
    SESSION_UNKNOWN("no session stands in which the heartbeat could be"),
    SIGNATURE_MALFORMED(
            "what stands in the signature's place is none, or there are more than there may be, or one twice"),
    TOO_MANY_WAITING("too many executions wait for a grant to take another one up"),
    UNDECODABLE("the value is not in the wire format, or not the Avro it says it is"),
    UNSIGNED("there is no signature");

    private final String meaning;

    OtherCode(String meaning) {
        this.meaning = meaning;
    }

    String meaning() {
        return meaning;
    }
}
