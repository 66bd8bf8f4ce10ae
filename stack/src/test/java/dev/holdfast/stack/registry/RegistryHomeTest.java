package dev.holdfast.stack.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.stack.host.StackStartException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryHomeTest {
    @TempDir
    Path directory;

    @Test
    void shouldTakeTheDirectoryThatThePropertyNames() throws Exception {
        Path jar = Files.createFile(directory.resolve("app-1-runner.jar"));

        RegistryHome home = RegistryHome.locate(directory.toString());

        assertThat(home.jar()).isEqualTo(jar.toAbsolutePath());
    }

    @Test
    void shouldFindWhatTheBuildUnpackedBesideTheClasses() {
        assertThat(RegistryHome.locate(null).jar()).isRegularFile();
    }

    @Test
    void shouldSayWhatToDoWhenNothingIsThere() {
        assertThatExceptionOfType(StackStartException.class)
                .isThrownBy(() -> RegistryHome.locate(directory.toString()))
                .withMessageContaining(directory.toString())
                .withMessageContaining("-D" + RegistryHome.PROPERTY);
    }
}
