package dev.holdfast.executor.process.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.executor.process.actions.Reported.Action;
import dev.holdfast.executor.process.actions.Reported.Count;
import dev.holdfast.executor.process.actions.Reported.Malformed;
import dev.holdfast.executor.process.actions.Reported.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ActionPipeTest {
    private final List<Reported> taken = new CopyOnWriteArrayList<>();

    @Test
    void shouldTakeWhatProgramsWriteOneAfterTheOther() throws Exception {
        try (ActionPipe pipe = ActionPipe.open(taken::add)) {
            shell(pipe, "echo 'http.get https://example.org/x' >\"$HOLDFAST_ACTIONS\"");
            shell(pipe, "echo '+tokens 120' >\"$HOLDFAST_ACTIONS\"; echo nonsense >\"$HOLDFAST_ACTIONS\"");

            await().until(() -> taken.size() == 3);
        }

        assertThat(taken)
                .containsExactly(
                        new Action("http.get", "https://example.org/x"),
                        new Count("tokens", 120),
                        new Malformed(Reason.BAD_RESOURCE, "nonsense", 8));
    }

    @Test
    void shouldTakeEverythingWrittenBeforeItIsClosed() throws Exception {
        ActionPipe pipe = ActionPipe.open(taken::add);
        try (OutputStream program = Files.newOutputStream(pipe.path())) {
            for (int line = 0; line < 1500; line++) {
                program.write(("act " + line + "\n").getBytes(StandardCharsets.US_ASCII));
            }
            program.write("act unfini".getBytes(StandardCharsets.US_ASCII));

            pipe.close();
        }

        assertThat(taken).hasSize(1501);
        assertThat(taken.get(1499)).isEqualTo(new Action("act", "1499"));
        assertThat(taken.get(1500)).isEqualTo(new Malformed(Reason.UNFINISHED, "act unfini", 10));
    }

    @Test
    void shouldMakeWritersWaitWhenTheListenerIsSlow() throws Exception {
        Object gate = new Object();
        ActionPipe pipe;
        Process writer;
        synchronized (gate) {
            pipe = ActionPipe.open(reported -> {
                synchronized (gate) {
                    taken.add(reported);
                }
            });
            writer = start(
                    pipe, "i=0; while [ $i -lt 20000 ]; do echo \"act $i\"; i=$((i+1)); done >\"$HOLDFAST_ACTIONS\"");

            assertThat(writer.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
        }

        assertThat(writer.waitFor(20, TimeUnit.SECONDS)).isTrue();
        pipe.close();
        assertThat(writer.exitValue()).isZero();
        assertThat(taken).hasSize(20_000).doesNotHaveAnyElementsOfTypes(Malformed.class);
    }

    @Test
    void shouldGoOnAfterAListenerHasThrown() throws Exception {
        try (ActionPipe pipe = ActionPipe.open(reported -> {
            taken.add(reported);
            throw new IllegalStateException("thrown by the test");
        })) {
            shell(pipe, "printf 'a 1\\na 2\\n' >\"$HOLDFAST_ACTIONS\"");

            await().until(() -> taken.size() == 2);
        }
    }

    @Test
    void shouldLetOnlyItsOwnerInAndLeaveNothingBehind() throws Exception {
        ActionPipe pipe = ActionPipe.open(taken::add);
        Path path = pipe.path();
        Path directory = path.getParent();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");

        pipe.close();
        pipe.close();

        assertThat(path).doesNotExist();
        assertThat(directory).doesNotExist();
        assertThat(taken).isEmpty();
    }

    private static void shell(ActionPipe pipe, String script) throws Exception {
        Process program = start(pipe, script);
        assertThat(program.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).isZero();
    }

    private static Process start(ActionPipe pipe, String script) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true);
        builder.environment().putAll(pipe.environment());
        return builder.start();
    }
}
