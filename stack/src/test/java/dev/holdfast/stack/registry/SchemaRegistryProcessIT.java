package dev.holdfast.stack.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.holdfast.stack.broker.ChildJvm;
import dev.holdfast.stack.host.DataDirectoryException;
import dev.holdfast.stack.host.FreePorts;
import dev.holdfast.stack.host.PortTakenException;
import dev.holdfast.stack.host.StackStartException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaRegistryProcessIT {
    private static final String SCHEMA = "{\"schema\":\"\\\"string\\\"\"}";

    @TempDir
    Path directory;

    @Test
    void shouldBeFullyCompatibleFromTheFirstAnswerOn() throws Exception {
        try (SchemaRegistryProcess registry = SchemaRegistryProcess.start(RegistryConfig.inMemory(directory))) {
            assertThat(get(registry.url() + "/config").body()).contains("\"FULL_TRANSITIVE\"");
            assertThat(registry.log()).isNotEmptyFile();
            assertThat(registry.isAlive()).isTrue();
        }
    }

    @Test
    void shouldKeepIdsOverARestart() throws Exception {
        RegistryConfig config = RegistryConfig.fileBacked(directory.resolve("data"), directory.resolve("work"));
        String id;
        try (SchemaRegistryProcess registry = SchemaRegistryProcess.start(config)) {
            id = post(registry.url() + "/subjects/kept-value/versions", SCHEMA).body();
        }

        try (SchemaRegistryProcess again = SchemaRegistryProcess.start(config)) {
            HttpResponse<String> latest = get(again.url() + "/subjects/kept-value/versions/latest");

            assertThat(latest.statusCode()).isEqualTo(200);
            assertThat(latest.body()).contains(id.replaceAll("[{}]", ""));
        }
    }

    @Test
    void shouldForgetWhatIsInMemory() throws Exception {
        RegistryConfig config = RegistryConfig.inMemory(directory);
        try (SchemaRegistryProcess registry = SchemaRegistryProcess.start(config)) {
            post(registry.url() + "/subjects/lost-value/versions", SCHEMA);
        }

        try (SchemaRegistryProcess again = SchemaRegistryProcess.start(config)) {
            assertThat(get(again.url() + "/subjects").body()).isEqualTo("[]");
        }
    }

    @Test
    void shouldEndWithItsParentWhenThatIsKilledAndStartAgainAtOnce() throws Exception {
        List<Long> ids;
        try (ChildJvm parent = ChildJvm.run(RegistryUntilKilled.class, directory.toString())) {
            ids = Arrays.stream(parent.firstLine().split(" "))
                    .map(Long::valueOf)
                    .toList();
            assertThat(ids).hasSizeGreaterThanOrEqualTo(2).allMatch(id -> isAlive(id));
            parent.kill();
        }

        RegistryConfig config = RegistryConfig.fileBacked(directory.resolve("data"), directory.resolve("work"));
        try (SchemaRegistryProcess again = SchemaRegistryProcess.start(config)) {
            assertThat(get(again.url() + "/subjects").statusCode()).isEqualTo(200);
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> ids.stream().noneMatch(SchemaRegistryProcessIT::isAlive));
    }

    @Test
    void shouldLeaveNoProcessBehind() {
        SchemaRegistryProcess registry = SchemaRegistryProcess.start(RegistryConfig.inMemory(directory));
        List<ProcessHandle> processes = Stream.concat(
                        Stream.of(registry.process()), registry.process().descendants())
                .toList();

        registry.close();
        registry.close();

        assertThat(registry.isAlive()).isFalse();
        await().atMost(Duration.ofSeconds(5)).until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void shouldNameAPortThatIsTaken() throws Exception {
        try (ServerSocket owner = new ServerSocket(0, 1, FreePorts.loopback())) {
            RegistryConfig config = new RegistryConfig(null, directory.resolve("untouched"), owner.getLocalPort());

            assertThatExceptionOfType(PortTakenException.class)
                    .isThrownBy(() -> SchemaRegistryProcess.start(config))
                    .satisfies(e -> assertThat(e.port()).isEqualTo(owner.getLocalPort()));
            assertThat(directory.resolve("untouched")).doesNotExist();
        }
    }

    @Test
    void shouldRefuseADirectoryThatAnotherRegistryHolds() {
        RegistryConfig config = RegistryConfig.fileBacked(directory.resolve("data"), directory.resolve("work"));
        try (SchemaRegistryProcess holder = SchemaRegistryProcess.start(config)) {
            assertThatExceptionOfType(DataDirectoryException.class)
                    .isThrownBy(() -> SchemaRegistryProcess.start(config))
                    .withMessageContaining("another one holds it");
            assertThat(holder.isAlive()).isTrue();
        }
    }

    @Test
    void shouldNameItsLogWhenTheProgramDoesNotStart() throws Exception {
        RegistryHome broken = new RegistryHome(directory, Files.createFile(directory.resolve("broken-runner.jar")));
        System.setProperty(RegistryHome.PROPERTY, broken.directory().toString());
        try {
            assertThatExceptionOfType(StackStartException.class)
                    .isThrownBy(() -> SchemaRegistryProcess.start(RegistryConfig.inMemory(directory)))
                    .withMessageContaining(
                            directory.resolve(RegistryConfig.LOG_FILE).toString());
        } finally {
            System.clearProperty(RegistryHome.PROPERTY);
        }
    }

    private static boolean isAlive(long id) {
        return Optional.of(id)
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive)
                .isPresent();
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String url, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
