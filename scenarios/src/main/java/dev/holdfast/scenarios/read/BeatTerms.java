package dev.holdfast.scenarios.read;

import dev.holdfast.record.Capability;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.Phase;
import dev.holdfast.record.ReportedAction;
import dev.holdfast.record.Standing;
import dev.holdfast.scenarios.Step;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads what a heartbeat says otherwise than the one of an executor in good order. */
final class BeatTerms {
    /** The fields that there may be. */
    static final List<String> FIELDS = List.of(
            "execution",
            "counters",
            "rising",
            "evidence",
            "actions",
            "obeys",
            "standing",
            "obeyedEpoch",
            "capabilities",
            "clock",
            "instance",
            "exitCode",
            "skip",
            "statements",
            "forged");

    private static final List<String> ACTION_FIELDS = List.of("action", "resource", "count");

    private BeatTerms() {}

    /** What the fields change of the heartbeat that comes {@code beat} heartbeats after the first of its step. */
    static Consumer<Heartbeat.Builder> of(Fields fields, long beat) {
        Consumer<Heartbeat.Builder> terms = heartbeat -> {};
        if (fields.has("counters") || fields.has("rising")) {
            Map<String, Long> counters = Step.risen(fields.numberMap("counters"), fields.numberMap("rising"), beat);
            terms = terms.andThen(heartbeat -> heartbeat.setCounters(counters));
        }
        if (fields.has("evidence")) {
            var evidence = fields.textMap("evidence");
            terms = terms.andThen(heartbeat -> heartbeat.setEvidence(evidence));
        }
        if (fields.has("actions")) {
            List<ReportedAction> actions =
                    fields.list("actions").stream().map(BeatTerms::action).toList();
            terms = terms.andThen(heartbeat -> heartbeat.setActions(actions));
        }
        if (fields.has("capabilities")) {
            var capabilities = fields.choices("capabilities", Fields.all(Capability.class));
            terms = terms.andThen(heartbeat -> heartbeat.setCapabilities(capabilities));
        }
        return terms.andThen(single(fields));
    }

    private static Consumer<Heartbeat.Builder> single(Fields fields) {
        var standing = fields.choice("standing", Fields.all(Standing.class));
        var obeyed = fields.number("obeyedEpoch");
        var clock = fields.millis("clock");
        var instance = fields.text("instance");
        var exitCode = fields.number("exitCode");
        return heartbeat -> {
            standing.ifPresent(heartbeat::setStanding);
            obeyed.ifPresent(heartbeat::setObeyedEpoch);
            clock.ifPresent(off -> heartbeat.setSentAt(heartbeat.getSentAt().plusMillis(off)));
            instance.ifPresent(heartbeat::setExecutorInstance);
            exitCode.ifPresent(code -> heartbeat.setPhase(Phase.ENDED).setExitCode((int) code));
        };
    }

    private static ReportedAction action(Fields action) {
        action.allow(ACTION_FIELDS);
        return ReportedAction.newBuilder()
                .setAction(action.required("action"))
                .setResource(action.text("resource").orElse("any"))
                .setCount(action.number("count").orElse(1))
                .build();
    }
}
