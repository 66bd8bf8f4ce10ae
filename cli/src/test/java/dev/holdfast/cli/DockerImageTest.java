package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The image's recipe and the words about it. No container engine takes part. */
class DockerImageTest {
    private static final Path DIRECTORY = ComposeFile.DIRECTORY;
    private static final Pattern SHELL = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final List<String> COMMAND_STARTS = List.of("./holdfast ", " holdfast:local ");

    @Test
    void shouldBuildAndRunOnJava17() throws IOException {
        assertThat(instructions("FROM"))
                .containsExactly("maven:3.8-eclipse-temurin-17 AS build", "eclipse-temurin:17-jre");
    }

    @Test
    void shouldNotRunAsRoot() throws IOException {
        assertThat(instructions("USER")).containsExactly("10001:10001");
    }

    @Test
    void shouldStartTheCommand() throws IOException {
        List<String> entryPoint =
                new ObjectMapper().readValue(instructions("ENTRYPOINT").get(0), new TypeReference<List<String>>() {});

        assertThat(entryPoint).startsWith("java").endsWith(Holdfast.class.getName());
        assertThat(entryPoint.get(entryPoint.indexOf("-cp") + 1)).startsWith("/opt/holdfast/holdfast-cli.jar:");
        assertThat(instructions("COPY")).contains("--from=build /out /opt/holdfast");
    }

    @Test
    void shouldMakeTheDirectoryThatTheStateVolumeTakesOver() throws IOException {
        assertThat(instructions("RUN")).contains("mkdir -m 1777 /var/lib/holdfast");
    }

    @Test
    void shouldKeepKeysOutOfImageAndRepository() throws IOException {
        List<String> left = Files.readAllLines(DIRECTORY.resolve("Dockerfile.dockerignore"));
        List<String> untracked = Files.readAllLines(DIRECTORY.resolveSibling(".gitignore"));

        assertThat(left).contains("docker/keys", "docker/.env", "/*.pem");
        assertThat(untracked).contains("docker/keys/", "docker/.env");
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(file).content().doesNotContain("PRIVATE KEY-----"));
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldDocumentCommandsThatAreOnes(String command) {
        assertThatCode(() -> Holdfast.commandLine().parseArgs(command.split(" ", -1)))
                .doesNotThrowAnyException();
    }

    static List<String> commands() throws IOException {
        return shellLines().stream()
                .filter(line -> !line.startsWith("docker build "))
                .flatMap(line -> COMMAND_STARTS.stream()
                        .filter(line::contains)
                        .map(start -> line.substring(line.indexOf(start) + start.length())))
                .toList();
    }

    @Test
    void shouldMakeTheKeysThatAreMounted() throws IOException {
        ComposeFile compose = ComposeFile.read();

        assertThat(commands())
                .hasSize(11)
                .contains("keys new --out /keys/evaluator.pem", "keys new --out /keys/root.pem");
        assertThat(compose.mountedFiles("evaluator").values()).contains("./keys/evaluator.pem", "./keys/root.pem.pub");
    }

    @Test
    void shouldSayWhatHasNotBeenTried() throws IOException {
        assertThat(readme()).contains("**Parsed and checked, not run.**");
    }

    @Test
    void shouldDescribeEveryFile() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString())
                            .filter(name -> !name.startsWith(".") && !name.endsWith("ignore")))
                    .filteredOn(name -> !name.equals("README.md"))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(readme()).contains("| `" + name + "` |"));
        }
    }

    private static List<String> shellLines() throws IOException {
        return SHELL.matcher(readme())
                .results()
                .map((MatchResult block) -> block.group(1))
                .flatMap(String::lines)
                .toList();
    }

    private static String readme() throws IOException {
        return Files.readString(DIRECTORY.resolve("README.md"));
    }

    private static List<String> instructions(String name) throws IOException {
        String joined = Files.readString(DIRECTORY.resolve("Dockerfile")).replace("\\\n", " ");
        return Arrays.stream(joined.split("\n", -1))
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .toList();
    }
}
