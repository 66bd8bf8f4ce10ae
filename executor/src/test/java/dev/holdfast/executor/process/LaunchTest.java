package dev.holdfast.executor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.executor.process.LaunchException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchTest {
    @TempDir
    Path directory;

    @Test
    void shouldFindACommandAlongThePath() throws IOException {
        Path first = Files.createDirectory(directory.resolve("first"));
        Path second = Files.createDirectory(directory.resolve("second"));
        file(first.resolve("tool"), "rw-r--r--");
        Path expected = file(second.resolve("tool"), "rwxr-xr-x");

        Path found = launch("tool", Map.of("PATH", "/nowhere:" + first + ":" + second))
                .executable();

        assertThat(found).isEqualTo(expected);
    }

    @Test
    void shouldTakeAnEmptyElementOfThePathForTheWorkingDirectory() throws IOException {
        Path expected = file(directory.resolve("tool"), "rwxr-xr-x");

        assertThat(launch("tool", Map.of("PATH", "/nowhere:")).executable()).isEqualTo(expected);
    }

    @Test
    void shouldTakeANameWithASlashRelativeToTheWorkingDirectory() throws IOException {
        Path expected = file(directory.resolve("tool"), "rwxr-xr-x");

        assertThat(launch("./tool", Map.of("PATH", "/nowhere")).executable()).isEqualTo(expected);
    }

    @Test
    void shouldSayWhenACommandIsNotFound() {
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> launch("tool", Map.of("PATH", "/nowhere")).executable())
                .withMessage("command not found: `tool`: it is in no directory of PATH, `/nowhere`; "
                        + "check the spelling or give its full path")
                .returns(Reason.NOT_FOUND, LaunchException::reason);
    }

    @Test
    void shouldSayWhenAFileIsNotFound() {
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> launch("./tool", Map.of()).executable())
                .withMessageStartingWith("command not found: `./tool`: no such file: `" + directory + "/tool`")
                .returns(Reason.NOT_FOUND, LaunchException::reason);
    }

    @Test
    void shouldSayWhenAFileMayNotBeExecuted() throws IOException {
        Path file = file(directory.resolve("tool"), "rw-r--r--");

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() ->
                        launch("tool", Map.of("PATH", "/nowhere:" + directory)).executable())
                .withMessage("command not executable: `tool`: expected a file that this user may execute, found `"
                        + file + "`; change its mode or name another")
                .returns(Reason.NOT_EXECUTABLE, LaunchException::reason);
    }

    @Test
    void shouldNotTakeADirectoryForACommand() throws IOException {
        Files.createDirectory(directory.resolve("tool"));

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> launch("./tool", Map.of()).executable())
                .returns(Reason.NOT_EXECUTABLE, LaunchException::reason);
    }

    @Test
    void shouldSayWhenTheWorkingDirectoryIsNone() {
        Launch launch = new Launch("x", List.of("sh"), directory.resolve("none"), Map.of(), Containment.AUTO);

        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(launch::executable)
                .returns(Reason.NO_DIRECTORY, LaunchException::reason);
    }

    @Test
    void shouldStartNothingWhenTheCommandIsNotFound() {
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> ProcessTree.start(launch("tool", Map.of("PATH", "/nowhere"))))
                .returns(Reason.NOT_FOUND, LaunchException::reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\nb", "a\0b"})
    void shouldRefuseExecutionIdsThatCannotBeMarkers(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Launch(id, List.of("sh"), directory, Map.of(), Containment.AUTO))
                .withMessageStartingWith("execution id: expected 1 to 1024 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A=B", "A\0", "HOLDFAST_EXECUTION", "HOLDFAST_OUTER_EXECUTIONS"})
    void shouldRefuseVariablesThatCannotBeSet(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> launch("sh", Map.of(name, "x")))
                .withMessageStartingWith("environment: ");
    }

    private Launch launch(String command, Map<String, String> environment) {
        return new Launch("jobs/1", List.of(command), directory, environment, Containment.AUTO);
    }

    private static Path file(Path path, String mode) throws IOException {
        Files.writeString(path, "#!/bin/sh\n");
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
}
