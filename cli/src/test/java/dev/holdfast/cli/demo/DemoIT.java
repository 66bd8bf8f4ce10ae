package dev.holdfast.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class DemoIT {
    @Test
    void shouldEndEveryCaseAsExpectedAndLeaveNothingBehind() throws Exception {
        var told = new StringWriter();

        DemoReport report;
        try (var demo = new Demo(new PrintWriter(told), false)) {
            report = demo.run();
        }

        assertThat(report.cases())
                .as(told.toString())
                .hasSize(DemoCase.values().length)
                .allSatisfy(result -> {
                    assertThat(result.why()).as(result.demoCase().label()).isEmpty();
                    assertThat(result.processesLeft())
                            .as(result.demoCase().label())
                            .isZero();
                });
        assertThat(report.passed()).isTrue();
    }
}
