package dev.holdfast.cli.command.rules;

import dev.holdfast.scenarios.play.Outcome;
import dev.holdfast.scenarios.suite.PackResult;
import java.util.List;

/** Results as CI systems read them: JUnit's XML, a suite for each pack and a case for each scenario. */
final class JunitReport {
    private JunitReport() {}

    static String of(List<PackResult> results) {
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
        for (PackResult result : results) {
            int faults = result.faults().isEmpty() ? 0 : 1;
            xml.append("  <testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"%d\">\n"
                    .formatted(Markup.text(result.pack()), result.outcomes().size() + faults, result.failed(), faults));
            if (faults > 0) {
                xml.append("    <testcase classname=\"%s\" name=\"can be tested\">\n"
                        .formatted(Markup.text(result.pack())));
                xml.append("      <error message=\"%s\">"
                        .formatted(Markup.text(result.faults().get(0))));
                result.faults().forEach(fault -> xml.append(Markup.text(fault)).append('\n'));
                xml.append("</error>\n    </testcase>\n");
            }
            result.outcomes().forEach(outcome -> append(xml, result.pack(), outcome));
            xml.append("  </testsuite>\n");
        }
        return xml.append("</testsuites>\n").toString();
    }

    private static void append(StringBuilder xml, String pack, Outcome outcome) {
        xml.append("    <testcase classname=\"%s\" name=\"%s\" file=\"%s\""
                .formatted(
                        Markup.text(pack),
                        Markup.text(outcome.scenario().name()),
                        Markup.text(outcome.scenario().path())));
        if (outcome.passed()) {
            xml.append("/>\n");
            return;
        }
        long wrong = outcome.rows().stream().filter(Outcome.Row::isWrong).count();
        xml.append(">\n      <failure message=\"%s\">\n".formatted(Visible.counted(wrong, "difference")));
        TestText.timeline(outcome).forEach(line -> xml.append(Markup.text(line)).append('\n'));
        xml.append("</failure>\n    </testcase>\n");
    }
}
