package dev.holdfast.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class ExecutionIdFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of("job-1/child", "a//b", "../a", "a/" + "b/".repeat(40), "jоb", "a%2Fb", "a／b")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void shouldHaveOneSpellingForEachIdAndKeepFamiliesTogether(byte[] key) {
        Optional<String> decoded = ExecutionId.decode(key);
        if (decoded.isEmpty() || ExecutionId.flaw(decoded.get()).isPresent()) {
            return;
        }
        String id = decoded.get();
        assertThat(id.getBytes(StandardCharsets.UTF_8)).isEqualTo(key).hasSizeLessThanOrEqualTo(512);
        assertThat(id.chars()).allMatch(c -> c > ' ' && c < 127);
        assertThat(("/" + id + "/")).doesNotContain("//", "/./", "/../", "%", "\\");
        Optional<String> parent = ExecutionId.parentOf(id);
        parent.ifPresent(above -> {
            assertThat(ExecutionId.flaw(above)).isEmpty();
            assertThat(RootSegmentPartitioner.partitionOf(above, 97))
                    .isEqualTo(RootSegmentPartitioner.partitionOf(id, 97));
        });
    }
}
