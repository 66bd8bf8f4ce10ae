package dev.holdfast.lineage.proof;

import dev.holdfast.lineage.LogOrigin;
import dev.holdfast.lineage.merkle.ConsistencyProof;
import java.util.List;

/**
 * What a proof file holds.
 *
 * @param log the log that the entries stand in; it names the trust domain
 * @param executionId what the entries are about
 * @param schemas by which the entries were written
 * @param entries in the order of their numbers
 * @param openings of facts that entries hold sealed: those that the reader is to see
 * @param checkpoints of the log
 * @param consistency proofs between the trees of these checkpoints
 * @param grants the execution's own, then its parent's, and so on up to the root's; empty when it never had one
 * @param authorities signed by the root key: those that vouch for whoever signed the rest
 * @param rulesets under which was decided
 * @param acknowledgments of the execution's executor
 */
public record ProofFile(
        LogOrigin log,
        String executionId,
        List<WriterSchema> schemas,
        List<LoggedEntry> entries,
        List<OpenedFact> openings,
        List<LoggedCheckpoint> checkpoints,
        List<ConsistencyProof> consistency,
        List<SignedRecord> grants,
        List<SignedRecord> authorities,
        List<RulesetFiles> rulesets,
        List<SignedRecord> acknowledgments) {
    /** Ending of a proof file's name. */
    public static final String ENDING = ".holdfast-proof";

    /** What {@code format} says. */
    static final String FORMAT = "holdfast-proof";

    /** What {@code version} says. A reader takes this one alone. */
    static final int VERSION = 1;

    public ProofFile {
        schemas = List.copyOf(schemas);
        entries = List.copyOf(entries);
        openings = List.copyOf(openings);
        checkpoints = List.copyOf(checkpoints);
        consistency = List.copyOf(consistency);
        grants = List.copyOf(grants);
        authorities = List.copyOf(authorities);
        rulesets = List.copyOf(rulesets);
        acknowledgments = List.copyOf(acknowledgments);
    }
}
