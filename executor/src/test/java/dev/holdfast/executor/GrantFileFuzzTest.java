package dev.holdfast.executor;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdfast.trust.grant.SignedGrant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class GrantFileFuzzTest {
    static Stream<byte[]> seeds() {
        String whole = "{\"format\":\"holdfast-grant/1\",\"trustDomain\":\"d\",\"fingerprint\":\"00000000000000ff\","
                + "\"body\":\"AAAA\",\"signature\":\"AQ" + "A".repeat(106) + "\"}";
        return Stream.of(whole, whole.substring(20), "null", "[]", "", "[".repeat(2_000), whole.replace("ff", "-1"))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "60s")
    void shouldReadAGrantOrSayWhatIsWrongWithTheFile(byte[] bytes) throws IOException {
        Path file = Files.createTempFile("holdfast-grant-", ".json");
        try {
            Files.write(file, bytes);
            SignedGrant grant = GrantFile.read(file);
            assertThat(grant.grant()).isNotNull();
        } catch (GrantFile.GrantFileException none) {
            assertThat(none).hasMessageContaining(file.toString());
        } finally {
            delete(file);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
