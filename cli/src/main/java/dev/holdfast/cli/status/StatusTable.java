package dev.holdfast.cli.status;

import dev.holdfast.record.Closure;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Executions as people and scripts read them. */
public final class StatusTable {
    private static final String FORM = "%-32s %-10s %-13s %-10s %-28s %-8s %s";

    private StatusTable() {}

    /** The head of the table. */
    public static String head() {
        return String.format(FORM, "EXECUTION", "STATE", "VERDICT", "SINCE", "COMMAND", "CLOSURE", "FINDINGS");
    }

    /** One line. */
    public static String line(String executionId, ExecutionStatus status, Instant now) {
        String command = status.getCommand() == null
                ? "-"
                : status.getCommand() + " #" + status.getEpoch() + " " + status.getEnforcement()
                        + (status.getEffectiveAfterMillis() == null
                                ? ""
                                : " " + status.getEffectiveAfterMillis() + "ms");
        return String.format(
                        FORM,
                        executionId,
                        status.getState(),
                        status.getVerdict(),
                        age(status.getSince(), now),
                        command,
                        status.getClosure() == Closure.NONE ? "-" : status.getClosure(),
                        String.join(",", codes(status))
                                + failure(status).map(why -> ": " + why).orElse(""))
                .stripTrailing();
    }

    /** All rows with the head. */
    public static List<String> lines(SortedMap<String, ExecutionStatus> rows, Instant now) {
        var lines = new ArrayList<String>();
        lines.add(head());
        rows.forEach((id, status) -> lines.add(line(id, status, now)));
        return lines;
    }

    /** For JSON. */
    public static Map<String, Object> object(String executionId, ExecutionStatus status) {
        var object = new LinkedHashMap<String, Object>();
        object.put("executionId", executionId);
        object.put("state", status.getState().name());
        object.put("since", status.getSince().toString());
        object.put("verdict", status.getVerdict().name());
        object.put("findings", codes(status));
        object.put("ruleFailure", failure(status).orElse(null));
        object.put("epoch", status.getEpoch());
        object.put(
                "command",
                status.getCommand() == null ? null : status.getCommand().name());
        object.put("enforcement", status.getEnforcement().name());
        object.put("effectiveAfterMillis", status.getEffectiveAfterMillis());
        object.put("closure", status.getClosure().name());
        object.put("agent", status.getAgent());
        object.put("initiator", status.getInitiator());
        object.put("tenant", status.getTenant());
        object.put(
                "lastHeartbeatAt",
                status.getLastHeartbeatAt() == null
                        ? null
                        : status.getLastHeartbeatAt().toString());
        object.put("exitCode", status.getExitCode());
        object.put("updatedAt", status.getUpdatedAt().toString());
        return object;
    }

    private static List<String> codes(ExecutionStatus status) {
        return status.getFindings().stream().map(Finding::getCode).distinct().toList();
    }

    /** Which rule failed, and why: of this the code says nothing. */
    private static Optional<String> failure(ExecutionStatus status) {
        return status.getFindings().stream()
                .filter(finding ->
                        dev.holdfast.trust.verdict.Finding.isRuleFailure(finding.getCode(), finding.getRule()))
                .map(Finding::getMessage)
                .findFirst();
    }

    private static String age(Instant since, Instant now) {
        long seconds = Math.max(0, (now.toEpochMilli() - since.toEpochMilli()) / 1_000);
        if (seconds < 120) {
            return seconds + "s ago";
        }
        return seconds < 7_200 ? seconds / 60 + "m ago" : seconds / 3_600 + "h ago";
    }
}
