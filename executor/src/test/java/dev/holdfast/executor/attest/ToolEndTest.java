package dev.holdfast.executor.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an attesting command leaves behind: nothing. */
@Timeout(60)
class ToolEndTest {
    @TempDir
    private Path directory;

    @Test
    void shouldLeaveNothingBehindWhenItsProcessIsToldToEnd() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        Path said = Files.createFile(directory.resolve("said"));
        Path pid = directory.resolve("pid");
        Process attesting = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AttestingProcess.class.getName(),
                        "touch made; echo $$ > " + pid + ".new; mv " + pid + ".new " + pid + "; sleep 100")
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(pid).as(Files.readString(said)).exists());
            assertThat(temporary).as("while it runs").isNotEmptyDirectory();

            attesting.destroy();

            assertThat(attesting.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(temporary).isEmptyDirectory();
            Optional<ProcessHandle> command =
                    ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> command.map(handle -> !handle.isAlive()).orElse(true));
        } finally {
            attesting.destroyForcibly().waitFor();
        }
    }

    @Test
    void shouldStartNothingAnyMoreOnceItHasEnded() throws Exception {
        Tool tool = Tool.prepare();
        tool.close();

        NotAttested refused = catchThrowableOfType(NotAttested.class, () -> tool.run(List.of("true"), Map.of()));

        assertThat(refused).hasMessage("nothing is attested any more: this process is ending");
    }
}
