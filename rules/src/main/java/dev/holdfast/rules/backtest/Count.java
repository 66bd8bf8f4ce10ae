package dev.holdfast.rules.backtest;

import dev.holdfast.record.Finding;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts findings by rule and code. */
final class Count {
    /** The most rules and codes that are told apart; what a stranger wrote into a file must not fill the memory. */
    static final int MAXIMUM = 10_000;

    private static final Key OTHERS = new Key("(others)", "(others)");

    private final Map<Key, Open> tallies = new LinkedHashMap<>();

    private record Key(String rule, String code) {
        private static Key of(Finding finding) {
            return new Key(finding.getRule(), finding.getCode());
        }
    }

    private static final class Open {
        private Severity severity = Severity.PAUSE;
        private long recorded;
        private long candidate;
        private long appeared;
        private long vanished;
        private final List<Tally.Example> examples = new ArrayList<>();

        /** Keeps it if there are few so far, and none of its execution. */
        private void example(boolean appeared, LineageEntry entry, Finding finding) {
            List<Tally.Example> alike = examples.stream()
                    .filter(each -> each.appeared() == appeared)
                    .toList();
            if (alike.size() < Tally.EXAMPLES
                    && alike.stream().noneMatch(each -> each.executionId().equals(entry.getExecutionId()))) {
                examples.add(new Tally.Example(
                        appeared,
                        entry.getExecutionId(),
                        new Moment(entry.getEntry(), entry.getDecidedAt()),
                        finding.getMessage()));
            }
        }
    }

    void take(LineageEntry entry, List<Finding> now) {
        List<Finding> before = entry.getFindings();
        if (before.isEmpty() && now.isEmpty()) {
            return;
        }
        Map<Key, Finding> were = byKey(before);
        Map<Key, Finding> are = byKey(now);
        were.forEach((key, finding) -> {
            Open open = open(key, finding);
            open.recorded++;
            if (!are.containsKey(key)) {
                open.vanished++;
                open.example(false, entry, finding);
            }
        });
        are.forEach((key, finding) -> {
            Open open = open(key, finding);
            open.candidate++;
            if (!were.containsKey(key)) {
                open.appeared++;
                open.example(true, entry, finding);
            }
        });
    }

    private static Map<Key, Finding> byKey(List<Finding> findings) {
        var byKey = new HashMap<Key, Finding>();
        findings.forEach(finding -> byKey.putIfAbsent(Key.of(finding), finding));
        return byKey;
    }

    private Open open(Key key, Finding finding) {
        Key kept = tallies.containsKey(key) || tallies.size() < MAXIMUM ? key : OTHERS;
        Open open = tallies.computeIfAbsent(kept, any -> new Open());
        if (finding.getSeverity() == Severity.HALT) {
            open.severity = Severity.HALT;
        }
        return open;
    }

    /** All tallies: those that differ first, by how much, then by how often they were found. */
    List<Tally> tallies() {
        return tallies.entrySet().stream()
                .map(each -> tally(each.getKey(), each.getValue()))
                .sorted(Comparator.<Tally>comparingLong(tally -> -(tally.appeared() + tally.vanished()))
                        .thenComparingLong(tally -> -Math.max(tally.recorded(), tally.candidate()))
                        .thenComparing(Tally::code)
                        .thenComparing(Tally::rule))
                .toList();
    }

    private static Tally tally(Key key, Open open) {
        return new Tally(
                key.rule(),
                key.code(),
                open.severity,
                open.recorded,
                open.candidate,
                open.appeared,
                open.vanished,
                open.examples);
    }
}
