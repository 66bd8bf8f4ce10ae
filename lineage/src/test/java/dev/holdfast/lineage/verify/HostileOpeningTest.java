package dev.holdfast.lineage.verify;

import static dev.holdfast.lineage.testing.Hostile.of;

import dev.holdfast.lineage.proof.OpenedFact;
import dev.holdfast.lineage.testing.Hostile;
import dev.holdfast.lineage.testing.SoundProof;
import dev.holdfast.lineage.verify.Line.CannotTell;
import dev.holdfast.lineage.verify.Line.False;
import dev.holdfast.lineage.verify.Line.Noted;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One fixture for each way in which an opening can lie, each by its recipe. */
class HostileOpeningTest {
    private static final OpenedFact SOUND = SoundProof.sound().openings().get(0);

    @ParameterizedTest
    @MethodSource("openings")
    void shouldBeCalledWhatItIs(Hostile hostile) throws Exception {
        hostile.assertCalled();
    }

    static List<Hostile> openings() {
        return List.of(
                of("a value that was not the one", edit -> {
                    edit.openings.set(0, new OpenedFact(3, "metadata", SOUND.salt(), "{}"));
                    return new False(
                            "the file opens fact `metadata` of entry 3 as `{}`, which does not come to the commitment in the entry");
                }),
                of("a value in another spelling", edit -> {
                    edit.openings.set(0, new OpenedFact(3, "metadata", SOUND.salt(), " " + SOUND.json()));
                    return new False(
                            "the file opens fact `metadata` of entry 3 as ` {\"case\":\"a \\\"b\\\"\"}`, which does not"
                                    + " come to the commitment in the entry");
                }),
                of("a salt with one bit changed", edit -> {
                    byte[] salt = SOUND.salt().clone();
                    salt[31] ^= 1;
                    edit.openings.set(0, new OpenedFact(3, "metadata", salt, SOUND.json()));
                    return new False(
                            "the file opens fact `metadata` of entry 3 as `{\"case\":\"a \\\"b\\\"\"}`, which does not"
                                    + " come to the commitment in the entry");
                }),
                of("a salt that is none", edit -> {
                    edit.openings.set(0, new OpenedFact(3, "metadata", new byte[0], SOUND.json()));
                    return new False(
                            "the file opens fact `metadata` of entry 3 as `{\"case\":\"a \\\"b\\\"\"}`, which does not"
                                    + " come to the commitment in the entry");
                }),
                of("the opening of another entry", edit -> {
                    edit.openings.set(0, new OpenedFact(4, "metadata", SOUND.salt(), SOUND.json()));
                    return new False(
                            "the file opens fact `metadata` of entry 4 as `{\"case\":\"a \\\"b\\\"\"}`, which does not"
                                    + " come to the commitment in the entry");
                }),
                of("an opening of a fact that is in the open", edit -> {
                    edit.openings.set(0, new OpenedFact(3, "agent", SOUND.salt(), "\"fetcher\""));
                    return new False("the file opens fact `agent` of entry 3, which the entry does not hold sealed");
                }),
                of("an opening of an entry that is not there", edit -> {
                    edit.openings.set(0, new OpenedFact(9, "metadata", SOUND.salt(), SOUND.json()));
                    return new CannotTell("the file opens fact `metadata` of entry 9, and has no such entry");
                }),
                of("an opening twice", edit -> {
                    edit.openings.add(SOUND);
                    return new False("the file opens fact `metadata` of entry 3 twice");
                }),
                of("nothing opened", edit -> {
                    edit.openings.clear();
                    return new Noted("sealed, and not opened by this file: {metadata=7} (fact and number of entries)");
                }),
                of("a grant by which nothing is sealed", edit -> {
                    edit.grants.set(
                            0,
                            SoundProof.signed(
                                    SoundProof.grant(grant -> grant.setSealed(List.of())), SoundProof.ISSUER));
                    return new False("entry 1 of `job-1` holds sealed what the grant does not: `[metadata]`");
                }));
    }
}
