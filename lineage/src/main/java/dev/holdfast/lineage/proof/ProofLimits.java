package dev.holdfast.lineage.proof;

import dev.holdfast.lineage.merkle.EntryBundle;
import dev.holdfast.lineage.note.SignedNote;
import dev.holdfast.schemas.ExecutionId;
import dev.holdfast.trust.intake.Limits;

/** The most that a proof file may hold. */
public final class ProofLimits {
    /** Size of the file in bytes. Some 80,000 entries of the usual 2 KB fit. */
    public static final long FILE_BYTES = 256L * 1024 * 1024;

    /** Entries. */
    public static final int ENTRIES = 100_000;

    /** Size of an entry in bytes. */
    public static final int ENTRY_BYTES = EntryBundle.MAXIMUM_ENTRY_BYTES;

    /** Openings of sealed facts. */
    public static final int OPENINGS = 1_000_000;

    /** Characters of the value of a sealed fact. */
    public static final int VALUE_CHARACTERS = 256 * 1024;

    /** Schemas, by which entries were written. */
    public static final int SCHEMAS = 100;

    /** Characters of a schema. */
    public static final int SCHEMA_CHARACTERS = 256 * 1024;

    /** Checkpoints, and proofs between them. */
    public static final int CHECKPOINTS = 1_000;

    /** Characters of a checkpoint with its signatures. */
    public static final int CHECKPOINT_CHARACTERS = SignedNote.MAXIMUM_BYTES;

    /** Grants: the execution's, its parent's, and so on. */
    public static final int GRANTS = ExecutionId.MAXIMUM_SEGMENTS;

    /** Records of authorities. */
    public static final int AUTHORITIES = 1_000;

    /** Rulesets. */
    public static final int RULESETS = 100;

    /** Characters of a file of rules. */
    public static final int RULE_CHARACTERS = 4 * 1024 * 1024;

    /** Acknowledgments. */
    public static final int ACKNOWLEDGMENTS = 10_000;

    /** Size of the body of a signed record in bytes. */
    public static final int BODY_BYTES = Limits.GOVERNANCE_BYTES;

    /** Size of a record's signature in bytes: the header of one among 256. */
    public static final int SIGNATURE_BYTES = 1_024;

    /** Characters of a name: of the trust domain, of a path. */
    public static final int NAME_CHARACTERS = 1_024;

    /** Levels of JSON. The format has 5. */
    static final int DEPTH = 8;

    private ProofLimits() {}
}
