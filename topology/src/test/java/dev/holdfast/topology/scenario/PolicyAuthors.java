package dev.holdfast.topology.scenario;

import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.record.Role;
import dev.holdfast.record.RulesetRecord;
import java.time.Duration;
import java.util.List;

/** Those who publish rules in a scenario, to be in force or on trial, and see by the evaluator's signs of life what came of it. */
public final class PolicyAuthors {
    private final EvaluatorScenario scenario;

    private PolicyAuthors(EvaluatorScenario scenario) {
        this.scenario = scenario;
    }

    /** The authors in a scenario where nobody has vouched for them yet. */
    public static PolicyAuthors in(EvaluatorScenario scenario) {
        scenario.vouch(Acts.authority("authors", Role.POLICY_AUTHOR, Keys.AUTHOR));
        return of(scenario);
    }

    /** The authors, whoever vouched for them. */
    public static PolicyAuthors of(EvaluatorScenario scenario) {
        return new PolicyAuthors(scenario);
    }

    /** Publishes a ruleset that is to be in force, and lets it be taken. */
    public void publish(RulesetRecord ruleset) {
        scenario.send(scenario.rulesetRecord(ruleset, Keys.AUTHOR));
        scenario.advance(Duration.ofMillis(50));
    }

    /** Publishes a ruleset that is to be on trial, or the end of a trial, and lets it be taken. */
    public void tryOut(RulesetRecord ruleset) {
        scenario.send(scenario.shadowRecord(ruleset, Keys.AUTHOR));
        scenario.advance(Duration.ofMillis(50));
    }

    /** The sign of life that the evaluator gives within the next second. */
    public EvaluatorLiveness sign() {
        scenario.advance(Duration.ofSeconds(1));
        List<EvaluatorLiveness> signs = scenario.signsOfLife();
        return signs.get(signs.size() - 1);
    }
}
