package dev.holdfast.lineage.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.lineage.merkle.ConsistencyProof;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.lineage.note.NoteSignature;
import dev.holdfast.lineage.note.NoteSigner;
import dev.holdfast.lineage.note.SignedNote;
import dev.holdfast.lineage.testing.Keys;
import dev.holdfast.lineage.testing.MemoryLog;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WitnessTest {
    private static final long NOW = 1_800_000_000L;
    private static final String ORIGIN = "example.org/lineage/0";
    private static final NoteSigner LOG = new NoteSigner.Ed25519(ORIGIN, Keys.ed25519(1));
    private static final NoteSigner COSIGNER = new NoteSigner.Cosigner("witness.example/w1", Keys.ed25519(2));
    private static final NoteSigner COSIGNER_TOMORROW = new NoteSigner.MlDsa("witness.example/w1", Keys.mlDsa(2));

    private final Memory memory = new Memory();
    private final Witness witness =
            new Witness(List.of(COSIGNER, COSIGNER_TOMORROW), Map.of(ORIGIN, List.of(LOG.verifierKey())), memory);
    private final MemoryLog log = log(0, 300);

    /** In memory, and how often it was written; somebody else may be quicker. */
    private static final class Memory implements WitnessMemory {
        private final Map<String, Checkpoint> latest = new HashMap<>();
        private Runnable race = () -> {};
        private int writes;

        @Override
        public Optional<Checkpoint> latest(String origin) {
            return Optional.ofNullable(latest.get(origin));
        }

        @Override
        public boolean advance(Optional<Checkpoint> expected, Checkpoint next) {
            race.run();
            if (!latest(next.origin()).equals(expected)) {
                return false;
            }
            latest.put(next.origin(), next);
            writes++;
            return true;
        }
    }

    private static MemoryLog log(int first, int count) {
        var log = new MemoryLog();
        for (int i = 0; i < count; i++) {
            log.append(Hash.ofLeaf(new byte[] {(byte) (first + i), (byte) ((first + i) >> 8)}));
        }
        return log;
    }

    private static Checkpoint checkpoint(MemoryLog log, long size) throws Exception {
        return Checkpoint.of(ORIGIN, size, log.tree(size).root());
    }

    private static SignedNote signed(Checkpoint checkpoint) {
        return new SignedNote(checkpoint.text(), List.of(LOG.sign(checkpoint, 0)));
    }

    private Answer submit(MemoryLog from, long oldSize, long size) throws Exception {
        return submit(from.tree(size).consistency(oldSize), signed(checkpoint(from, size)));
    }

    private Answer submit(ConsistencyProof proof, SignedNote note) {
        return witness.addCheckpoint(Submission.write(proof, note), NOW);
    }

    private static void assertRefused(Answer answer, int status, String why) {
        assertThat(answer).isInstanceOf(Answer.Refused.class);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(why + "\n");
    }

    @Test
    void shouldCosignWhatContinuesTheLog() throws Exception {
        for (long[] step : new long[][] {{0, 7}, {7, 7}, {7, 8}, {8, 257}, {257, 300}}) {
            Answer answer = submit(log, step[0], step[1]);

            assertThat(answer.status()).isEqualTo(200);
            List<NoteSignature> cosignatures = ((Answer.Cosigned) answer).cosignatures();
            SignedNote note = signed(checkpoint(log, step[1])).with(cosignatures);
            assertThat(SignedNote.parse((note.text() + "\n" + answer.body()).getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(new SignedNote.Parsed.Note(new SignedNote(note.text(), cosignatures)));
            assertThat(note.check(List.of(COSIGNER.verifierKey(), COSIGNER_TOMORROW.verifierKey())))
                    .isInstanceOfSatisfying(
                            SignedNote.Check.Believed.class,
                            believed -> assertThat(believed.valid())
                                    .hasSize(2)
                                    .allMatch(valid -> valid.posixSeconds().getAsLong() == NOW));
            assertThat(memory.latest(ORIGIN)).hasValue(checkpoint(log, step[1]));
        }
        assertThat(memory.writes).isEqualTo(5);
    }

    @Test
    void shouldCosignAnEmptyLogAndNothingElseOfSizeZero() throws Exception {
        assertThat(submit(log, 0, 0).status()).isEqualTo(200);
        assertRefused(
                submit(
                        new ConsistencyProof(0, 0, List.of()),
                        signed(Checkpoint.of(ORIGIN, 0, checkpoint(log, 1).root()))),
                422,
                "expected the root of the empty tree for size 0, found "
                        + log.tree(1).root());
    }

    @Test
    void shouldNeverCosignAFork() throws Exception {
        submit(log, 0, 10);
        MemoryLog other = log(1, 300);

        assertThat(submit(other, 10, 20).status()).isEqualTo(422);
        assertRefused(
                submit(other, 10, 10),
                422,
                "the checkpoint does not continue the one of size 10 of `" + ORIGIN + "`: expected one root for the"
                        + " trees of size 10, found " + log.tree(10).root() + " and "
                        + other.tree(10).root());
        assertThat(submit(log.tree(20).consistency(10), signed(checkpoint(other, 20)))
                        .status())
                .isEqualTo(422);
        assertThat(memory.latest(ORIGIN)).hasValue(checkpoint(log, 10));
        assertThat(memory.writes).isEqualTo(1);
    }

    @Test
    void shouldNeverCosignALogThatHasShrunk() throws Exception {
        submit(log, 0, 10);

        assertRefused(
                submit(new ConsistencyProof(10, 5, List.of()), signed(checkpoint(log, 5))),
                400,
                "expected an old" + " size of at most the checkpoint's 5, found 10");
        assertThat(submit(log, 5, 5)).isEqualTo(new Answer.Behind(10));
        assertThat(submit(log, 0, 5)).isEqualTo(new Answer.Behind(10));
        assertThat(memory.latest(ORIGIN)).hasValue(checkpoint(log, 10));
    }

    @Test
    void shouldTellALogThatIsMistakenWhatItKnows() throws Exception {
        assertThat(submit(log, 3, 10)).isEqualTo(new Answer.Behind(0));
        submit(log, 0, 10);

        Answer answer = submit(log, 0, 20);

        assertThat(answer).isEqualTo(new Answer.Behind(10));
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.contentType()).isEqualTo("text/x.tlog.size");
        assertThat(answer.body()).isEqualTo("10\n");
    }

    @Test
    void shouldNotCosignWithoutTheLogsOwnSignature() throws Exception {
        Checkpoint checkpoint = checkpoint(log, 7);
        ConsistencyProof proof = log.tree(7).consistency(0);
        NoteSignature good = LOG.sign(checkpoint, 0);
        byte[] flipped = good.signature().clone();
        flipped[5] ^= 1;
        var bad = new NoteSignature(good.name(), good.keyId(), flipped);
        NoteSignature foreign = new NoteSigner.Ed25519(ORIGIN, Keys.ed25519(9)).sign(checkpoint, 0);

        assertRefused(
                submit(proof, new SignedNote(checkpoint.text(), List.of(bad))),
                403,
                "the signature of `" + good.key() + "` does not fit the text");
        assertThat(submit(proof, new SignedNote(checkpoint.text(), List.of(good, bad)))
                        .status())
                .isEqualTo(403);
        assertRefused(
                submit(proof, new SignedNote(checkpoint.text(), List.of(foreign))),
                403,
                "expected a signature by one of 1 known keys, found none");
        assertThat(submit(proof, new SignedNote(checkpoint.text(), List.of(foreign, good)))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void shouldNotKnowOtherLogs() {
        Checkpoint other = Checkpoint.of("example.org/lineage/1", 0, Hash.EMPTY_TREE);
        NoteSigner signer = new NoteSigner.Ed25519(other.origin(), Keys.ed25519(1));

        assertRefused(
                submit(
                        new ConsistencyProof(0, 0, List.of()),
                        new SignedNote(other.text(), List.of(signer.sign(other, 0)))),
                404,
                "this witness does not know the log `example.org/lineage/1`");
    }

    @Test
    void shouldNotTakeAProofWithASurplusOrAMissingHash() throws Exception {
        submit(log, 0, 10);
        List<Hash> path = log.tree(20).consistency(10).path();
        SignedNote note = signed(checkpoint(log, 20));

        for (List<Hash> other : List.of(
                path.subList(1, path.size()), Collections.nCopies(path.size() + 1, path.get(0)), List.<Hash>of())) {
            assertThat(submit(new ConsistencyProof(10, 20, other), note).status())
                    .isEqualTo(422);
        }
        assertThat(submit(new ConsistencyProof(10, 20, path), note).status()).isEqualTo(200);
    }

    @Test
    void shouldNotRollBackWhenSomebodyElseIsQuicker() throws Exception {
        submit(log, 0, 10);
        Checkpoint theirs = checkpoint(log, 30);
        memory.race = () -> memory.latest.put(ORIGIN, theirs);

        assertThat(submit(log, 10, 20)).isEqualTo(new Answer.Behind(30));
        assertThat(memory.latest(ORIGIN)).hasValue(theirs);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "old\n\n",
                "old 07\n\n",
                "old -1\n\n",
                "old 0\n",
                "old 0\nAAAA\n\nexample.org/lineage/0\n",
                "old 0\n\nexample.org/lineage/0\n0\n\n— a AAAAAAA=\n",
                "old 0\n\nexample.org/lineage/0\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "new 0\n\nexample.org/lineage/0\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— a AAAAAAA=\n"
            })
    void shouldSayWhatASubmissionIs(String body) {
        Answer answer = witness.addCheckpoint(body.getBytes(StandardCharsets.UTF_8), NOW);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).startsWith("expected ").endsWith("\n");
    }

    @Test
    void shouldHaveLimits() throws Exception {
        SignedNote note = signed(checkpoint(log, 7));

        assertThat(submit(new ConsistencyProof(0, 7, Collections.nCopies(64, Hash.EMPTY_TREE)), note)
                        .body())
                .isEqualTo("expected a consistency proof of at most 63 lines, found 64\n");
        assertThat(witness.addCheckpoint(new byte[Submission.MAXIMUM_BYTES + 1], NOW)
                        .body())
                .isEqualTo("expected a submission of at most 135168 bytes, found 135169\n");
        assertThatThrownBy(() -> witness.addCheckpoint(new byte[0], 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldNotSignWithAKeyThatCannotSayWhen() {
        assertThatThrownBy(() -> new Witness(List.of(COSIGNER, LOG), Map.of(), memory))
                .hasMessage(
                        "expected at least one key that cosigns with an instant, and no other, found one of type 1");
        assertThatThrownBy(() -> new Witness(List.of(), Map.of(), memory)).hasMessageEndingWith("found none");
    }
}
