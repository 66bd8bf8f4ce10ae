package dev.holdfast.lineage.testing;

import dev.holdfast.lineage.LogOrigin;
import dev.holdfast.lineage.merkle.ConsistencyProof;
import dev.holdfast.lineage.proof.LoggedCheckpoint;
import dev.holdfast.lineage.proof.LoggedEntry;
import dev.holdfast.lineage.proof.OpenedFact;
import dev.holdfast.lineage.proof.ProofFile;
import dev.holdfast.lineage.proof.RulesetFiles;
import dev.holdfast.lineage.proof.SignedRecord;
import dev.holdfast.lineage.proof.WriterSchema;
import java.util.ArrayList;
import java.util.List;

/** The parts of a proof, to be changed. */
public final class ProofEdit {
    /** The log. */
    public LogOrigin log;

    /** The execution. */
    public String executionId;

    /** All the rest. */
    public final List<WriterSchema> schemas;

    public final List<LoggedEntry> entries;
    public final List<OpenedFact> openings;
    public final List<LoggedCheckpoint> checkpoints;
    public final List<ConsistencyProof> consistency;
    public final List<SignedRecord> grants;
    public final List<SignedRecord> authorities;
    public final List<RulesetFiles> rulesets;
    public final List<SignedRecord> acknowledgments;

    /** The parts of this one. */
    public ProofEdit(ProofFile proof) {
        log = proof.log();
        executionId = proof.executionId();
        schemas = new ArrayList<>(proof.schemas());
        entries = new ArrayList<>(proof.entries());
        openings = new ArrayList<>(proof.openings());
        checkpoints = new ArrayList<>(proof.checkpoints());
        consistency = new ArrayList<>(proof.consistency());
        grants = new ArrayList<>(proof.grants());
        authorities = new ArrayList<>(proof.authorities());
        rulesets = new ArrayList<>(proof.rulesets());
        acknowledgments = new ArrayList<>(proof.acknowledgments());
    }

    /** The proof that they make. */
    public ProofFile proof() {
        return new ProofFile(
                log,
                executionId,
                schemas,
                entries,
                openings,
                checkpoints,
                consistency,
                grants,
                authorities,
                rulesets,
                acknowledgments);
    }
}
