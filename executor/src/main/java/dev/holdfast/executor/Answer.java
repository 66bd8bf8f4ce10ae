package dev.holdfast.executor;

import dev.holdfast.record.Finding;
import dev.holdfast.trust.grant.SignedGrant;
import java.time.Duration;
import java.util.List;

/** What became of a request, for whoever asked. */
public sealed interface Answer {

    /**
     * It was admitted.
     *
     * @param grant for just what was asked, signed by a believed evaluator; not published yet
     */
    record Admitted(SignedGrant grant) implements Answer {}

    /**
     * It was denied.
     *
     * @param findings why; at least one
     */
    record Denied(List<Finding> findings) implements Answer {
        public Denied {
            findings = List.copyOf(findings);
        }
    }

    /** Nobody answered in time. The request stands: if it is still admitted, nothing comes of that without its grant being published. */
    record None(Duration waited) implements Answer {}
}
