package dev.holdfast.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutionIdTest {
    private static final String SEGMENT_FLAW =
            "expected segments of ASCII letters, digits, `.`, `_`, `:`, `@` or `-` between slashes, found `%s`";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "order-17",
                "order-17/fetch",
                "A.b_c:d@e-9/0",
                "...",
                ".hidden",
                "a/..b/c..",
                "urn:uuid:9d3c0a52-6b0e-4a8e-9a53-3ff9f1f6a4de"
            })
    void shouldAcceptAnId(String id) {
        assertThat(ExecutionId.flaw(id)).isEmpty();
    }

    @ParameterizedTest(name = "`{0}`")
    @ValueSource(strings = {"", "/", "a/", "/a", "a//b", "a/b//"})
    void shouldRefuseAnEmptySegment(String id) {
        assertThat(ExecutionId.flaw(id)).contains(SEGMENT_FLAW.formatted(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "a/.", "./a", "a/./b"})
    void shouldRefuseASegmentThatStandsForItsParent(String id) {
        assertThat(ExecutionId.flaw(id)).contains(SEGMENT_FLAW.formatted("."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../a", "a/../b", "a/.."})
    void shouldRefuseASegmentThatStandsForTheOneAbove(String id) {
        assertThat(ExecutionId.flaw(id)).contains(SEGMENT_FLAW.formatted(".."));
    }

    @ParameterizedTest(name = "`{0}`")
    @ValueSource(
            strings = {
                " ",
                "a b",
                "a\n",
                "a\tb",
                "a\0b",
                "a\\b",
                "a%2fb",
                "a*",
                "a#b",
                "\u0430rder", // Cyrillic a
                "order\uff0d17", // full-width hyphen
                "order\u2215fetch", // division slash
                "order\u2044fetch", // fraction slash
                "\u0661", // Arabic digit one
                "o\u0308", // o with a combining diaeresis
                "or\u200bder", // zero-width space
                "\ufefforder", // byte order mark
                "\ud83d\ude00"
            })
    void shouldRefuseOtherCharacters(String id) {
        assertThat(ExecutionId.flaw(id)).contains(SEGMENT_FLAW.formatted(id));
    }

    @Test
    void shouldBoundTheLength() {
        assertThat(ExecutionId.flaw("a".repeat(ExecutionId.MAXIMUM_BYTES))).isEmpty();
        assertThat(ExecutionId.flaw("a".repeat(ExecutionId.MAXIMUM_BYTES + 1)))
                .contains("expected an execution id of at most 512 bytes, found 513");
    }

    @Test
    void shouldBoundTheSegments() {
        assertThat(ExecutionId.flaw("a" + "/a".repeat(ExecutionId.MAXIMUM_SEGMENTS - 1)))
                .isEmpty();
        assertThat(ExecutionId.flaw("a" + "/a".repeat(ExecutionId.MAXIMUM_SEGMENTS)))
                .contains("expected an execution id of at most 32 segments, found 33");
    }

    @Test
    void shouldRefuseTenThousandSegmentsBeforeItCountsThem() {
        assertThat(ExecutionId.flaw("a/".repeat(10_000) + "a"))
                .contains("expected an execution id of at most 512 bytes, found 20001");
    }

    @Test
    void shouldReadAKeyThatIsUtf8() {
        assertThat(ExecutionId.decode("order-17/fetch".getBytes(StandardCharsets.UTF_8)))
                .contains("order-17/fetch");
        assertThat(ExecutionId.decode(new byte[0])).contains("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ff", // no UTF-8 at all
                "61c0af62", // an overlong slash
                "61eda080", // half of a surrogate pair
                "61e282" // cut in the middle of a character
            })
    void shouldNotGuessAtAKeyThatIsNot(String hex) {
        assertThat(ExecutionId.decode(HexFormat.of().parseHex(hex))).isEmpty();
    }

    @Test
    void shouldNameTheParent() {
        assertThat(ExecutionId.parentOf("order-17")).isEmpty();
        assertThat(ExecutionId.parentOf("order-17/fetch")).contains("order-17");
        assertThat(ExecutionId.parentOf("order-17/fetch/page-2")).contains("order-17/fetch");
    }
}
