package dev.holdfast.lineage.verify;

import static dev.holdfast.lineage.testing.Hostile.of;

import dev.holdfast.lineage.EntryHash;
import dev.holdfast.lineage.proof.LoggedEntry;
import dev.holdfast.lineage.testing.Decisions;
import dev.holdfast.lineage.testing.Hostile;
import dev.holdfast.lineage.testing.ProofEdit;
import dev.holdfast.lineage.testing.Records;
import dev.holdfast.lineage.testing.SoundProof;
import dev.holdfast.lineage.verify.Line.CannotTell;
import dev.holdfast.lineage.verify.Line.False;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.FactValue;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.schemas.GeneratedClasses;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One fixture for each way in which a chain can be wrong, each by its recipe; and what an operator who holds all the evaluator's keys could write in its place, which hangs
 * together and is signed, and is nothing that an evaluator decides.
 */
class HostileChainTest {
    @ParameterizedTest
    @MethodSource({"proofs", "forgedDecisions"})
    void shouldBeCalledWhatItIs(Hostile hostile) throws Exception {
        hostile.assertCalled();
    }

    static List<Hostile> proofs() {
        return List.of(
                of("an entry removed", edit -> {
                    edit.entries.remove(3);
                    return new False("the chain of `job-1` is broken: expected entry 4 of `job-1`, found entry 5");
                }),
                of("the first entry removed", edit -> {
                    edit.entries.remove(0);
                    return new CannotTell(
                            "the file begins with entry 2 of `job-1`: what the 1 before it say cannot be told");
                }),
                of("all entries removed", edit -> {
                    edit.entries.clear();
                    return new CannotTell("the file has no entry, so there is nothing to verify of `job-1`");
                }),
                of("two entries swapped", edit -> {
                    Collections.swap(edit.entries, 2, 3);
                    return new False("the chain of `job-1` is broken: expected entry 3 of `job-1`, found entry 4");
                }),
                of("an entry twice", edit -> {
                    edit.entries.add(2, edit.entries.get(1));
                    return new False("the chain of `job-1` is broken: expected entry 3 of `job-1`, found entry 2");
                }),
                of("an entry of another execution", edit -> {
                    edit.executionId = "job-2";
                    return new False(
                            "the entry at place 1 of the file is about another execution: expected `job-2`, found"
                                    + " `job-1`");
                }),
                of("entries that stand in the log in another order", edit -> {
                    List<LineageEntry> entries = SoundProof.decisions().entries();
                    var log = SoundProof.log(entries);
                    edit.entries.set(3, SoundProof.logged(log, entries.get(3), 8, SoundProof.SMALL));
                    return new False(
                            "the chain of `job-1` is broken: expected entry 4 of `job-1` behind leaf 8 of the log,"
                                    + " found it at leaf 8");
                }),
                of("bytes behind an entry", edit -> {
                    LoggedEntry logged = edit.entries.get(0);
                    byte[] longer = Arrays.copyOf(logged.encoded(), logged.encoded().length + 1);
                    edit.entries.set(0, new LoggedEntry(longer, logged.inclusion()));
                    return new False(
                            "the entry at place 1 of the file is no lineage entry: its bytes are not what their"
                                    + " schema says");
                }),
                of("an entry of random bytes", edit -> {
                    byte[] random = edit.entries.get(0).encoded().clone();
                    new Random(7).nextBytes(random);
                    System.arraycopy(edit.entries.get(0).encoded(), 0, random, 0, 10);
                    edit.entries.set(
                            0, new LoggedEntry(random, edit.entries.get(0).inclusion()));
                    return new False(
                            "the entry at place 1 of the file is no lineage entry: its bytes are not what their"
                                    + " schema says");
                }),
                of("an entry that is too short", edit -> {
                    edit.entries.set(
                            0, new LoggedEntry(new byte[9], edit.entries.get(0).inclusion()));
                    return new False("the entry at place 1 of the file is not in Avro's single-object encoding");
                }),
                of("a previous hash that was changed", edit -> {
                    forge(edit, 2, entry -> entry.setPreviousHash(ByteBuffer.wrap(EntryHash.none())), false);
                    String hash = HexFormat.of()
                            .formatHex(EntryHash.ofEncoded(edit.entries.get(1).encoded()));
                    return new False("the chain of `job-1` is broken: expected entry 3 of `job-1` to follow the hash "
                            + hash + ", found " + "0".repeat(64));
                }));
    }

    static List<Hostile> forgedDecisions() {
        return List.of(
                of("an epoch that falls", edit -> {
                    forge(edit, 4, entry -> entry.setEpoch(0), true);
                    return notADecision(5, "expected an epoch of at least 1, found 0");
                }),
                of("a command of an epoch that does not rise", edit -> {
                    forge(edit, 4, entry -> entry.setEpoch(1), true);
                    return notADecision(5, "expected a command above epoch 1, found one of the same epoch");
                }),
                of("a halt that was taken back", edit -> {
                    forge(edit, 6, entry -> entry.setTo(TrustState.TRUSTED), true);
                    return notADecision(7, "no HALT leads from HALTED to TRUSTED without a command");
                }),
                of("a move that skips a state", edit -> {
                    forge(edit, 2, entry -> entry.setFrom(TrustState.PENDING), true);
                    return notADecision(3, "expected it to leave TRUSTED, found it leave PENDING");
                }),
                of("a command that does not belong to its move", edit -> {
                    forge(edit, 2, entry -> entry.setCommand(ControlAction.RESUME), true);
                    return notADecision(3, "no PAUSE leads from TRUSTED to PAUSED with the command RESUME");
                }),
                of("a lease without a verified dimension", edit -> {
                    forge(edit, 1, entry -> fact(entry, "environment", "UNKNOWN"), true);
                    return notADecision(2, "expected a lease to rest on ENVIRONMENT being VERIFIED, found UNKNOWN");
                }),
                of("a lease for what was paused", edit -> {
                    forge(edit, 2, entry -> entry.setLeasedSequence(2L), true);
                    return notADecision(
                            3, "expected a lease for a heartbeat found in order alone, found one for HEARTBEAT, PAUSE");
                }),
                of("a verdict milder than its findings", edit -> {
                    forge(edit, 5, entry -> entry.setVerdict(VerdictKind.PAUSE), true);
                    return notADecision(6, "expected the verdict of its severest finding, found PAUSE");
                }),
                of("findings beside TRUSTED", edit -> {
                    forge(
                            edit,
                            4,
                            entry -> entry.setFindings(
                                    SoundProof.decisions().entries().get(2).getFindings()),
                            true);
                    return notADecision(5, "expected no findings beside the verdict TRUSTED, found 1");
                }),
                of("time that runs backwards", edit -> {
                    forge(
                            edit,
                            3,
                            entry -> entry.setDecidedAt(entry.getDecidedAt().minusSeconds(60)),
                            true);
                    return new False("the chain of `job-1` is broken: expected entry 4 of `job-1` no earlier than"
                            + " 2027-01-15T08:00:03Z, found it decided at 2027-01-15T07:59:04Z");
                }));
    }

    private static False notADecision(int entry, String flaw) {
        return new False("entry " + entry + " of `job-1` is no decision of an evaluator: " + flaw);
    }

    /** Changes an entry and makes log, checkpoints and, if asked to, the chain anew. */
    private static void forge(ProofEdit edit, int place, Consumer<LineageEntry> change, boolean chained) {
        GeneratedClasses.trust();
        Decisions decisions = SoundProof.decisions();
        var entries = new ArrayList<LineageEntry>();
        byte[] head = EntryHash.none();
        for (LineageEntry entry : decisions.entries()) {
            LineageEntry written = LineageEntry.newBuilder(entry).build();
            if (chained) {
                written.setPreviousHash(ByteBuffer.wrap(head));
            }
            if (entries.size() == place) {
                change.accept(written);
            }
            entries.add(written);
            head = EntryHash.ofEncoded(Records.encoded(written));
        }
        var forged = new ProofEdit(SoundProof.of(entries, List.of(), decisions.acknowledgments()));
        Collections.copy(edit.entries, forged.entries);
        Collections.copy(edit.checkpoints, forged.checkpoints);
        Collections.copy(edit.consistency, forged.consistency);
    }

    private static void fact(LineageEntry entry, String name, Object value) {
        var facts = new ArrayList<FactValue>();
        for (FactValue fact : entry.getFacts()) {
            facts.add(fact.getName().equals(name) ? new FactValue(name, value) : fact);
        }
        entry.setFacts(facts);
    }
}
