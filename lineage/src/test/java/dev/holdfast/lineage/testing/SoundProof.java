package dev.holdfast.lineage.testing;

import dev.holdfast.lineage.LogOrigin;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.merkle.InclusionProof;
import dev.holdfast.lineage.merkle.TileMissing;
import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.lineage.note.NoteSigner;
import dev.holdfast.lineage.note.SignedNote;
import dev.holdfast.lineage.proof.LoggedCheckpoint;
import dev.holdfast.lineage.proof.LoggedEntry;
import dev.holdfast.lineage.proof.OpenedFact;
import dev.holdfast.lineage.proof.ProofFile;
import dev.holdfast.lineage.proof.RulesetFiles;
import dev.holdfast.lineage.proof.SignedRecord;
import dev.holdfast.lineage.proof.WriterSchema;
import dev.holdfast.lineage.verify.TrustAnchors;
import dev.holdfast.record.Acknowledgment;
import dev.holdfast.record.Authority;
import dev.holdfast.record.Dimension;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.Grant;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.Role;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.facts.Surroundings;
import dev.holdfast.trust.intake.GovernanceCheck;
import dev.holdfast.trust.signature.FilesDigest;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A sound proof of {@code job-1}, in the log of partition 0 of {@code example.org}, to be spoiled one part at a time: seven entries among 24 leaves, checkpoints of size
 * 12 and 24, of which the larger one is signed by ML-DSA-44 and cosigned as well.
 */
public final class SoundProof {
    /** Instant of the first decision, in epoch milliseconds. */
    public static final long START = 1_800_000_000_000L;

    public static final String TRUST_DOMAIN = "example.org";
    public static final LogOrigin LOG = new LogOrigin(TRUST_DOMAIN, 0);
    public static final String EXECUTION = "job-1";
    public static final SigningKey EXECUTOR = Keys.ed25519(1);
    public static final SigningKey ISSUER = Keys.ed25519(2);
    public static final SigningKey EVALUATOR = Keys.ed25519(3);
    public static final SigningKey ROOT = Keys.ed25519(5);
    public static final NoteSigner LOG_SIGNER = new NoteSigner.Ed25519(LOG.toString(), EVALUATOR);
    public static final NoteSigner LOG_SIGNER_TOMORROW = new NoteSigner.MlDsa(LOG.toString(), Keys.mlDsa(3));
    public static final NoteSigner WITNESS = new NoteSigner.Cosigner("witness.example/w1", Keys.ed25519(4));
    public static final TrustAnchors ANCHORS = new TrustAnchors(
            List.of(ROOT.verifyingKey()), List.of(LOG_SIGNER_TOMORROW.verifierKey()), List.of(WITNESS.verifierKey()));

    /** Sizes of the two checkpoints. */
    public static final long SMALL = 12;

    public static final long LARGE = 24;

    /** At which leaves its entries stand. */
    public static final List<Integer> LEAVES = List.of(3, 7, 8, 10, 15, 17, 19);

    /** When the larger checkpoint was signed and cosigned, in POSIX seconds. */
    public static final long SIGNED_AT = START / 1_000 + 20;

    private static final long HOUR = 3_600_000;

    private SoundProof() {}

    /** The rules, with their digest. */
    public static RulesetFiles rules() {
        var files = new TreeMap<String, String>();
        files.put("a/halt.drl", "rule \"halt on order\" when then end");
        files.put("b/spending.drl", "rule \"spending\" when then end");
        var digest = new FilesDigest();
        files.forEach(digest::add);
        return new RulesetFiles(digest.hex(), files);
    }

    /** The entry of which the file opens what is sealed. */
    public static final long OPENED_ENTRY = 3;

    /** The grant, with a change. */
    public static Grant grant(Consumer<Grant> change) {
        GeneratedClasses.trust();
        Grant grant = Grant.newBuilder()
                .setExecutionId(EXECUTION)
                .setGrantId("grant-1")
                .setAgent("fetcher")
                .setInitiator("alice")
                .setExecutorKey(ByteBuffer.wrap(EXECUTOR.verifyingKey().raw()))
                .setIssuedAt(Instant.ofEpochMilli(START))
                .setNotBefore(Instant.ofEpochMilli(START))
                .setNotAfter(Instant.ofEpochMilli(START + HOUR))
                .setScope(List.of(new ScopeRule("*", "*", null, null)))
                .setWaived(List.of(Dimension.ENVIRONMENT))
                .setMetadata(Map.of("case", "a \"b\""))
                .setSealed(List.of("metadata"))
                .build();
        change.accept(grant);
        return grant;
    }

    /** A grant as its issuer signs it. */
    public static SignedRecord signed(Grant grant, SigningKey... signers) {
        return Records.signed(TRUST_DOMAIN, Topic.GRANTS, grant.getExecutionId(), grant, signers);
    }

    /** An acknowledgment as an executor signs it. */
    public static SignedRecord signed(Acknowledgment acknowledgment, SigningKey signer) {
        return Records.signed(TRUST_DOMAIN, Topic.ACKS, EXECUTION, acknowledgment, signer);
    }

    /** An authority with a change, as the root key signs it. Valid from an hour before the start to an hour after. */
    public static SignedRecord authority(
            String name, Role role, SigningKey key, Consumer<Authority> change, SigningKey... signers) {
        GeneratedClasses.trust();
        Authority authority = Authority.newBuilder()
                .setName(name)
                .setVersion(1)
                .setRole(role)
                .setKeys(List.of(ByteBuffer.wrap(key.verifyingKey().raw())))
                .setNotBefore(Instant.ofEpochMilli(START - HOUR))
                .setNotAfter(Instant.ofEpochMilli(START + HOUR))
                .build();
        change.accept(authority);
        var act = GovernanceRecord.newBuilder().setAuthority(authority).build();
        return Records.signed(TRUST_DOMAIN, Topic.GOVERNANCE, GovernanceCheck.keyOf(authority), act, signers);
    }

    /** The evaluators' authority with a change. */
    public static SignedRecord evaluators(Consumer<Authority> change) {
        return authority("evaluators", Role.EVALUATOR, EVALUATOR, change, ROOT);
    }

    /** The grant issuers' authority with a change. */
    public static SignedRecord issuers(Consumer<Authority> change) {
        return authority("issuers", Role.GRANT_ISSUER, ISSUER, change, ROOT);
    }

    /** The life that the proof is about. */
    public static Decisions decisions() {
        return Decisions.of(grant(grant -> {}), rules().digest(), Surroundings.ofRoot(), START + 1_000);
    }

    /** A log in which entries stand at {@link #LEAVES}, among leaves of others. */
    public static MemoryLog log(List<LineageEntry> entries) {
        var log = new MemoryLog();
        for (int leaf = 0; leaf < LARGE; leaf++) {
            int place = LEAVES.indexOf(leaf);
            boolean own = place >= 0 && place < entries.size();
            log.append(own ? Hash.ofLeaf(Records.encoded(entries.get(place))) : Hash.ofLeaf(new byte[] {(byte) leaf}));
        }
        return log;
    }

    /** The same, with the last entry in another encoding. */
    public static MemoryLog log(List<LineageEntry> entries, byte[] last) {
        MemoryLog before = log(entries);
        var log = new MemoryLog();
        try {
            for (int leaf = 0; leaf < LARGE; leaf++) {
                boolean own = leaf == LEAVES.get(entries.size());
                log.append(own ? Hash.ofLeaf(last) : before.tree(LARGE).leaf(leaf));
            }
        } catch (TileMissing e) {
            throw new IllegalStateException(e);
        }
        return log;
    }

    /** Puts another last entry into a proof, with all that follows from another log. */
    public static void place(ProofEdit edit, MemoryLog log, byte[] last) {
        try {
            for (int i = 0; i < edit.entries.size(); i++) {
                long leaf = LEAVES.get(i);
                byte[] encoded =
                        i + 1 < edit.entries.size() ? edit.entries.get(i).encoded() : last;
                InclusionProof inclusion =
                        log.tree(leaf < SMALL ? SMALL : LARGE).inclusion(leaf);
                edit.entries.set(i, new LoggedEntry(encoded, inclusion));
            }
            edit.checkpoints.set(0, checkpoint(log, SMALL, LOG_SIGNER));
            edit.checkpoints.set(1, checkpoint(log, LARGE, LOG_SIGNER, LOG_SIGNER_TOMORROW, WITNESS));
            edit.consistency.set(0, log.tree(LARGE).consistency(SMALL));
        } catch (TileMissing e) {
            throw new IllegalStateException(e);
        }
    }

    /** An entry with its place. */
    public static LoggedEntry logged(MemoryLog log, LineageEntry entry, long leaf, long size) {
        try {
            InclusionProof inclusion = log.tree(size).inclusion(leaf);
            return new LoggedEntry(Records.encoded(entry), inclusion);
        } catch (TileMissing e) {
            throw new IllegalStateException(e);
        }
    }

    /** A checkpoint of a log, signed by some. */
    public static LoggedCheckpoint checkpoint(MemoryLog log, long size, NoteSigner... signers) {
        try {
            return signed(Checkpoint.of(LOG.toString(), size, log.tree(size).root()), signers);
        } catch (TileMissing e) {
            throw new IllegalStateException(e);
        }
    }

    /** A checkpoint, signed by some at {@link #SIGNED_AT}. */
    public static LoggedCheckpoint signed(Checkpoint checkpoint, NoteSigner... signers) {
        return LoggedCheckpoint.of(new SignedNote(
                checkpoint.text(),
                Arrays.stream(signers)
                        .map(signer -> signer.sign(checkpoint, SIGNED_AT))
                        .toList()));
    }

    /** The proof. */
    public static ProofFile sound() {
        Decisions decisions = decisions();
        List<OpenedFact> shown = decisions.openings().stream()
                .filter(opening -> opening.entry() == OPENED_ENTRY)
                .toList();
        return of(decisions.entries(), shown, decisions.acknowledgments());
    }

    /** The same of other entries, at the same places, chained or not. */
    public static ProofFile of(
            List<LineageEntry> entries, List<OpenedFact> openings, List<Acknowledgment> acknowledgments) {
        MemoryLog log = log(entries);
        var logged = new ArrayList<LoggedEntry>();
        for (int i = 0; i < entries.size(); i++) {
            long leaf = LEAVES.get(i);
            logged.add(logged(log, entries.get(i), leaf, leaf < SMALL ? SMALL : LARGE));
        }
        try {
            return new ProofFile(
                    LOG,
                    EXECUTION,
                    List.of(WriterSchema.of(LineageEntry.getClassSchema())),
                    logged,
                    openings,
                    List.of(
                            checkpoint(log, SMALL, LOG_SIGNER),
                            checkpoint(log, LARGE, LOG_SIGNER, LOG_SIGNER_TOMORROW, WITNESS)),
                    List.of(log.tree(LARGE).consistency(SMALL)),
                    List.of(signed(grant(grant -> {}), ISSUER)),
                    List.of(evaluators(authority -> {}), issuers(authority -> {})),
                    List.of(rules()),
                    acknowledgments.stream().map(one -> signed(one, EXECUTOR)).toList());
        } catch (TileMissing e) {
            throw new IllegalStateException(e);
        }
    }
}
