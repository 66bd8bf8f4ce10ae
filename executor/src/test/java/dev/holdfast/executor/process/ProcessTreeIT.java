package dev.holdfast.executor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.executor.process.containment.Marker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ProcessTreeIT {
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final Duration NO_GRACE = Duration.ZERO;

    private static final String TICKING = "while :; do echo x >>$T; sleep 0.01; done";
    private static final String HONEST = "sleep 100 & sleep 100 & " + TICKING;
    private static final String DOUBLE_FORK = "(sh -c '" + TICKING + "' &); sleep 100";
    private static final String DAEMON = "setsid sh -c '" + TICKING + "' </dev/null >/dev/null 2>&1 & sleep 100";
    private static final String ORPHANS_ONLY = "(setsid sh -c '" + TICKING + "' </dev/null >/dev/null 2>&1 &); exit 7";
    private static final String FORK_HAPPY =
            "while :; do for i in 1 2 3 4 5 6; do (echo x >>$T; sleep 0.005) & done; wait; done";
    private static final String STUBBORN = "trap '' TERM; " + TICKING;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(names = {"CGROUP", "MARKER"})
    void shouldPauseResumeAndHaltAnHonestTree(Containment containment) throws IOException {
        governed(containment, HONEST, 4);
    }

    @ParameterizedTest
    @EnumSource(names = {"CGROUP", "MARKER"})
    void shouldReachAGrandchildOrphanedByADoubleFork(Containment containment) throws IOException {
        governed(containment, DOUBLE_FORK, 3);
    }

    @ParameterizedTest
    @EnumSource(names = {"CGROUP", "MARKER"})
    void shouldReachADaemonInASessionOfItsOwn(Containment containment) throws IOException {
        governed(containment, DAEMON, 3);
    }

    @ParameterizedTest
    @EnumSource(names = {"CGROUP", "MARKER"})
    void shouldReachWhatTheFirstProcessLeftBehind(Containment containment) throws IOException {
        governed(containment, ORPHANS_ONLY, 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"CGROUP", "MARKER"})
    void shouldLetNobodyEscapeFromATreeThatKeepsForking(Containment containment) throws IOException {
        for (int round = 0; round < 5; round++) {
            governed(containment, FORK_HAPPY, 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"CGROUP, false", "MARKER, false", "CGROUP, true", "MARKER, true"})
    void shouldReachAChainOfProcessesThatEachLiveForAMoment(Containment containment, boolean quick) throws IOException {
        assumeTrue(!quick || ExecutionScript.PERL, "perl is needed for a chain of 0.1 ms a link");
        Files.writeString(directory.resolve("chain"), "echo x >>$T; sh $D/chain &");

        for (int round = 0; round < 5; round++) {
            governed(containment, quick ? ExecutionScript.QUICK_CHAIN : ". $D/chain", 1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CGROUP", "MARKER"})
    void shouldPauseWhileOthersKeepForking(Containment containment) throws Exception {
        Process others = new ProcessBuilder("sh", "-c", "while :; do /bin/true; done").start();
        try {
            governed(containment, HONEST, 4);

            assertThat(others.isAlive()).isTrue();
        } finally {
            others.destroyForcibly().waitFor();
        }
    }

    private void governed(Containment containment, String program, int leastProcesses) throws IOException {
        ExecutionScript script = new ExecutionScript(directory, containment);
        try (ProcessTree tree = script.start(program)) {
            script.awaitLife();

            Effect paused = tree.pause(BOUND);

            assertThat(paused).isInstanceOf(Effect.Stopped.class);
            script.assertStill();
            assertThat(tree.survivors()).hasSizeGreaterThanOrEqualTo(Math.min(leastProcesses, 3));
            assertThat(((Effect.Stopped) paused).processes())
                    .isEqualTo(tree.survivors().size());
            if (containment == Containment.MARKER) {
                assertThat(script.carriers()).allMatch(ProcessTreeIT::stopped);
            }

            Effect resumed = tree.resume();

            assertThat(resumed).isInstanceOf(Effect.Running.class);
            script.awaitLife();

            assertThat(tree.pause(BOUND)).isInstanceOf(Effect.Stopped.class);
            Effect halted = tree.halt(Duration.ofSeconds(5), BOUND);

            assertThat(halted).isInstanceOf(Effect.Gone.class);
            assertThat(script.carriers()).isEmpty();
            assertThat(tree.survivors()).isEmpty();
            script.assertStill();
            assertThat(tree.onEmpty()).succeedsWithin(BOUND);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CGROUP", "MARKER"})
    void shouldKillWhoIgnoresTheRequestOnceTheGraceIsOver(Containment containment) throws IOException {
        ExecutionScript script = new ExecutionScript(directory, containment);
        try (ProcessTree tree = script.start(STUBBORN)) {
            script.awaitLife();

            Effect halted = tree.halt(Duration.ofMillis(300), BOUND);

            assertThat(halted).isInstanceOfSatisfying(Effect.Gone.class, gone -> {
                assertThat(gone.killed()).isTrue();
                assertThat(gone.elapsed()).isBetween(Duration.ofMillis(300), Duration.ofSeconds(5));
            });
            assertThat(tree.onExit()).succeedsWithin(BOUND).isEqualTo(128 + 9);
            assertThat(script.carriers()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CGROUP", "MARKER"})
    void shouldLetAPausedProgramEndByItselfWithinTheGrace(Containment containment) throws IOException {
        ExecutionScript script = new ExecutionScript(directory, containment);
        try (ProcessTree tree = script.start("trap 'sleep 0.1; echo bye >$D/bye; exit 3' TERM; " + TICKING)) {
            script.awaitLife();
            tree.pause(BOUND);

            Effect halted = tree.halt(Duration.ofSeconds(20), BOUND);

            assertThat(halted)
                    .isInstanceOfSatisfying(
                            Effect.Gone.class, gone -> assertThat(gone.killed()).isFalse());
            assertThat(tree.onExit()).succeedsWithin(BOUND).isEqualTo(3);
            assertThat(directory.resolve("bye")).hasContent("bye");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CGROUP", "MARKER"})
    void shouldLetTheShortestGraceCountWhenSeveralHalt(Containment containment) throws Exception {
        ExecutionScript script = new ExecutionScript(directory, containment);
        try (ProcessTree tree = script.start(STUBBORN)) {
            script.awaitLife();
            CompletableFuture<Effect> patient =
                    CompletableFuture.supplyAsync(() -> tree.halt(Duration.ofMinutes(5), BOUND));
            await().until(() -> tree.pause(BOUND) instanceof Effect.Overtaken);

            Effect impatient = tree.halt(NO_GRACE, BOUND);

            assertThat(impatient).isInstanceOf(Effect.Gone.class);
            assertThat(patient.get(10, TimeUnit.SECONDS)).isInstanceOf(Effect.Gone.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CGROUP", "MARKER"})
    void shouldLetAHaltWinOverPausesAndResumesUnderWay(Containment containment) throws Exception {
        ExecutionScript script = new ExecutionScript(directory, containment);
        try (ProcessTree tree = script.start(FORK_HAPPY)) {
            script.awaitLife();
            CompletableFuture<Effect> pausing = CompletableFuture.supplyAsync(() -> {
                Effect effect = tree.pause(BOUND);
                while (!(effect instanceof Effect.Overtaken)) {
                    tree.resume();
                    effect = tree.pause(BOUND);
                }
                return effect;
            });

            Effect halted = tree.halt(NO_GRACE, BOUND);

            assertThat(halted).isInstanceOf(Effect.Gone.class);
            assertThat(pausing.get(10, TimeUnit.SECONDS)).isInstanceOf(Effect.Overtaken.class);
            assertThat(tree.resume()).isInstanceOf(Effect.Overtaken.class);
            assertThat(script.carriers()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CGROUP", "MARKER"})
    void shouldTellTheExitOfTheFirstProcessFromTheEndOfTheTree(Containment containment) throws IOException {
        ExecutionScript script = new ExecutionScript(directory, containment);
        try (ProcessTree tree = script.start(ORPHANS_ONLY)) {
            assertThat(tree.onExit()).succeedsWithin(BOUND).isEqualTo(7);
            script.awaitLife();

            assertThat(tree.survivors()).isNotEmpty().doesNotContain(tree.pid());
            assertThat(tree.onEmpty()).isNotDone();

            tree.close();

            assertThat(tree.onEmpty()).succeedsWithin(BOUND);
            assertThat(script.carriers()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CGROUP", "MARKER"})
    void shouldSeeTheEndOfATreeThatEndsByItself(Containment containment) throws IOException {
        ExecutionScript script = new ExecutionScript(directory, containment);
        try (ProcessTree tree = script.start("(sleep 0.3 &); exit 0")) {
            assertThat(tree.onEmpty()).succeedsWithin(BOUND);

            assertThat(tree.survivors()).isEmpty();
            assertThat(tree.pause(BOUND)).isInstanceOf(Effect.Gone.class);
            assertThat(tree.onExit()).succeedsWithin(BOUND).isEqualTo(0);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CGROUP", "MARKER"})
    void shouldNoticeWhenTheWatchmanDies(Containment containment) throws IOException {
        ExecutionScript script = new ExecutionScript(directory, containment);
        try (ProcessTree tree = script.start(HONEST)) {
            assertThat(tree.watchmanLost()).isNotDone();

            script.watchman().destroyForcibly();

            assertThat(tree.watchmanLost()).succeedsWithin(BOUND).isEqualTo(128 + 9);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CGROUP", "MARKER"})
    void shouldLeaveNothingBehindWhenClosed(Containment containment) throws IOException {
        ExecutionScript script = new ExecutionScript(directory, containment);
        ProcessTree tree = script.start(HONEST);
        script.awaitLife();
        ProcessHandle watchman = script.watchman();

        tree.close();

        assertThat(script.carriers()).isEmpty();
        assertThat(watchman.onExit()).succeedsWithin(BOUND);
        assertThat(tree.watchmanLost()).isNotDone();
        tree.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"CGROUP", "MARKER"})
    void shouldGiveTheProgramItsEnvironmentUnchanged(Containment containment) throws IOException {
        ExecutionScript script = new ExecutionScript(directory, containment);
        Map<String, String> odd = new HashMap<>(Map.of("p", "1", "an.odd-name", "two\nlines", "EMPTY", ""));
        Launch launch = new Launch(
                script.executionId,
                List.of("sh", "-c", "cat /proc/$$/environ >$OUT", "name", "a b"),
                directory,
                with(odd, "OUT", directory.resolve("environ").toString()),
                containment);

        try (ProcessTree tree = ProcessTree.start(launch)) {
            assertThat(tree.onExit()).succeedsWithin(BOUND).isEqualTo(0);
        }

        assertThat(Files.readString(directory.resolve("environ")).split("\0"))
                .contains("p=1", "an.odd-name=two\nlines", "EMPTY=")
                .anyMatch(line -> line.matches(Marker.VARIABLE + "=" + script.executionId + ":[0-9a-f]{32}"));
    }

    @ParameterizedTest
    @EnumSource(names = "MARKER")
    void shouldNotClaimAPauseThatWasNotSeen(Containment containment) throws IOException {
        ExecutionScript script = new ExecutionScript(directory, containment);
        try (ProcessTree tree = script.start(HONEST)) {
            script.awaitLife();

            Effect effect = tree.pause(Duration.ZERO);

            assertThat(effect)
                    .isInstanceOfSatisfying(
                            Effect.Unconfirmed.class,
                            unconfirmed -> assertThat(unconfirmed.pids()).contains(tree.pid()));
        }
    }

    @ParameterizedTest
    @EnumSource(names = "MARKER")
    void shouldHoldAPauseAgainstSomebodyElse(Containment containment) throws Exception {
        ExecutionScript script = new ExecutionScript(directory, containment);
        try (ProcessTree tree = script.start(HONEST)) {
            script.awaitLife();
            tree.pause(BOUND);

            List<String> wake = new ArrayList<>(List.of("kill", "-CONT"));
            tree.survivors().forEach(pid -> wake.add(Long.toString(pid)));
            assertThat(new ProcessBuilder(wake).start().waitFor()).isZero();

            await().untilAsserted(
                            () -> assertThat(script.carriers()).isNotEmpty().allMatch(ProcessTreeIT::stopped));
            script.assertStill();
        }
    }

    private static boolean stopped(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .anyMatch(line -> line.startsWith("State:\tT"));
        } catch (IOException vanished) {
            return true;
        }
    }

    private static Map<String, String> with(Map<String, String> map, String name, String value) {
        map.put(name, value);
        return map;
    }
}
