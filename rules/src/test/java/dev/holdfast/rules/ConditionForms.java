package dev.holdfast.rules;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The forms of conditions that the policy knows, crossed with one another: some thousand, a few of which it refuses. */
public final class ConditionForms {
    /** Those that meant one thing at first and another later, before what they compute was a call. */
    static final List<String> KNOWN = List.of(
            "missedHeartbeats / sequenceGap > 3",
            "sequenceGap != 0 && missedHeartbeats / sequenceGap > 3",
            "counters[\"q\"] != null && counters[\"q\"] - 2 > 3",
            "$n : sequenceGap, 7 % $n == 0",
            "counters[\"q\"] % counters[\"q\"] == 1",
            "depth / 2 > 1",
            "(depth + sequenceGap) + 2 <= sequenceGap",
            "depth != sequenceGap * counters[\"q\"]",
            "7 < counters[\"q\"] - counters[\"r\"]",
            "agent not contains evidence[\"none\"]",
            "evidence.get(\"y\") not contains evidence.get(\"y\")",
            "$t : tenant, $t contains evidence[\"x\"]",
            "evidence[\"x\"] not matches \"null\"",
            "evidence[\"x\"] matches \"null\"",
            "-counters[\"q\"] > 2",
            "evidence[\"x\"].length() > 3",
            "$b : ratesExceeded contains \"a\"",
            "$b : depth + 1 > 1, $b < 9");

    private static final List<String> NUMBERS = List.of(
            "depth",
            "sequenceGap",
            "counters[\"q\"]",
            "counters.get(\"r\")",
            "counter(\"q\")",
            "agent.length()",
            "counters.size()",
            "evidence[\"x\"].length()",
            "0",
            "7",
            "-1",
            "-depth",
            "86400000000",
            "$n",
            "$m",
            "$f.sequenceGap()");
    private static final List<String> TEXTS = List.of(
            "agent",
            "tenant",
            "evidence[\"x\"]",
            "evidence.get(\"y\")",
            "evidence[\"none\"]",
            "\"a\"",
            "\"\"",
            "\"null\"",
            "$t",
            "$u",
            "$f.agent()",
            "evidence[agent]");
    private static final Map<String, String> BINDINGS = new TreeMap<>(Map.of(
            "$n", "$n : sequenceGap",
            "$m", "$m : counters[\"q\"]",
            "$t", "$t : tenant",
            "$u", "$u : evidence[\"y\"]",
            "$l", "$l : ratesExceeded"));

    private final Set<String> forms = new LinkedHashSet<>();

    private ConditionForms() {
        NUMBERS.forEach(this::ofNumber);
        TEXTS.forEach(this::ofText);
        ofOthers();
    }

    /** Left sides of rules, in an order that is the same each time. */
    public static List<String> all() {
        return new ConditionForms()
                .forms.stream().flatMap(form -> patterns(form).stream()).toList();
    }

    /** With what it needs bound: in the same pattern, and in one before it. */
    static List<String> patterns(String form) {
        List<String> bound = new ArrayList<>();
        BINDINGS.forEach((name, binding) -> {
            if (form.contains(name) && !form.contains(binding)) {
                bound.add(binding);
            }
        });
        String before = String.join(", ", bound);
        if (form.contains("$f")) {
            return List.of("$f : ExecutionFacts( " + before + " ) ExecutionFacts( " + form + " )");
        }
        return bound.isEmpty()
                ? List.of("ExecutionFacts( " + form + " )")
                : List.of(
                        "ExecutionFacts( " + before + ", " + form + " )",
                        "ExecutionFacts( " + before + " ) ExecutionFacts( " + form + " )");
    }

    private void ofNumber(String one) {
        for (String other : NUMBERS) {
            for (String relation : List.of("==", "!=", "<", ">=")) {
                forms.add(one + " " + relation + " " + other);
            }
            for (String sign : List.of("+", "-", "*", "/", "%")) {
                String computed = one + " " + sign + " " + other;
                forms.add(computed + " > 3");
                forms.add("depth != " + computed);
                forms.add("(" + computed + ") * 2 - 1 <= sequenceGap");
            }
        }
        for (String form : List.of(
                "%s in (0, 1, 7)",
                "%s not in (depth, 3)",
                "%s == null",
                "%s != null",
                "-%s > 2",
                "!(%s > 2)",
                "%s > 0 && < 9",
                "%s > 0 || < -3",
                "(%s > 2) == heartbeatSeen",
                "heartbeatSeen == true && %s != 3 || depth == 1",
                "$b : %s, $b * 2 > 1",
                "$b : %s > 1, $b < 9",
                "%s + 9223372036854775807 > 0")) {
            forms.add(form.formatted(one));
        }
    }

    private void ofText(String one) {
        for (String other : TEXTS) {
            for (String form : List.of(
                    "%s == %s",
                    "%s != %s",
                    "%s contains %s",
                    "%s not contains %s",
                    "%s in (%s, \"b\")",
                    "%s not in (\"b\", %s)",
                    "%s.contains(%s)",
                    "!%s.startsWith(%s)",
                    "%s.endsWith(%s)")) {
                forms.add(form.formatted(one, other));
            }
        }
        for (String form : List.of(
                "%s == null",
                "%s != null",
                "%s.empty == true",
                "!%s.isEmpty()",
                "%s matches \"a.*\"",
                "%s not matches \"\"",
                "%s matches \"null\"",
                "%s not matches \"null\"",
                "%s memberOf ratesExceeded",
                "%s not memberOf $l",
                "ratesExceeded contains %s",
                "ratesExceeded not contains %s",
                "ratesExceeded.contains(%s)",
                "!counters.containsKey(%s)",
                "counters[%s] > 3",
                "counter(%s) > 3",
                "$b : %s != \"\", $b.length() > 1",
                "$b : %s, $b contains \"o\"",
                "%s == \"a\" || == \"worker\"")) {
            forms.add(form.formatted(one));
        }
    }

    private void ofOthers() {
        forms.addAll(List.of(
                "ratesExceeded.empty == true",
                "$l.size() > 1",
                "ratesExceeded == budgetsExceeded",
                "evidence != metadata",
                "counters == budgets",
                "heartbeatSeen",
                "!heartbeatSeen",
                "heartbeatSeen != grantPresent",
                "heartbeatSeen == (depth > 3)",
                "!(heartbeatSeen && depth > 3)",
                "state == TrustState.PAUSED",
                "state not in (TrustState.PAUSED, TrustState.HALTED)",
                "identity == policy",
                "$s : identity, $s != policy",
                "$s : heartbeatSeen, $s",
                "$s : heartbeatSeen, !$s"));
    }
}
