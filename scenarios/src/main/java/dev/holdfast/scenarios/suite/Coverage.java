package dev.holdfast.scenarios.suite;

import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Probes;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.drl.DrlFile;
import dev.holdfast.rules.drl.DrlRule;
import dev.holdfast.rules.vary.Atom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What scenarios have seen of rules, about executions and about requests.
 *
 * @param rules in the order of files and places
 */
public record Coverage(List<Rule> rules) {
    private static final String PROBES = "dev.holdfast.packs.probe";

    /**
     * A rule.
     *
     * @param line from 1
     * @param fired whether its conditions have held together
     */
    public record Rule(String path, int line, String name, boolean fired, List<Seen> conditions) {}

    /**
     * A condition.
     *
     * @param line from 1
     * @param text as DRL
     * @param held whether it has held
     * @param failed whether it has failed
     */
    public record Seen(int line, String text, boolean held, boolean failed) {}

    /** How many things there are to see: each rule fire, each condition hold and fail. */
    public long total() {
        return rules.stream()
                .mapToLong(rule -> 1 + 2L * rule.conditions().size())
                .sum();
    }

    /** How many were seen. */
    public long seen() {
        return rules.stream()
                .mapToLong(rule -> (rule.fired() ? 1 : 0)
                        + rule.conditions().stream()
                                .mapToLong(each -> (each.held() ? 1 : 0) + (each.failed() ? 1 : 0))
                                .sum())
                .sum();
    }

    /** How much was seen, in whole percent, rounded down; 100 when there is nothing to see. */
    public int percent() {
        return total() == 0 ? 100 : (int) (100 * seen() / total());
    }

    /** What these facts, seen one by one, show of the rules. */
    static Coverage of(List<DrlFile> files, Collection<? extends Record> facts) {
        var probes = new ArrayList<DrlFile>();
        var atomsOf = new HashMap<DrlRule, List<Atom>>();
        for (DrlFile file : files) {
            for (DrlRule rule : judging(file)) {
                List<Atom> atoms = Atom.of(file, rule);
                atomsOf.put(rule, atoms);
                probes.add(probe(file, probes.size(), rule));
                atoms.forEach(atom -> probes.add(probe(file, probes.size(), atom.probe())));
            }
        }
        if (probes.isEmpty()) {
            return new Coverage(List.of());
        }
        var held = new HashMap<Integer, Integer>();
        try (Probes session = Probes.of(Probes.compile(Ruleset.baseline(), probes))) {
            for (Record each : facts) {
                for (String holding : session.holdingEach(each)) {
                    int number = Integer.parseInt(holding.substring(PROBES.length(), holding.indexOf('/')));
                    held.merge(number, 1, Integer::sum);
                }
            }
        } catch (CompiledRuleset.Broken e) {
            throw new IllegalStateException("expected parts of rules to compile as their rules did", e);
        }
        var counts = new HashMap<Class<? extends Record>, Integer>();
        facts.forEach(each -> counts.merge(each.getClass(), 1, Integer::sum));
        return counted(files, atomsOf, held, counts);
    }

    private static Coverage counted(
            List<DrlFile> files,
            Map<DrlRule, List<Atom>> atomsOf,
            Map<Integer, Integer> held,
            Map<Class<? extends Record>, Integer> facts) {
        var rules = new ArrayList<Rule>();
        int number = 0;
        for (DrlFile file : files) {
            for (DrlRule rule : judging(file)) {
                boolean fired = held.containsKey(number++);
                int seeing =
                        kindOf(rule).map(kind -> facts.getOrDefault(kind, 0)).orElse(0);
                var seen = new ArrayList<Seen>();
                for (Atom atom : atomsOf.getOrDefault(rule, List.of())) {
                    int times = held.getOrDefault(number++, 0);
                    seen.add(new Seen(atom.line(), atom.text(), times > 0, times < seeing));
                }
                rules.add(new Rule(
                        file.source().path(),
                        file.source().at(rule.offset()).line(),
                        rule.name(),
                        fired,
                        List.copyOf(seen)));
            }
        }
        return new Coverage(List.copyOf(rules));
    }

    /** Rules about one kind of facts; one over several never has them together. */
    static List<DrlRule> judging(DrlFile file) {
        return file.rules().stream().filter(rule -> kindOf(rule).isPresent()).toList();
    }

    private static Optional<Class<? extends Record>> kindOf(DrlRule rule) {
        List<Class<? extends Record>> kinds = rule.condition()
                .facts()
                .<Class<? extends Record>>map(fact -> fact.type().fact())
                .distinct()
                .toList();
        return kinds.size() == 1 ? Optional.of(kinds.get(0)) : Optional.empty();
    }

    private static DrlFile probe(DrlFile file, int number, DrlRule rule) {
        return new DrlFile(file.source(), PROBES + number, List.of(rule), List.of());
    }
}
