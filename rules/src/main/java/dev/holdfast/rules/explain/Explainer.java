package dev.holdfast.rules.explain;

import dev.holdfast.record.FactValue;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Probes;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.drl.DrlFile;
import dev.holdfast.rules.drl.DrlReader;
import dev.holdfast.rules.drl.DrlRule;
import dev.holdfast.rules.drl.DrlText;
import dev.holdfast.rules.hindsight.Hindsight;
import dev.holdfast.rules.hindsight.Rejudged;
import dev.holdfast.trust.facts.FactSnapshot;
import dev.holdfast.trust.facts.MalformedFacts;
import dev.holdfast.trust.verdict.Finding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Explains decisions that were made by one ruleset. One thread at a time; close it when done. */
public final class Explainer implements AutoCloseable {
    private final List<DrlFile> files;
    private final CompiledRuleset compiled;
    private final Hindsight hindsight;

    /** @throws CompiledRuleset.Broken when the ruleset breaks the policy for rules, or does not compile */
    public Explainer(Ruleset ruleset) throws CompiledRuleset.Broken {
        this.compiled = CompiledRuleset.compile(ruleset);
        this.files = ruleset.files().stream()
                .map(file -> DrlReader.read(new DrlText(file.path(), file.text())))
                .toList();
        this.hindsight = new Hindsight(compiled);
    }

    /**
     * Why a decision was what it was. The entry must name this ruleset for the answer to mean anything.
     *
     * @throws MalformedFacts when the entry holds no facts that could have been judged; its message names the property
     */
    public Explanation explain(LineageEntry entry) throws MalformedFacts {
        Rejudged again = hindsight.judge(entry);
        return new Explanation(entry, again, strangeProperties(entry, again.facts()), accounts(again));
    }

    private List<RuleAccount> accounts(Rejudged again) {
        Record facts = again.facts();
        Fired holding = fired(again);
        var accounts = new ArrayList<RuleAccount>();
        for (DrlFile file : files) {
            for (DrlRule rule : file.rules()) {
                if (isAbout(rule, facts)) {
                    boolean fired = holding.includes(file, rule);
                    List<Finding> findings = again.findings().stream()
                            .filter(finding -> fired && finding.rule().equals(rule.name()))
                            .toList();
                    accounts.add(new RuleReading(file, rule, facts).account(fired, findings));
                }
            }
        }
        return accounts;
    }

    /**
     * The rules that fired.
     *
     * @param holding by package, a slash and name, whose conditions held
     * @param heard by name, that are known to have fired by what they said alone
     */
    private record Fired(Set<String> holding, Set<String> heard) {
        private boolean includes(DrlFile file, DrlRule rule) {
            return holding.contains(file.packageName() + "/" + rule.name()) || heard.contains(rule.name());
        }
    }

    private Fired fired(Rejudged again) {
        try (Probes probes = Probes.of(compiled)) {
            return new Fired(probes.holding(again.facts()), Set.of());
        } catch (RuntimeException e) {
            // The finding RULE_ERROR says what failed. What the engine heard all the same are the baseline, asked by
            // itself, and those that spoke before the failure; rules whose conditions held and that were not asked any
            // more show as not understood.
            Set<String> holding = ofBaseline(again.facts());
            var heard = new HashSet<String>();
            again.findings().forEach(finding -> heard.add(finding.rule()));
            if (again instanceof Rejudged.OfRequest request) {
                request.outcome().grounds().forEach(ground -> heard.add(ground.getRule()));
            }
            holding.forEach(each -> heard.remove(each.substring(each.indexOf('/') + 1)));
            return new Fired(holding, heard);
        }
    }

    private Set<String> ofBaseline(Record facts) {
        try (Probes probes = Probes.ofBaseline(compiled)) {
            return probes.holding(facts);
        } catch (RuntimeException e) {
            return Set.of();
        }
    }

    private static boolean isAbout(DrlRule rule, Record facts) {
        return rule.condition().facts().allMatch(fact -> fact.type().fact() == facts.getClass());
    }

    private static List<String> strangeProperties(LineageEntry entry, Record facts) {
        var here = new HashSet<>(FactSnapshot.propertyNames(facts.getClass()));
        var strange = new TreeSet<String>();
        for (FactValue value : entry.getFacts()) {
            if (!here.remove(value.getName())) {
                strange.add(value.getName());
            }
        }
        strange.addAll(here);
        return List.copyOf(strange);
    }

    @Override
    public void close() {
        hindsight.close();
    }
}
