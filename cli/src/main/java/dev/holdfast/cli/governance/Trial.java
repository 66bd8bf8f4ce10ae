package dev.holdfast.cli.governance;

import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.record.Finding;
import dev.holdfast.record.ShadowDifference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * What is known of the trial of the newest version: how many decisions were compared, and which findings one of the two rulesets has and the other
 * one has not. One thread.
 */
public final class Trial {
    /** Of each finding so many examples are kept. */
    private static final int EXAMPLES = 3;

    private final int partitions;
    private final SortedMap<Integer, EvaluatorLiveness> signs = new TreeMap<>();
    private final SortedMap<Finder, Effect> effects = new TreeMap<>();
    private final Set<String> differing = new TreeSet<>();
    private long version;
    private long changes;

    Trial(int partitions) {
        this.partitions = partitions;
    }

    /**
     * What only one of the rulesets finds.
     *
     * @param added whether it is the one on trial; false: the one in force
     * @param rule the rule that finds it, or {@code floor}
     */
    public record Finder(boolean added, String code, String severity, String rule) implements Comparable<Finder> {
        private static final Comparator<Finder> ORDER = Comparator.comparing(Finder::added)
                .reversed()
                .thenComparing(Finder::code)
                .thenComparing(Finder::severity)
                .thenComparing(Finder::rule);

        @Override
        public int compareTo(Finder other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * How often.
     *
     * @param times how many differences were told in which it has a part
     * @param executions how many executions they are about
     * @param examples some of them
     */
    public record Effect(int times, Set<String> executions, List<TrialFeed.Told> examples) {}

    void take(int partition, EvaluatorLiveness sign) {
        signs.put(partition, sign);
        newer(sign.getShadowVersion());
    }

    void take(TrialFeed.Told told) {
        ShadowDifference difference = told.difference();
        newer(difference.getShadowVersion());
        if (difference.getShadowVersion() != version) {
            return;
        }
        changes++;
        if (!difference.getDiffers()) {
            differing.remove(told.executionId());
            return;
        }
        differing.add(told.executionId());
        Map<String, Finding> inForce = byCode(difference.getFindings());
        Map<String, Finding> tried = byCode(difference.getShadowFindings());
        count(told, true, tried, inForce);
        count(told, false, inForce, tried);
    }

    private void newer(long seen) {
        if (seen > version) {
            version = seen;
            changes = 0;
            effects.clear();
            differing.clear();
        }
    }

    private void count(TrialFeed.Told told, boolean added, Map<String, Finding> these, Map<String, Finding> others) {
        these.forEach((code, finding) -> {
            if (!others.containsKey(code)) {
                var finder = new Finder(
                        added, finding.getCode(), finding.getSeverity().name(), finding.getRule());
                Effect before = effects.getOrDefault(finder, new Effect(0, new HashSet<>(), new ArrayList<>()));
                if (before.executions().add(told.executionId())
                        && before.examples().size() < EXAMPLES) {
                    before.examples().add(told);
                }
                effects.put(finder, new Effect(before.times() + 1, before.executions(), before.examples()));
            }
        });
    }

    private static Map<String, Finding> byCode(List<Finding> findings) {
        var byCode = new LinkedHashMap<String, Finding>();
        findings.forEach(finding -> byCode.putIfAbsent(finding.getSeverity() + ":" + finding.getCode(), finding));
        return byCode;
    }

    /** The newest version that was on trial, or ended one; 0 when none was. */
    public long version() {
        return version;
    }

    /** The digest of what is on trial, as the partitions tell: none, one, or several while they change. */
    public Set<String> digests() {
        var digests = new TreeSet<String>();
        signs.values().stream()
                .map(EvaluatorLiveness::getShadowDigest)
                .filter(digest -> !digest.isEmpty())
                .forEach(digests::add);
        return digests;
    }

    /** How many partitions there are. */
    public int partitions() {
        return partitions;
    }

    /** On how many of them it is asked now. */
    public long asked() {
        return signs.values().stream().filter(this::isAsked).count();
    }

    private boolean isAsked(EvaluatorLiveness sign) {
        return sign.getShadowVersion() == version && !sign.getShadowDigest().isEmpty();
    }

    /** The partitions on which it failed too often to be asked any more. */
    public List<Integer> abandoned() {
        return signs.entrySet().stream()
                .filter(sign -> sign.getValue().getShadowVersion() == version
                        && sign.getValue().getShadowAbandoned())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** How many decisions were compared. */
    public long compared() {
        return sum(EvaluatorLiveness::getShadowCompared);
    }

    /** How many of them differed. */
    public long differed() {
        return sum(EvaluatorLiveness::getShadowDiffering);
    }

    /** In how many of them it failed or ran away. */
    public long failed() {
        return sum(EvaluatorLiveness::getShadowFailed);
    }

    private long sum(ToLongFunction<EvaluatorLiveness> count) {
        return signs.values().stream()
                .filter(sign -> sign.getShadowVersion() == version)
                .mapToLong(count)
                .sum();
    }

    /** How many differences, and changes of them, were told. */
    public long changes() {
        return changes;
    }

    /** The executions that differ now. */
    public Set<String> differing() {
        return Set.copyOf(differing);
    }

    /** What only one of the two finds. */
    public SortedMap<Finder, Effect> effects() {
        return new TreeMap<>(effects);
    }

    boolean isHeardOfEverywhere() {
        return signs.size() == partitions;
    }
}
