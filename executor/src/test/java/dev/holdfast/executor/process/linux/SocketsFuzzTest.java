package dev.holdfast.executor.process.linux;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.MethodSource;

class SocketsFuzzTest {
    private static final byte[] STAT =
            "7 (cat) S 1 7 7 0 -1 0 1 2 3 4 5 6 7 8 20 0 1 0 99 1 1 1".getBytes(StandardCharsets.US_ASCII);
    private static final ProcStat OWNER = ProcStat.parse(STAT, STAT.length).orElseThrow();
    private static Path root;
    private static Path table;

    @BeforeAll
    static void makeAProcess() throws IOException {
        root = Files.createTempDirectory("holdfast-sockets-");
        Path process = root.resolve("7");
        Files.createDirectories(process.resolve("fd"));
        Files.createDirectories(process.resolve("ns"));
        Files.createDirectories(process.resolve("net"));
        Files.createSymbolicLink(process.resolve("fd/3"), Path.of("socket:[42]"));
        Files.createSymbolicLink(process.resolve("fd/4"), Path.of("socket:["));
        Files.createSymbolicLink(process.resolve("ns/net"), Path.of("net:[1]"));
        table = process.resolve("net/tcp");
    }

    @AfterAll
    static void remove() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "head\n 0: 0100007F:1F90 0100007F:9C40 01 0:0 00:0 0 0 0 42 1\n",
                        "head\n 0: a b 01\n",
                        "",
                        "\n\n\u0000")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void shouldCountNoMoreThanThereAreRows(byte[] bytes) {
        try {
            Files.write(table, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long rows = new String(bytes, StandardCharsets.ISO_8859_1).lines().count();

        assertThat(new Sockets(Proc.at(root)).established(List.of(OWNER))).isBetween(0, (int) rows);
    }
}
