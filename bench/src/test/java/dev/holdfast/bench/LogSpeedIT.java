package dev.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LogSpeedIT {
    @Test
    void shouldCoverEveryEntry() {
        var out = new StringWriter();

        int status = new CommandLine(new LogSpeed())
                .setOut(new PrintWriter(out))
                .execute("--per-second=200", "--seconds=1", "--warm-up-seconds=1", "--partitions=2", "--made=50");

        assertThat(status).as(out.toString()).isZero();
        assertThat(out.toString())
                .contains("400 of 400 entries stand under a checkpoint")
                .contains("(200 entries after the warm-up)");
    }
}
