package dev.holdfast.cli.denials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.system.Heard;
import dev.holdfast.cli.system.Program;
import dev.holdfast.cli.system.Site;
import dev.holdfast.cli.system.Site.Granted;
import dev.holdfast.executor.GuardEvent.LeaseReceived;
import dev.holdfast.executor.GuardEvent.StandingChanged;
import dev.holdfast.executor.Vitals;
import dev.holdfast.executor.attest.Attester;
import dev.holdfast.executor.process.Containment;
import dev.holdfast.executor.supervise.Supervisor;
import dev.holdfast.record.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A program under the supervisor that would run for ever, in a directory of its own. */
final class Victim implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String PROGRAM =
            "sleep 300 & echo \"$HOLDFAST_ACTIONS\" >started.part; mv started.part started; wait";

    final Heard heard = new Heard();
    private final Granted granted;
    private final Path directory;
    private final Program program;
    private final Supervisor supervisor;
    private final CompletableFuture<Object> ending = new CompletableFuture<>();
    private volatile CompletableFuture<Boolean> voice = CompletableFuture.completedFuture(true);

    /** Starts to ask for its first lease. */
    Victim(Site site, Granted granted, Path shell, Path directory, Attester... attesters) {
        this.granted = granted;
        this.directory = directory;
        this.program = new Program(granted.executionId());
        var terms = new Supervisor.Terms(
                List.of(shell.toString(), "-c", PROGRAM),
                directory,
                Containment.MARKER,
                Duration.ofMillis(500),
                PATIENCE,
                PATIENCE,
                this::speaking,
                heard,
                List.of(attesters));
        this.supervisor = new Supervisor(site.client(), granted.key(), granted.grant(), terms);
        var thread = new Thread(this::run, "victim-" + granted.executionId());
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            ending.complete(supervisor.run());
        } catch (Exception e) {
            ending.completeExceptionally(e);
        }
    }

    String id() {
        return granted.executionId();
    }

    Granted granted() {
        return granted;
    }

    /** Waits until its program runs. */
    Victim running() {
        await().atMost(PATIENCE).until(() -> {
            assertThat(ending).as("it should run: %s", heard).isNotDone();
            return Files.exists(started());
        });
        return this;
    }

    /** The program reports what it has done or used up. */
    void reports(String line) throws IOException {
        Files.writeString(Path.of(Files.readString(started()).strip()), line + "\n");
    }

    /** Its executor sends no heartbeat any more; it still hears. */
    void fallSilent() {
        voice = new CompletableFuture<>();
    }

    private Vitals speaking(Vitals measured) {
        return () -> {
            voice.join();
            return measured.read();
        };
    }

    /** The program has done its work. */
    void endItself() {
        for (Path process : program.processes()) {
            ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                    .filter(handle -> isHere(process)
                            && handle.info().command().orElse("").endsWith("sleep"))
                    .ifPresent(ProcessHandle::destroy);
        }
    }

    /** Whether a process is this program's own and not a child execution's, whose id holds this one's. */
    private boolean isHere(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).equals(directory.toRealPath());
        } catch (IOException vanished) {
            return false;
        }
    }

    private Path started() {
        return directory.resolve("started");
    }

    boolean wasStarted() {
        return Files.exists(started());
    }

    boolean wasLeased() {
        return !heard.all(LeaseReceived.class).isEmpty();
    }

    /** Where it stands by its own knowledge. */
    Standing standing() {
        List<StandingChanged> moves = heard.all(StandingChanged.class);
        return moves.isEmpty() ? Standing.WAITING : moves.get(moves.size() - 1).to();
    }

    Program program() {
        return program;
    }

    /** Lets it end, without waiting. */
    void cancel() {
        voice.complete(true);
        supervisor.cancel();
    }

    @Override
    public void close() {
        cancel();
        await().atMost(PATIENCE).until(ending::isDone);
        assertThat(program.processes()).as("processes of %s", id()).isEmpty();
    }
}
