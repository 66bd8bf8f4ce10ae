package dev.holdfast.cli.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one case ended.
 *
 * @param demoCase which
 * @param executionId its execution
 * @param expected how it had to end, for people
 * @param passed whether it did
 * @param state where the execution stands by the evaluator
 * @param findings codes of all findings and dead letters on the way
 * @param enforcement how a denial took effect: {@code EFFECTIVE} acknowledged, {@code LEASE} by the executor's own lease, {@code NONE}
 * @param processesLeft counted in the process table afterwards
 * @param detectionMillis from the sending of the violating record to the receipt of the command; null where there is no command
 * @param effectiveMillis from the same moment to the last process stopped; null where nothing had to stop
 * @param why what was not as it should be; empty when it passed
 */
public record CaseResult(
        DemoCase demoCase,
        String executionId,
        String expected,
        boolean passed,
        String state,
        List<String> findings,
        String enforcement,
        int processesLeft,
        @Nullable Double detectionMillis,
        @Nullable Double effectiveMillis,
        String why) {
    public CaseResult {
        findings = List.copyOf(findings);
    }

    /** For JSON. */
    Map<String, Object> object() {
        var object = new LinkedHashMap<String, Object>();
        object.put("case", demoCase.label());
        object.put("executionId", executionId);
        object.put("expected", expected);
        object.put("passed", passed);
        object.put("state", state);
        object.put("findings", findings);
        object.put("enforcement", enforcement);
        object.put("processesLeft", processesLeft);
        object.put("detectionMillis", detectionMillis);
        object.put("effectiveMillis", effectiveMillis);
        object.put("why", why);
        return object;
    }
}
