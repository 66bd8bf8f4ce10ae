package dev.holdfast.cli.denials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keeps {@code docs/denials.md} as the table has it, and the table complete. */
class DenialsDocTest {
    private static final Path DOC = Path.of("..", "docs", "denials.md");

    @Test
    void shouldSayWhatTheRowsSay() throws Exception {
        Path current = Path.of("target", "denials.md");
        Files.createDirectories(current.getParent());
        Files.writeString(current, DenialsPage.text());

        assertThat(Files.readString(DOC))
                .as("the table changed: copy cli/%s to docs/denials.md", current)
                .isEqualTo(Files.readString(current));
    }

    @ParameterizedTest
    @EnumSource
    void shouldShowEveryRowByOneTestAndOneGoodTwin(Denial row) {
        assertThat(DenialsPage.tests(Denied.class, test -> test.value() == row)).hasSize(1);
        assertThat(DenialsPage.tests(GoodTwin.class, test -> test.value() == row))
                .hasSize(1);
    }

    @Test
    void shouldHaveOnePlaceForEveryCodeAndNoneForAnyOther() throws IOException {
        Set<String> rows = codesOfRows();
        Set<String> others = new TreeSet<>();
        Arrays.stream(OtherCode.values()).forEach(code -> others.add(code.name()));

        assertThat(others).doesNotContainAnyElementsOf(rows);
        assertThat(union(rows, others))
                .containsExactlyElementsOf(union(Codes.reasons(), union(Codes.ofTheBaseline(), Codes.ofTheFloor())));
    }

    @Test
    void shouldFindTheCodesWhereTheyAreMade() throws IOException {
        assertThat(Codes.ofTheBaseline()).contains("GRANT_MISSING", "CLOCK_SKEW", "EVIDENCE_STALE", "SCOPE_UNBOUNDED");
        assertThat(Codes.ofTheFloor())
                .contains("REVOKED", "PARENT_ENDED", "EXECUTOR_HALTED", "RULE_ERROR", "AUTHORITY_EXPIRED")
                .contains("ADMISSION_NOT_FORESEEN", "IDENTITY_UNPROVEN", "REQUEST_STALE")
                .doesNotContain("COMPLETED", "AUTHORITY_");
    }

    private static Set<String> codesOfRows() {
        var codes = new TreeSet<String>();
        for (Denial row : Denial.values()) {
            codes.addAll(row.findings());
            codes.addAll(row.letters());
        }
        return codes;
    }

    private static Set<String> union(Set<String> some, Set<String> more) {
        var all = new TreeSet<>(some);
        all.addAll(more);
        return all;
    }
}
