package dev.holdfast.trust.admission;

import dev.holdfast.record.Ground;
import dev.holdfast.trust.verdict.Finding;
import java.util.List;

/** What becomes of a request. */
public sealed interface Ruling {

    /** As what the rules foresee it, possibly nothing. */
    List<Ground> grounds();

    /** Nothing speaks against it, and at least one rule foresees it. */
    record Admitted(List<Ground> grounds) implements Ruling {
        public Admitted {
            grounds = List.copyOf(grounds);
        }
    }

    /**
     * It is not admitted.
     *
     * @param findings why, at least one, in {@link Finding#ORDER}
     */
    record Denied(List<Finding> findings, List<Ground> grounds) implements Ruling {
        public Denied {
            findings = List.copyOf(findings);
            grounds = List.copyOf(grounds);
        }
    }
}
