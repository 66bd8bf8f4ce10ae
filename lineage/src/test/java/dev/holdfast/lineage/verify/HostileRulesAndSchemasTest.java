package dev.holdfast.lineage.verify;

import static dev.holdfast.lineage.testing.Hostile.of;

import dev.holdfast.lineage.EntryHash;
import dev.holdfast.lineage.proof.LoggedEntry;
import dev.holdfast.lineage.proof.RulesetFiles;
import dev.holdfast.lineage.proof.WriterSchema;
import dev.holdfast.lineage.testing.CollidingSchema;
import dev.holdfast.lineage.testing.Hostile;
import dev.holdfast.lineage.testing.ProofEdit;
import dev.holdfast.lineage.testing.Records;
import dev.holdfast.lineage.testing.SoundProof;
import dev.holdfast.lineage.verify.Line.CannotTell;
import dev.holdfast.lineage.verify.Line.False;
import dev.holdfast.lineage.verify.Line.Noted;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.trust.signature.FilesDigest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One fixture for each way in which rules and schemas can lie, each by its recipe. */
class HostileRulesAndSchemasTest {
    private static final WriterSchema GENUINE = WriterSchema.of(LineageEntry.getClassSchema());
    private static final String NAME = "schema " + SchemaCheck.hex(GENUINE.fingerprint());

    @ParameterizedTest
    @MethodSource({"rules", "schemas"})
    void shouldBeCalledWhatItIs(Hostile hostile) throws Exception {
        hostile.assertCalled();
    }

    static List<Hostile> rules() {
        RulesetFiles sound = SoundProof.rules();
        return List.of(
                of("a ruleset that does not match its digest", edit -> {
                    var files = new TreeMap<>(sound.files());
                    files.put("b/spending.drl", "rule \"nothing\" when then end");
                    edit.rulesets.set(0, new RulesetFiles(sound.digest(), files));
                    return new False("the files of ruleset " + sound.digest()
                            + " are not those of its digest: they have" + " " + digestOf(files));
                }),
                of("a ruleset that lacks a file", edit -> {
                    var files = new TreeMap<>(sound.files());
                    files.remove("a/halt.drl");
                    edit.rulesets.set(0, new RulesetFiles(sound.digest(), files));
                    return new False("the files of ruleset " + sound.digest()
                            + " are not those of its digest: they have " + digestOf(files));
                }),
                of("the rules of somebody else", edit -> {
                    Map<String, String> files = Map.of("c/other.drl", "rule \"other\" when then end");
                    edit.rulesets.set(0, RulesetFiles.of(digestOf(files), files));
                    return new CannotTell("under which rules was decided is known by their digest `" + sound.digest()
                            + "` alone: their files are not in the file");
                }),
                of("rules that nobody decided under", edit -> {
                    Map<String, String> files = Map.of("c/other.drl", "rule \"other\" when then end");
                    edit.rulesets.add(RulesetFiles.of(digestOf(files), files));
                    return new Noted(
                            "no entry was decided under ruleset " + digestOf(files) + ", which the file holds as well");
                }));
    }

    private static String digestOf(Map<String, String> files) {
        var digest = new FilesDigest();
        new TreeMap<>(files).forEach(digest::add);
        return digest.hex();
    }

    static List<Hostile> schemas() {
        return List.of(
                of("a schema with two names swapped", edit -> {
                    String text = GENUINE.text()
                            .replace("\"from\"", "\"between\"")
                            .replace("\"to\"", "\"from\"")
                            .replace("\"between\"", "\"to\"");
                    edit.schemas.set(0, new WriterSchema(GENUINE.fingerprint(), text));
                    return new False(NAME + " is not what it says: its text has the fingerprint "
                            + SchemaCheck.hex(parsed(text).fingerprint()));
                }),
                of("a schema that was bent until it had the fingerprint of the genuine one", edit -> {
                    edit.schemas.set(0, CollidingSchema.of(GENUINE.fingerprint()));
                    return new False(
                            NAME + " is not what it says: its text only has the fingerprint of the genuine one");
                }),
                of("a schema of something else", edit -> {
                    WriterSchema other = parsed("{\"type\":\"record\",\"name\":\"a\",\"fields\":[]}");
                    edit.schemas.add(other);
                    return new False("schema " + SchemaCheck.hex(other.fingerprint())
                            + " is not what it says: what it describes cannot be read as lineage entries");
                }),
                of("a schema with words that reading does not need", edit -> {
                    edit.schemas.set(
                            0,
                            new WriterSchema(
                                    GENUINE.fingerprint(),
                                    LineageEntry.getClassSchema().toString()));
                    return new False(NAME + " is not what it says: its text is not in Parsing Canonical Form");
                }),
                of("a schema that is none", edit -> {
                    edit.schemas.set(0, new WriterSchema(GENUINE.fingerprint(), "{\"type\":"));
                    return new False(NAME + " is no Avro schema");
                }),
                of("a schema of types 10,000 deep", edit -> {
                    String text = "{\"type\":\"array\",\"items\":".repeat(10_000) + "\"int\"" + "}".repeat(10_000);
                    edit.schemas.set(0, new WriterSchema(GENUINE.fingerprint(), text));
                    return new False(NAME + " is no Avro schema");
                }),
                of("a schema of JSON nested 100,000 deep", edit -> {
                    edit.schemas.set(0, new WriterSchema(GENUINE.fingerprint(), "[".repeat(100_000)));
                    return new False(NAME + " is no Avro schema");
                }),
                of("a schema that holds itself", edit -> {
                    String text = "{\"name\":\"a\",\"type\":\"record\",\"fields\":[{\"name\":\"a\",\"type\":\"a\"}]}";
                    edit.schemas.set(0, new WriterSchema(GENUINE.fingerprint(), text));
                    return new False(
                            NAME + " is not what it says: expected a schema of at most 10000 types, 64 deep, none"
                                    + " of which holds itself, found a larger one");
                }),
                of("a schema that this version does not know", HostileRulesAndSchemasTest::newer),
                of("an entry of a schema that is not in the file", edit -> {
                    newer(edit);
                    edit.schemas.remove(1);
                    LoggedEntry last = edit.entries.get(6);
                    long fingerprint = ByteBuffer.wrap(last.encoded())
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong(2);
                    return new CannotTell("the entry at place 7 of the file was written by schema "
                            + SchemaCheck.hex(fingerprint) + ", and the file has no such schema that holds");
                }));
    }

    /** The last entry as a later version might write it: with a field more. The log is made anew with it. */
    private static CannotTell newer(ProofEdit edit) {
        String text = GENUINE.text();
        WriterSchema newer = parsed(text.substring(0, text.length() - 2) + ",{\"name\":\"more\",\"type\":\"null\"}]}");
        List<LineageEntry> entries = SoundProof.decisions().entries();
        byte[] encoded = EntryHash.encoded(
                new Schema.Parser().parse(newer.text()), ByteBuffer.wrap(Records.body(entries.get(6))));
        var log = SoundProof.log(entries.subList(0, 6), encoded);
        edit.schemas.add(newer);
        SoundProof.place(edit, log, encoded);
        return new CannotTell("schema " + SchemaCheck.hex(newer.fingerprint())
                + " can be read as lineage entries, but this version of Holdfast does not know it, and its fingerprint"
                + " alone does not show that it is genuine; use a newer version");
    }

    private static WriterSchema parsed(String text) {
        return WriterSchema.of(new Schema.Parser().parse(text));
    }
}
