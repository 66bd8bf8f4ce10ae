package dev.holdfast.lineage.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.lineage.testing.Hostile;
import dev.holdfast.lineage.testing.SoundProof;
import dev.holdfast.lineage.verify.Line;
import dev.holdfast.lineage.verify.ProofVerifier;
import dev.holdfast.lineage.verify.Report;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One fixture for each way in which a file is no proof, each by its recipe on the text of the sound one. */
class HostileFileTest {
    private static final String SOUND = sound();

    @TempDir
    Path directory;

    /** A defect, how the text is spoiled, and what is said of it. */
    record Spoiled(String defect, UnaryOperator<String> recipe, String why) {
        @Override
        public String toString() {
            return defect;
        }
    }

    private static String sound() {
        try {
            return new String(Hostile.bytes(SoundProof.sound()), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static UnaryOperator<String> replacing(String part, String by) {
        return text -> {
            assertThat(text.contains(part)).as(part).isTrue();
            int at = text.indexOf(part);
            return text.substring(0, at) + by + text.substring(at + part.length());
        };
    }

    static List<Spoiled> files() {
        String deep = "[".repeat(100_000);
        String beyond =
                "expected a proof file within its limits, found something longer or nested deeper than the format"
                        + " has it";
        String notJson = "expected JSON with every field once, found something else";
        return List.of(
                new Spoiled("nothing", text -> "", "expected the proof to be an object (line 1, column 1)"),
                new Spoiled("a list", text -> "[]", "expected the proof to be an object (line 1, column 2)"),
                new Spoiled(
                        "JSON nested 100,000 deep",
                        text -> deep,
                        "expected the proof to be an object (line 1, column 2)"),
                new Spoiled(
                        "a field nested 100,000 deep",
                        replacing("\"holdfast-proof\"", deep),
                        "expected format to be a text (line 2, column 15)"),
                new Spoiled(
                        "an unknown field nested 100,000 deep",
                        replacing("\"format\"", "\"more\" : " + deep + "]".repeat(100_000) + ", \"format\""),
                        "expected no field of the proof but those that the format has, found `more` (line 2, column 13)"),
                new Spoiled(
                        "lists in a list of entries, 100,000 deep",
                        replacing("\"entries\" : [", "\"entries\" : [" + deep),
                        "expected an entry to be an object"),
                new Spoiled(
                        "an unknown field in an entry",
                        replacing("\"index\"", "\"more\" : 1, \"index\""),
                        "expected no field of an entry but those that the format has, found `more`"),
                new Spoiled(
                        "a field whose name drives a terminal",
                        replacing("\"index\"", "\"\\u001b[2J\" : 1, \"index\""),
                        "expected no field of an entry but those that the format has, found `a name that is not ASCII`"),
                new Spoiled("a field twice", replacing("\"index\" : 3", "\"index\" : 3, \"index\" : 4"), notJson),
                new Spoiled(
                        "a missing field",
                        replacing("\"partition\" : 0,", ""),
                        "expected the field `partition` of the proof, found none"),
                new Spoiled(
                        "a missing field in an entry",
                        replacing("\"index\" : 3,", ""),
                        "expected the field `index` of an entry, found none"),
                new Spoiled("a file cut short", text -> text.substring(0, text.length() / 2), notJson),
                new Spoiled(
                        "a file with more behind it",
                        text -> text + "{}",
                        "expected the end of the file after the proof, found more"),
                new Spoiled("what is not JSON", text -> "proof", notJson),
                new Spoiled(
                        "another format",
                        replacing("holdfast-proof", "other"),
                        "expected a file of the format `holdfast-proof`, found another format"),
                new Spoiled(
                        "a later version",
                        replacing("\"version\" : 1", "\"version\" : 2"),
                        "expected version 1 of the format, found 2; use a version of Holdfast that knows it"),
                new Spoiled(
                        "a number that is none",
                        replacing("\"index\" : 3", "\"index\" : \"3\""),
                        "expected index to be a whole number"),
                new Spoiled(
                        "a negative number",
                        replacing("\"index\" : 3", "\"index\" : -3"),
                        "expected index from 0 to 9223372036854775807, found -3"),
                new Spoiled(
                        "a number that is too large",
                        replacing("\"index\" : 3", "\"index\" : 9223372036854775808"),
                        "expected index from 0 to 9223372036854775807, found a number beyond that"),
                new Spoiled(
                        "a number of a million digits",
                        replacing("\"index\" : 3", "\"index\" : " + "3".repeat(1_000_000)),
                        beyond),
                new Spoiled(
                        "a fraction",
                        replacing("\"index\" : 3", "\"index\" : 3.0"),
                        "expected index to be a whole number"),
                new Spoiled(
                        "a hash that is not in base 64",
                        replacing("\"path\" : [\n        \"", "\"path\" : [\n        \"*"),
                        "expected a hash, 32 bytes in base 64, found another text"),
                new Spoiled(
                        "an entry in another base 64",
                        replacing("\"encoded\" : \"w", "\"encoded\" : \"_"),
                        "expected encoded in base 64, found another text"),
                new Spoiled(
                        "an entry that is too large",
                        replacing("\"encoded\" : \"", "\"encoded\" : \"" + "A".repeat(87_384)),
                        "expected encoded of at most 87380 characters, found "),
                new Spoiled(
                        "a path that is too long",
                        replacing("\"path\" : [", "\"path\" : [" + ("\"" + "A".repeat(43) + "=\",").repeat(64)),
                        "expected at most 63 hashes of a path, found more"),
                new Spoiled(
                        "a text of 5 MiB",
                        replacing("\"executionId\" : \"", "\"executionId\" : \"" + "A".repeat(5 * 1024 * 1024)),
                        beyond),
                new Spoiled(
                        "a checkpoint that is none",
                        replacing("example.org/lineage/0\\n12\\n", "example.org/lineage/0\\n012\\n"),
                        "checkpoint: expected a note whose text is a checkpoint"),
                new Spoiled(
                        "a note that is none",
                        replacing("\\n\\n\u2014 example.org", "\\n\\n- example.org"),
                        "checkpoint: expected signature 1 of a note as a dash, the name of a key and base 64, found another"
                                + " line"),
                new Spoiled(
                        "a trust domain that cannot have a log",
                        replacing("\"trustDomain\" : \"example.org\"", "\"trustDomain\" : \"a b\""),
                        "trustDomain: expected the name of a key without spaces, control characters and `+`"),
                new Spoiled(
                        "an execution id that is none",
                        replacing("\"executionId\" : \"job-1\"", "\"executionId\" : \"../job\""),
                        "executionId: expected segments of ASCII letters, digits, `.`, `_`, `:`, `@` or `-` between slashes,"
                                + " found `..`"),
                new Spoiled(
                        "a fingerprint in capitals",
                        text -> text.replaceFirst(
                                "\"fingerprint\" : \"[0-9a-f]{16}\"", "\"fingerprint\" : \"ABCDEF0123456789\""),
                        "expected the fingerprint in lower-case hex, found another text"),
                new Spoiled(
                        "a file of rules twice",
                        replacing("\"path\" : \"b/spending.drl\"", "\"path\" : \"a/halt.drl\""),
                        "expected each file of a ruleset once, found one again"),
                new Spoiled(
                        "too many authorities",
                        replacing(
                                "\"authorities\" : [",
                                "\"authorities\" : ["
                                        + ("{\"fingerprint\":\"0000000000000000\",\"body\":\"\",\"signatures\":[]},")
                                                .repeat(1_000)),
                        "expected at most 1000 authorities, found more"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldBeCalledFalse(Spoiled spoiled) throws Exception {
        byte[] bytes = spoiled.recipe().apply(SOUND).getBytes(StandardCharsets.UTF_8);

        ProofReader.Parsed parsed = ProofReader.read(new ByteArrayInputStream(bytes));

        Report report = ProofVerifier.verify(parsed, SoundProof.ANCHORS);
        assertThat(report.exit()).isEqualTo(Report.FALSE);
        assertThat(report.lines())
                .singleElement()
                .isInstanceOfSatisfying(
                        Line.False.class,
                        line -> assertThat(line.text())
                                .startsWith("the file is no proof: " + spoiled.why())
                                .doesNotContain("Exception", "java.", "com.")
                                .doesNotContainPattern("\\p{Cntrl}"));
    }

    /** Sparse: it takes no room, and has no byte that could be read before its size is. */
    @Test
    void shouldRefuseAFileOfTwoGigabytesByItsSize() throws Exception {
        Path file = directory.resolve("large" + ProofFile.ENDING);
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(2L * 1024 * 1024 * 1024);
        }

        assertThat(ProofReader.read(file))
                .isEqualTo(new ProofReader.Parsed.Malformed(
                        "expected a proof file of at most 268435456 bytes, found 2147483648"));
    }

    @Test
    void shouldReadASoundFileAndSayWhenThereIsNone() throws Exception {
        Path file = directory.resolve("sound" + ProofFile.ENDING);
        Files.writeString(file, SOUND);

        assertThat(ProofReader.read(file)).isEqualTo(new ProofReader.Parsed.Proof(SoundProof.sound()));
        assertThatThrownBy(() -> ProofReader.read(directory)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> ProofReader.read(directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }
}
