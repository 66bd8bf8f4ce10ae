package dev.holdfast.trust.session;

import dev.holdfast.trust.intake.Rejection;

/** Whether an authentic heartbeat keeps to the rules of its session. */
public sealed interface Admission {
    /**
     * It does.
     *
     * @param session how the session stands with it: to be {@linkplain Session#storeIn stored} once nothing else speaks against it
     * @param covered how many heartbeats before it rested on codes alone and are covered by its signature now
     */
    record Accepted(Session session, int covered) implements Admission {}

    /** It does not. */
    record Refused(Rejection rejection) implements Admission {}
}
