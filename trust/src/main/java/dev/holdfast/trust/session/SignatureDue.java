package dev.holdfast.trust.session;

import dev.holdfast.record.Capability;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.Phase;
import dev.holdfast.record.ReportedAction;
import dev.holdfast.trust.facts.Scope;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which heartbeats of a session have to be signed. Both sides ask the same question of the same things, so that they agree. */
final class SignatureDue {
    private SignatureDue() {}

    /** Whether there have been as many heartbeats without a signature as the grant allows; then the next one needs it, whatever it says. */
    static Optional<String> byCount(Session session, Grant grant) {
        int every = grant.getSessionCheckpointEvery();
        if (session.uncovered() < every - 1) {
            return Optional.empty();
        }
        return Optional.of("every heartbeat number " + every + " of a session is signed, and " + session.uncovered()
                + " before it were not");
    }

    /**
     * Whether what a heartbeat says needs a signature: the end of the execution, attestations, evidence or capabilities other than before, an action
     * outside the scope or under a rule of it that no signed heartbeat of the session has used.
     *
     * @param evidence of the heartbeat before
     * @param capabilities of the heartbeat before
     */
    static Optional<String> byContent(
            Session session,
            Grant grant,
            Map<String, String> evidence,
            List<Capability> capabilities,
            Heartbeat heartbeat) {
        if (heartbeat.getPhase() == Phase.ENDED) {
            return Optional.of("it ends the execution");
        }
        if (!heartbeat.getAttestations().isEmpty()) {
            return Optional.of("it carries attestations");
        }
        if (!heartbeat.getEvidence().equals(evidence)) {
            return Optional.of("its evidence is not that of the heartbeat before");
        }
        if (!heartbeat.getCapabilities().equals(capabilities)) {
            return Optional.of("its capabilities are not those of the heartbeat before");
        }
        for (ReportedAction action : heartbeat.getActions()) {
            int place = Scope.fitting(grant.getScope(), action.getAction(), action.getResource());
            if (place == Scope.NOT_ALLOWED || !session.hasUsed(place)) {
                return Optional.of(
                        "no signed heartbeat of the session used the scope for `" + action.getAction() + "`");
            }
        }
        return Optional.empty();
    }

    /** The rules of the scope that a heartbeat's actions fall under, by their places. */
    static BitSet used(Grant grant, Heartbeat heartbeat) {
        var used = new BitSet();
        for (ReportedAction action : heartbeat.getActions()) {
            int place = Scope.fitting(grant.getScope(), action.getAction(), action.getResource());
            if (place != Scope.NOT_ALLOWED) {
                used.set(place);
            }
        }
        return used;
    }
}
