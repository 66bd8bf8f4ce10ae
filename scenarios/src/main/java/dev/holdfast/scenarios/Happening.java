package dev.holdfast.scenarios;

import dev.holdfast.record.AdmissionOutcome;
import dev.holdfast.record.ControlAction;
import dev.holdfast.trust.intake.Rejection.Reason;

/** Something that the evaluator says of an execution, and that a scenario must expect. */
public sealed interface Happening {

    /** In a word, as scenarios write it. */
    String word();

    /** Its executor is told something. */
    record Command(ControlAction action) implements Happening {
        @Override
        public String word() {
            return action.name();
        }
    }

    /** A request for it is answered. */
    record Answer(AdmissionOutcome outcome) implements Happening {
        @Override
        public String word() {
            return outcome.name();
        }
    }

    /** Something that was sent for it is refused, and becomes a dead letter. */
    record Refusal(Reason reason) implements Happening {
        @Override
        public String word() {
            return "refused: " + reason;
        }
    }

    /** A command was not confirmed in the time that the grant gives. */
    record Escalation(ControlAction action) implements Happening {
        @Override
        public String word() {
            return "escalation of " + action;
        }
    }
}
