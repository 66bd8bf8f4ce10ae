package dev.holdfast.bench.decide;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Who decides. Each is loaded only when it is asked for, so that one that cannot be loaded leaves the others alone. */
final class Subjects {
    static final String OURS = "Holdfast";
    static final String CEDAR = "Cedar";
    static final String CEL = "CEL";
    static final String EASY_RULES = "Easy Rules";

    private static final Map<String, Supplier<Subject>> ALL = new LinkedHashMap<>();

    static {
        ALL.put(OURS, HoldfastSubject::new);
        ALL.put("Java by hand", HandWritten::new);
        ALL.put(CEDAR, CedarSubject::new);
        ALL.put(CEL, CelSubject::new);
        ALL.put(EASY_RULES, EasyRulesSubject::new);
        ALL.put("Drools as usual", PlainDrools::new);
    }

    private Subjects() {}

    static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /**
     * Rules made ready by one of them, after it has given the right answer to every situation.
     *
     * @throws Exception when it cannot
     * @throws LinkageError when what it needs is not there
     * @throws IllegalStateException when it gives another answer; its message says to what
     */
    static Subject.Ready ready(String name, int rules) throws Exception {
        Supplier<Subject> subject = ALL.get(name);
        if (subject == null) {
            throw new IllegalArgumentException("expected one of " + names() + ", found `" + name + "`");
        }
        List<Clause> clauses = RuleTable.clauses(rules);
        Subject.Ready ready = subject.get().prepare(clauses);
        for (Situation situation : RuleTable.situations()) {
            Answer expected = RuleTable.answer(clauses, situation);
            Answer found = ready.decide(ready.input(situation));
            if (found != expected) {
                ready.close();
                throw new IllegalStateException(name + " does not decide as the rules say: expected " + expected
                        + ", found " + found + " for " + situation);
            }
        }
        return ready;
    }
}
