package dev.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class PublishDelayIT {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return new CommandLine(new PublishDelay())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    /** Longer than the 5 s from one lease of an execution to the next, so that each turn has some. */
    private static final String SECONDS = "--seconds=6";

    @Test
    void shouldMeasureWithAndWithoutPublishing() {
        int status = run(
                "--executions=8", SECONDS, "--every=2", "--turns=1", "--partitions=2", "--packs=../rules/packs/batch");

        assertThat(status).as("%s%s", out, err).isZero();
        assertThat(out.toString())
                .containsPattern("in force on 2 partitions: the first after \\d+ ms; of [1-9]\\d* others the median")
                .containsPattern("nothing published: p50 \\d+, .*\\([1-9]\\d* leases\\)")
                .containsPattern("rulesets published: p50 \\d+, .*\\([1-9]\\d* leases\\)")
                .contains("lost 0;");
    }
}
