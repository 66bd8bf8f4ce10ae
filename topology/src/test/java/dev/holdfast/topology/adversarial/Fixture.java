package dev.holdfast.topology.adversarial;

import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.trust.intake.Rejection.Reason;
import java.util.function.Consumer;

/**
 * One defect.
 *
 * @param name what is wrong with the record
 * @param expected what comes of it
 * @param recipe how it is made
 */
record Fixture(String name, Expected expected, Recipe recipe) {

    /** Makes the record from good ones, when the victim and its neighbour have their leases. */
    @FunctionalInterface
    interface Recipe {
        Input make(Scene scene);
    }

    /** What comes of a record. */
    sealed interface Expected {
        /** One dead letter, and nothing else. */
        record Rejected(Reason reason) implements Expected {}

        /** Nothing at all: it is a tick that asks for nothing. */
        record Ignored() implements Expected {}

        /** It is legal; what is to be seen afterwards. */
        record Taken(Consumer<EvaluatorScenario> outcome) implements Expected {}
    }

    static Fixture rejected(String name, Reason reason, Recipe recipe) {
        return new Fixture(name, new Expected.Rejected(reason), recipe);
    }

    static Fixture ignored(String name, Recipe recipe) {
        return new Fixture(name, new Expected.Ignored(), recipe);
    }

    static Fixture taken(String name, Recipe recipe, Consumer<EvaluatorScenario> outcome) {
        return new Fixture(name, new Expected.Taken(outcome), recipe);
    }

    @Override
    public String toString() {
        return name;
    }
}
