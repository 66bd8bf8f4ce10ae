package dev.holdfast.executor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutableDigestTest {
    /** {@code printf abc | sha256sum}; also the first example of FIPS 180-2. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    /** {@code printf abd | sha256sum} */
    private static final String ABD = "a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9";

    private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(directory.resolve("tool"), "abc");
    }

    @Test
    void shouldReadAnUnchangedFileOnce() throws IOException {
        ExecutableDigest digest = new ExecutableDigest(file, LATER);

        assertThat(digest.sha256()).isEqualTo(ABC);
        assertThat(digest.sha256()).isEqualTo(ABC);

        assertThat(digest.hashings()).isEqualTo(1);
    }

    @Test
    void shouldReadAgainWhileTheLastChangeIsTooYoungToTellTheNextOne() throws IOException {
        ExecutableDigest digest = new ExecutableDigest(file, Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-1)));

        digest.sha256();
        digest.sha256();

        assertThat(digest.hashings()).isEqualTo(2);
    }

    @Test
    void shouldSeeAChangeOfTheSameLengthAlsoWhenItsTimeIsPutBack() throws IOException {
        ExecutableDigest digest = new ExecutableDigest(file, LATER);
        digest.sha256();
        FileTime before = Files.getLastModifiedTime(file);
        Files.writeString(file, "abd");
        Files.setLastModifiedTime(file, before);

        assertThat(digest.sha256()).isEqualTo(ABD);
    }

    @Test
    void shouldFollowLinksAnew() throws IOException {
        Path other = Files.writeString(directory.resolve("other"), "abd");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        ExecutableDigest digest = new ExecutableDigest(link, LATER);
        assertThat(digest.sha256()).isEqualTo(ABC);
        Files.delete(link);
        Files.createSymbolicLink(link, other);

        assertThat(digest.sha256()).isEqualTo(ABD);
    }

    @Test
    void shouldNotGiveAnOldDigestForAFileThatIsGone() throws IOException {
        ExecutableDigest digest = new ExecutableDigest(file, LATER);
        digest.sha256();
        Files.delete(file);

        assertThatIOException().isThrownBy(digest::sha256);
    }
}
