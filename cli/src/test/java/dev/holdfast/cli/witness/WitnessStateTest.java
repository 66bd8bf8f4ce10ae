package dev.holdfast.cli.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.lineage.note.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init")
class WitnessStateTest {
    private static final Checkpoint SEVEN = new GrowingLog(20, 20).checkpoint(7);
    private static final Checkpoint NINE = new GrowingLog(20, 20).checkpoint(9);

    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("state");
    }

    @Test
    void shouldRememberWhatItWasToldAfterItHasEnded() throws IOException {
        try (WitnessState state = WitnessState.create(file())) {
            assertThat(state.latest(GrowingLog.ORIGIN)).isEmpty();
            assertThat(state.advance(Optional.empty(), SEVEN)).isTrue();
            assertThat(state.advance(Optional.empty(), NINE))
                    .as("somebody was quicker")
                    .isFalse();
            assertThat(state.advance(Optional.of(SEVEN), NINE)).isTrue();
        }

        try (WitnessState again = WitnessState.open(file())) {
            assertThat(again.latest(GrowingLog.ORIGIN)).hasValue(NINE);
            assertThat(again.logs()).isEqualTo(1);
        }
    }

    @Test
    void shouldNotBeginAnewUnlessToldAndNeverOverWhatIsThere() throws IOException {
        assertThatThrownBy(() -> WitnessState.open(file()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("found none; restore it, or give --new-state");
        WitnessState.create(file()).close();

        assertThatThrownBy(() -> WitnessState.create(file()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("found one; leave out --new-state");
        WitnessState.open(file()).close();
    }

    @Test
    void shouldBeForOneWitnessAtATime() throws IOException {
        try (WitnessState held = WitnessState.create(file())) {
            assertThatThrownBy(() -> WitnessState.open(file()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use by another");
            assertThat(held.logs()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"empty", "cut", "flipped", "older version", "more lines", "no digest", "two lines of a log"})
    void shouldRefuseAStateThatIsDamaged(String damage) throws IOException {
        try (WitnessState state = WitnessState.create(file())) {
            state.advance(Optional.empty(), SEVEN);
        }
        byte[] sound = Files.readAllBytes(file());
        String text = new String(sound, StandardCharsets.UTF_8);
        String changed = switch (damage) {
            case "empty" -> "";
            case "cut" -> text.substring(0, text.length() / 2);
            case "flipped" -> text.replace(" 7 ", " 6 ");
            case "older version" -> text.replace("state 1", "state 0");
            case "more lines" -> text + "x\n";
            case "no digest" -> text.substring(0, text.indexOf("sha256"));
            default -> text.replace("sha256", text.lines().toList().get(1) + "\nsha256");
        };
        Files.writeString(file(), changed);

        assertThatThrownBy(() -> WitnessState.open(file()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged")
                .hasMessageContaining("could cosign a fork");
        Files.write(file(), sound);
        WitnessState.open(file()).close();
    }

    @Test
    void shouldNotCountWhatTheDiskRefused() throws IOException {
        WitnessState.create(file()).close();
        try (WitnessState state = WitnessState.open(file(), (path, content) -> {
            throw new IOException("no space left");
        })) {
            assertThatThrownBy(() -> state.advance(Optional.empty(), SEVEN)).isInstanceOf(UncheckedIOException.class);

            assertThat(state.latest(GrowingLog.ORIGIN)).isEmpty();
        }
    }
}
