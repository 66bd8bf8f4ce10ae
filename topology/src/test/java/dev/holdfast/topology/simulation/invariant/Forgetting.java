package dev.holdfast.topology.simulation.invariant;

import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import java.util.SortedMap;

/**
 * Stores do not grow: what has ended leaves once its grant and its retention are over, and of governance there is no more than was sent. As all have been silent
 * for long enough at the end, this also says that silence is noticed, whatever became of ticks and clocks.
 */
public final class Forgetting implements Invariant {
    // The ruleset in force, the one before that is next, how far it was carried out, and the same of a trial.
    private static final int OF_RULESETS = 5;

    // The run of inputs that goes on, and up to when inputs were taken. How many wait for a grant is not there when
    // nobody does.
    private static final int OF_INPUTS = 2;

    @Override
    public void ended(Ending ending) {
        SortedMap<String, byte[]> executions = ending.task().content(EvaluatorScenario.STORE);
        executions.forEach((id, state) -> {
            throw new Broken(
                    id,
                    "expected it to be forgotten by now, found it "
                            + States.read(state).getState());
        });
        int acts = ending.task().content(EvaluatorScenario.ACTS).size();
        int sent = ending.partition().committed(Topic.GOVERNANCE).size();
        Broken.unless(
                acts <= sent + OF_RULESETS, "*", "expected at most " + sent + " acts of governance, found " + acts);
        int kept = ending.task().content(EvaluatorScenario.ORDER).size();
        Broken.unless(
                kept <= OF_INPUTS, "*", "expected nobody to wait for a grant any more, found " + kept + " entries");
    }
}
