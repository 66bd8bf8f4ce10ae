package dev.holdfast.rules.failure;

import dev.holdfast.rules.drl.DrlFile;
import dev.holdfast.rules.drl.DrlRule;
import dev.holdfast.rules.drl.DrlText;
import dev.holdfast.rules.value.NoResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/** Says what went wrong with rules on a fact, once something did. Immutable; any thread. */
public final class Failures {
    private final List<DrlFile> files;

    /** @param files all of a ruleset, in its order; empty when its rules were not read, of which then nothing is said */
    public Failures(List<DrlFile> files) {
        this.files = List.copyOf(files);
    }

    /** A rule that fired. */
    private record Fired(DrlFile file, DrlRule rule, int firings) {
        private String name() {
            return named(file, rule, rule.offset());
        }

        private int sayings() {
            return firings * rule.sayings().size();
        }
    }

    /**
     * Which rule fails, at which place of its file, what fails, and what to do: of several the first, with how many more there are. Empty when none
     * fails by itself.
     */
    public Optional<String> failing(Record facts) {
        var failing = new ArrayList<String>();
        for (DrlFile file : files) {
            for (DrlRule rule : file.rules()) {
                try {
                    RuleRun.firings(rule, facts);
                } catch (NoResult failure) {
                    failing.add(named(file, rule, failure.expression().offset()) + " fails: " + failure.what() + "; "
                            + failure.remedy());
                }
            }
        }
        int more = failing.size() - 1;
        return failing.stream()
                .findFirst()
                .map(first -> more == 0
                        ? first
                        : first + "; " + more + (more == 1 ? " more rule fails" : " more rules fail"));
    }

    /** Which rule says the most, when all together say more than they may. */
    public Optional<String> sayingMost(Record facts, int maximum) {
        List<Fired> fired = fired(facts);
        int all = fired.stream().mapToInt(Fired::sayings).sum();
        return most(fired, Fired::sayings)
                .map(most -> "the rules say " + all + " things of one fact, more than " + maximum
                        + "; the most of them, " + most.sayings() + ", " + most.name()
                        + "; let conditions ask for more, or rules find less");
    }

    /** Which rule fires most often, when all together fire more often than they may. */
    public Optional<String> firingMost(Record facts, int maximum) {
        List<Fired> fired = fired(facts);
        int all = fired.stream().mapToInt(Fired::firings).sum();
        return most(fired, Fired::firings)
                .map(most -> "the rules fire " + all + " times on one fact, more than " + maximum + "; most often, "
                        + times(most.firings()) + ", " + most.name()
                        + "; let conditions ask for more, or take rules out");
    }

    /** The rules whose conditions hold, each as its package, a slash and its name; one that fails does not. */
    public Set<String> holding(Record facts) {
        return names(facts, true);
    }

    /** The rules of which a condition fails, named likewise. */
    public Set<String> failingConditions(Record facts) {
        return names(facts, false);
    }

    private Set<String> names(Record facts, boolean holding) {
        var names = new TreeSet<String>();
        for (DrlFile file : files) {
            for (DrlRule rule : file.rules()) {
                boolean wanted;
                try {
                    wanted = RuleRun.holds(rule, facts) && holding;
                } catch (NoResult failure) {
                    wanted = !holding;
                }
                if (wanted) {
                    names.add(file.packageName() + "/" + rule.name());
                }
            }
        }
        return names;
    }

    private List<Fired> fired(Record facts) {
        var fired = new ArrayList<Fired>();
        for (DrlFile file : files) {
            for (DrlRule rule : file.rules()) {
                try {
                    fired.add(new Fired(file, rule, RuleRun.firings(rule, facts)));
                } catch (NoResult failure) {
                    // It did not come to fire to its end.
                }
            }
        }
        return fired;
    }

    /** The first of those with the most. */
    private static Optional<Fired> most(List<Fired> fired, ToIntFunction<Fired> count) {
        int most = fired.stream().mapToInt(count).max().orElse(0);
        return fired.stream()
                .filter(each -> most > 0 && count.applyAsInt(each) == most)
                .findFirst();
    }

    private static String named(DrlFile file, DrlRule rule, int offset) {
        DrlText.Place place = file.source().at(offset);
        return "rule `" + rule.name() + "` (" + file.source().path() + ":" + place.line() + ")";
    }

    private static String times(int count) {
        return count == 1 ? "once" : count + " times";
    }
}
