package dev.holdfast.executor.process.containment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.executor.process.linux.Proc;
import dev.holdfast.executor.process.linux.ProcStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks at process tables made of files. Only looks: a signal would go to the real owners of these pids. */
class MarkerEnclosureTest {
    private static final long STARTED = 5000;
    private final Marker marker = Marker.fresh("jobs/nightly");

    @TempDir
    Path root;

    private MarkerEnclosure enclosure;

    @BeforeEach
    void enclose() throws IOException {
        process(100, 1, STARTED, carrying(marker));
        Proc proc = Proc.at(root);
        ProcStat first = proc.stat(100).orElseThrow();
        enclosure = new MarkerEnclosure(proc, marker, first);
    }

    @Test
    void shouldFindOrphansByMarkerAndOthersByDescent() throws IOException {
        process(101, 1, STARTED + 1, carrying(marker));
        process(102, 101, STARTED + 1, "WIPED=1\0");
        process(103, 102, STARTED + 1, "WIPED=1\0");

        Sighting seen = enclosure.look();

        assertThat(seen.alive()).containsExactlyInAnyOrder(100L, 101L, 102L, 103L);
        assertThat(seen.clear()).isTrue();
    }

    @Test
    void shouldFindProcessesOfExecutionsInsideThisOne() throws IOException {
        process(
                101,
                1,
                STARTED + 1,
                Marker.OUTER_VARIABLE + "=" + marker.text() + " x:1\0" + carrying(Marker.fresh("x/y")));

        assertThat(enclosure.look().alive()).containsExactlyInAnyOrder(100L, 101L);
    }

    @Test
    void shouldLeaveStrangersAlone() throws IOException {
        process(50, 1, STARTED - 1, carrying(marker)); // older than the tree: cannot have inherited the marker
        process(101, 1, STARTED + 1, carrying(Marker.fresh("jobs/nightly")));
        process(102, 101, STARTED + 1, "A=b\0");

        assertThat(enclosure.look().alive()).containsExactly(100L);
    }

    @Test
    void shouldNotTakeTheNextOwnerOfAPidForAMember() throws IOException {
        enclosure.look();
        process(100, 1, STARTED + 70, "A=b\0");

        Sighting seen = enclosure.look();

        assertThat(seen.gone()).isTrue();
    }

    @Test
    void shouldRememberAMemberThatWipedItsEnvironmentAndLostItsParent() throws IOException {
        process(101, 100, STARTED + 1, carrying(marker));
        enclosure.look();
        process(101, 1, STARTED + 1, "");

        assertThat(enclosure.look().alive()).containsExactlyInAnyOrder(100L, 101L);
    }

    @Test
    void shouldProveNothingWhileANewProcessShowsNoEnvironment() throws IOException {
        process(101, 1, STARTED + 1, "");

        assertThat(enclosure.look().clear()).isFalse();

        process(101, 1, STARTED + 1, carrying(marker));
        Sighting afterwards = enclosure.look();
        assertThat(afterwards.clear()).isTrue();
        assertThat(afterwards.alive()).contains(101L);
    }

    @Test
    void shouldTakeAProcessForAStrangerThatNeverShowsAnEnvironment() throws IOException {
        process(101, 1, STARTED + 1, "");
        for (int looks = 0; looks < 4; looks++) {
            enclosure.look();
        }

        Sighting seen = enclosure.look();

        assertThat(seen.clear()).isTrue();
        assertThat(seen.alive()).containsExactly(100L);
    }

    @Test
    void shouldFindAMarkerAcrossTheChunksOfALongEnvironment() throws IOException {
        for (int filling = 32 * 1024 - 60; filling < 32 * 1024 + 2; filling++) {
            process(101, 1, STARTED + filling, "F=" + "x".repeat(filling) + "\0" + carrying(marker));

            assertThat(enclosure.look().alive()).as("filling %d", filling).contains(101L);
        }
    }

    private static String carrying(Marker marker) {
        return Marker.VARIABLE + "=" + marker.text() + "\0";
    }

    private void process(long pid, long parent, long startTicks, String environment) throws IOException {
        Path directory = Files.createDirectories(root.resolve(Long.toString(pid)));
        Files.writeString(
                directory.resolve("stat"),
                pid + " (p) S " + parent + " 1 1 0 -1 0 0 0 0 0 1 1 0 0 20 0 1 0 " + startTicks + " 4096 1 0\n");
        Files.writeString(directory.resolve("environ"), environment);
    }
}
