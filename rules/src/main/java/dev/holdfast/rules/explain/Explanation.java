package dev.holdfast.rules.explain;

import dev.holdfast.record.Dimension;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.rules.hindsight.Hindsight;
import dev.holdfast.rules.hindsight.Rejudged;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.verdict.Check;
import dev.holdfast.trust.verdict.Finding;
import java.util.Arrays;
import java.util.List;

/**
 * Why a decision was what it was.
 *
 * @param entry as it was recorded
 * @param again what its facts come to when they are judged again by the ruleset that it names
 * @param strangeProperties properties that the entry has and this version does not, or the other way round: it was written by another version
 * @param accounts every rule about facts of that kind
 */
public record Explanation(
        LineageEntry entry, Rejudged again, List<String> strangeProperties, List<RuleAccount> accounts) {
    public Explanation {
        strangeProperties = List.copyOf(strangeProperties);
        accounts = List.copyOf(accounts);
    }

    /**
     * Whether judging again comes to what the entry records. If not, the entry, its facts or the ruleset are not what they were, or another version
     * wrote them. Entries after an execution's end keep the findings that ended it; of them nothing is to be compared.
     */
    public boolean agrees() {
        return Hindsight.isAfterTheEnd(entry)
                || (entry.getVerdict() == again.verdict()
                        && entry.getFindings()
                                .equals(again.findings().stream()
                                        .map(Finding::toRecord)
                                        .toList()));
    }

    /** Rules that fired, in the order of files. */
    public List<RuleAccount> fired() {
        return accounts.stream().filter(RuleAccount::fired).toList();
    }

    /** Rules that nearly fired, nearest first. */
    public List<RuleAccount> near() {
        return accounts.stream()
                .filter(RuleAccount::nearlyFired)
                .sorted(RuleAccount.BY_NEARNESS)
                .toList();
    }

    /** How many rules were far from firing. */
    public long far() {
        return accounts.stream()
                .filter(account -> !account.fired() && !account.nearlyFired())
                .count();
    }

    /** What no rule found, but the code below all rules. */
    public List<Finding> ofTheFloor() {
        return again.findings().stream()
                .filter(finding -> finding.rule().equals(Finding.FLOOR))
                .toList();
    }

    /** The dimensions that were not verified; none for a request. */
    public List<Dimension> unverified() {
        return again.facts() instanceof ExecutionFacts facts
                ? Arrays.stream(Dimension.values())
                        .filter(dimension -> facts.check(dimension) != Check.VERIFIED)
                        .toList()
                : List.of();
    }
}
