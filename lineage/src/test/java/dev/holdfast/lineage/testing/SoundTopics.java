package dev.holdfast.lineage.testing;

import dev.holdfast.lineage.EntryHash;
import dev.holdfast.lineage.LogOrigin;
import dev.holdfast.lineage.audit.Account;
import dev.holdfast.lineage.audit.EntryReader;
import dev.holdfast.lineage.audit.PartitionAudit;
import dev.holdfast.lineage.audit.Place;
import dev.holdfast.lineage.merkle.Frontier;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.lineage.note.NoteSigner;
import dev.holdfast.lineage.note.SignedNote;
import dev.holdfast.lineage.verify.Vouched;
import dev.holdfast.record.Authority;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.Dimension;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.Grant;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.LogCheckpoint;
import dev.holdfast.record.Role;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.facts.Surroundings;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the topics of a partition hold of two executions, as evaluator and log write it: lineage, commands, checkpoints. A test changes one thing. Offsets
 * leave out each fourth, as transactions do.
 */
public final class SoundTopics {
    public static final SigningKey ROOT = Keys.ed25519(1);
    public static final SigningKey EVALUATOR = Keys.ed25519(2);
    public static final long START = 1_800_000_000_000L;
    public static final LogOrigin ORIGIN = new LogOrigin("audit.example", 0);

    private static final String LINEAGE = "holdfast.lineage";

    public final List<LineageEntry> entries = new ArrayList<>();
    public final List<Command> commands = new ArrayList<>();
    public final List<LogCheckpoint> checkpoints = new ArrayList<>();
    public Instant evaluatorUntil = Instant.ofEpochMilli(START + 86_400_000);
    public long lineageFrom;
    public long controlFrom;
    public boolean demandsCommands = true;

    /** A command, and whether its transaction was committed. */
    public record Command(String executionId, ControlCommand command, boolean committed) {}

    /** Two whole lives, entry by entry in turn. */
    public SoundTopics() {
        List<LineageEntry> one = life("one", START);
        List<LineageEntry> other = life("other", START);
        for (int i = 0; i < one.size(); i++) {
            entries.add(one.get(i));
            entries.add(other.get(i));
        }
        command();
        seal(3, 9, entries.size());
    }

    /** The entries of a life that begins at an instant. */
    public static List<LineageEntry> life(String id, long start) {
        Grant grant = Grant.newBuilder()
                .setExecutionId(id)
                .setGrantId("grant-" + id)
                .setAgent("agent")
                .setInitiator("somebody")
                .setExecutorKey(ByteBuffer.wrap(Keys.ed25519(4).verifyingKey().raw()))
                .setIssuedAt(Instant.ofEpochMilli(start))
                .setNotBefore(Instant.ofEpochMilli(start - 1_000))
                .setNotAfter(Instant.ofEpochMilli(start + 3_600_000))
                .setScope(List.of())
                .setWaived(List.of(Dimension.ENVIRONMENT))
                .setBudgets(Map.of("spent", 100L))
                .build();
        return Decisions.of(grant, "ab".repeat(32), Surroundings.ofRoot(), start)
                .entries();
    }

    /** Gives the commands that the entries decide. */
    public void command() {
        commands.clear();
        for (LineageEntry entry : entries) {
            if (entry.getCommand() != null) {
                commands.add(new Command(
                        entry.getExecutionId(),
                        new ControlCommand(
                                entry.getCommand(),
                                entry.getEpoch(),
                                entry.getDecidedAt(),
                                entry.getFindings(),
                                entry.getRulesetDigest(),
                                entry.getTrigger(),
                                null),
                        true));
            }
        }
    }

    /** Chains the entries anew, for whoever has changed one and wants that to be all. */
    public void chain() {
        var heads = new HashMap<String, byte[]>();
        for (LineageEntry entry : entries) {
            byte[] head = entry.getEntry() == 1
                    ? EntryHash.none()
                    : heads.getOrDefault(entry.getExecutionId(), EntryHash.none());
            entry.setPreviousHash(ByteBuffer.wrap(head));
            heads.put(entry.getExecutionId(), EntryHash.ofEncoded(Records.encoded(entry)));
        }
    }

    /** Signs the log at some sizes. */
    public void seal(int... sizes) {
        checkpoints.clear();
        for (int size : sizes) {
            checkpoints.add(checkpoint(ORIGIN, EVALUATOR, size, root(size)));
        }
    }

    /** The root of the first entries. */
    public Hash root(int size) {
        Frontier tree = Frontier.empty();
        for (LineageEntry entry : entries.subList(0, size)) {
            tree = tree.append(Hash.ofLeaf(Records.encoded(entry)));
        }
        return tree.root();
    }

    public static LogCheckpoint checkpoint(LogOrigin origin, SigningKey signer, long size, Hash root) {
        Checkpoint checkpoint = Checkpoint.of(origin.toString(), size, root);
        var note = new SignedNote(
                checkpoint.text(),
                List.of(new NoteSigner.Ed25519(origin.toString(), signer).sign(checkpoint, START / 1_000)));
        return new LogCheckpoint(
                origin.toString(), size, ByteBuffer.wrap(root.bytes()), Instant.ofEpochMilli(START), note.toString());
    }

    /** Who may sign the log. */
    public Vouched vouched() {
        Authority authority = Authority.newBuilder()
                .setName("evaluators")
                .setVersion(1)
                .setRole(Role.EVALUATOR)
                .setKeys(List.of(ByteBuffer.wrap(EVALUATOR.verifyingKey().raw())))
                .setNotBefore(Instant.EPOCH)
                .setNotAfter(evaluatorUntil)
                .build();
        return Vouched.by(
                List.of(ROOT.verifyingKey()),
                ORIGIN.trustDomain(),
                List.of(Records.signed(
                        ORIGIN.trustDomain(),
                        Topic.GOVERNANCE,
                        "authority/evaluators/1",
                        GovernanceRecord.newBuilder().setAuthority(authority).build(),
                        ROOT)));
    }

    /** The offset of the n-th record, from 0. */
    public static long offset(int index) {
        return index + index / 3;
    }

    /** Audits it. */
    public Account audit() {
        var account = new Account();
        var lineage = new Place(LINEAGE, 0, lineageFrom);
        var audit = new PartitionAudit(
                ORIGIN,
                vouched(),
                new PartitionAudit.Bounds(lineage, demandsCommands ? Long.MAX_VALUE : 0, controlFrom),
                account);
        for (int i = 0; i < checkpoints.size(); i++) {
            audit.checkpoint(new Place("holdfast.checkpoints", 0, offset(i)), checkpoints.get(i));
        }
        for (int i = 0; i < commands.size(); i++) {
            if (commands.get(i).committed()) {
                audit.command(
                        control(i),
                        commands.get(i).executionId(),
                        commands.get(i).command());
            }
        }
        for (int i = 0; i < commands.size(); i++) {
            audit.uncommittedCommand(
                    control(i), commands.get(i).executionId(), commands.get(i).command());
        }
        var reader = new EntryReader();
        for (int i = 0; i < entries.size(); i++) {
            LineageEntry entry = entries.get(i);
            audit.entry(reader.read(
                    new Place(LINEAGE, 0, lineageFrom + offset(i)),
                    entry.getExecutionId().getBytes(StandardCharsets.UTF_8),
                    Topic.LINEAGE.fingerprint(),
                    ByteBuffer.wrap(Records.body(entry))));
        }
        audit.end();
        return account;
    }

    private static Place control(int index) {
        return new Place("holdfast.control", 0, offset(index));
    }
}
