package dev.holdfast.rules;

import org.jspecify.annotations.Nullable;
import org.kie.api.event.rule.BeforeMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;

/** A session on a network: opened when it is first needed, used again and again, thrown away after a failure. One thread. */
final class LiveSession {
    private final Network network;
    private final Notes notes;
    private final Findings findings;
    private final AdmissionNotes admission;
    private @Nullable KieSession session;

    LiveSession(Network network, Notes notes, Findings findings, AdmissionNotes admission) {
        this.network = network;
        this.notes = notes;
        this.findings = findings;
        this.admission = admission;
    }

    KieSession open() {
        KieSession open = session;
        if (open == null) {
            open = network.base().newKieSession();
            for (String name : network.globals()) {
                open.setGlobal(name, name.equals(Network.ADMISSION) ? admission : findings);
            }
            open.addEventListener(new DefaultAgendaEventListener() {
                @Override
                public void beforeMatchFired(BeforeMatchFiredEvent event) {
                    notes.firing(event.getMatch().getRule().getName());
                }
            });
            session = open;
        }
        return open;
    }

    /** Takes out a fact that was judged. */
    void forget(FactHandle handle) {
        if (session != null) {
            network.forget(session, handle);
        }
    }

    /** What it may have kept is gone; the next one who needs it opens another. */
    void discard() {
        if (session != null) {
            session.dispose();
            session = null;
        }
    }
}
