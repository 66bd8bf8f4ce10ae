package dev.holdfast.cli.command.rules;

import dev.holdfast.cli.governance.RulesetSigns.Sign;
import dev.holdfast.record.EvaluatorLiveness;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes what evaluators tell of rulesets.
 *
 * @param signs by partition; empty for one that gave none, of which nothing is known
 */
record StatusText(SortedMap<Integer, Optional<Sign>> signs) {
    /** Whether a partition gave no sign. */
    boolean isUnknown() {
        return signs.values().stream().anyMatch(Optional::isEmpty);
    }

    /** Whether all that gave a sign decide by one ruleset. */
    boolean isOneRuleset() {
        return signs.values().stream()
                        .flatMap(Optional::stream)
                        .map(sign -> sign.told().getRulesetVersion() + " "
                                + sign.told().getRulesetDigest())
                        .distinct()
                        .count()
                <= 1;
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        signs.forEach((partition, sign) -> {
            if (sign.isEmpty()) {
                lines.add("partition " + partition + ": unknown, no sign of an evaluator");
                return;
            }
            EvaluatorLiveness told = sign.get().told();
            lines.add("partition " + partition + ", evaluator " + sign.get().evaluator());
            lines.add("  in force: version " + told.getRulesetVersion()
                    + (told.getRulesetVersion() == 0 ? " (what the evaluator was started with)" : "") + ", digest "
                    + told.getRulesetDigest());
            lines.add("  pending:  "
                    + (told.getPendingVersion() == 0
                            ? "none"
                            : "version " + told.getPendingVersion() + ", digest " + told.getPendingDigest()
                                    + (isAtOnce(told)
                                            ? ", as soon as it is compiled"
                                            : ", from " + told.getPendingActivateAt() + " on")));
            lines.add("  refused:  "
                    + (told.getRefusedReason().isEmpty()
                            ? "none since the evaluator took the partition up"
                            : "version " + version(told) + ", " + told.getRefusedReason() + ": "
                                    + told.getRefusedDetail()));
        });
        if (!isOneRuleset()) {
            lines.add("partitions decide by different rulesets");
        }
        return lines.stream().map(each -> Visible.text(each.replace('\n', ' '))).toList();
    }

    private static boolean isAtOnce(EvaluatorLiveness told) {
        return told.getPendingActivateAt().equals(Instant.EPOCH);
    }

    private static String version(EvaluatorLiveness told) {
        Long version = told.getRefusedVersion();
        return version == null ? "unknown" : version.toString();
    }

    /** The same for scripts; null stands for what is unknown. */
    Map<String, Object> json() {
        var object = new LinkedHashMap<String, Object>();
        object.put("oneRuleset", isUnknown() ? null : isOneRuleset());
        var partitions = new ArrayList<Map<String, Object>>();
        signs.forEach((partition, sign) -> partitions.add(object(partition, sign.orElse(null))));
        object.put("partitions", partitions);
        return object;
    }

    private static Map<String, Object> object(int partition, @Nullable Sign sign) {
        var object = new LinkedHashMap<String, Object>();
        object.put("partition", partition);
        object.put("known", sign != null);
        if (sign == null) {
            return object;
        }
        EvaluatorLiveness told = sign.told();
        object.put("evaluator", sign.evaluator());
        object.put("inForce", ruleset(told.getRulesetVersion(), told.getRulesetDigest()));
        Map<String, Object> pending = null;
        if (told.getPendingVersion() != 0) {
            pending = ruleset(told.getPendingVersion(), told.getPendingDigest());
            pending.put(
                    "activateAt",
                    isAtOnce(told) ? null : told.getPendingActivateAt().toString());
        }
        object.put("pending", pending);
        Map<String, Object> refused = null;
        if (!told.getRefusedReason().isEmpty()) {
            refused = new LinkedHashMap<>();
            refused.put("version", told.getRefusedVersion());
            refused.put("reason", told.getRefusedReason());
            refused.put("why", told.getRefusedDetail());
        }
        object.put("refused", refused);
        return object;
    }

    private static Map<String, Object> ruleset(long version, String digest) {
        var object = new LinkedHashMap<String, Object>();
        object.put("version", version);
        object.put("digest", digest);
        return object;
    }
}
