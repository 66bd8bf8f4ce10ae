package dev.holdfast.trust.verdict;

import dev.holdfast.record.Dimension;
import dev.holdfast.record.VerdictKind;
import java.util.List;

/** The outcome of one evaluation. */
public sealed interface Verdict {

    /** What was found, in {@link Finding#ORDER}. */
    List<Finding> findings();

    /** Its name in records. */
    VerdictKind kind();

    /** Every required dimension is verified and no rule objects. */
    record Trusted() implements Verdict {
        @Override
        public List<Finding> findings() {
            return List.of();
        }

        @Override
        public VerdictKind kind() {
            return VerdictKind.TRUSTED;
        }
    }

    /** The execution must not go on for now. */
    record Pause(List<Finding> findings) implements Verdict {
        public Pause {
            findings = List.copyOf(findings);
        }

        @Override
        public VerdictKind kind() {
            return VerdictKind.PAUSE;
        }
    }

    /** The execution must end. */
    record Halt(List<Finding> findings) implements Verdict {
        public Halt {
            findings = List.copyOf(findings);
        }

        @Override
        public VerdictKind kind() {
            return VerdictKind.HALT;
        }
    }

    /**
     * No rule objects, and yet a dimension is not verified. Treated as a pause.
     *
     * @param unverified the dimensions, at least one
     */
    record Indeterminate(List<Finding> findings, List<Dimension> unverified) implements Verdict {
        public Indeterminate {
            findings = List.copyOf(findings);
            unverified = List.copyOf(unverified);
        }

        @Override
        public VerdictKind kind() {
            return VerdictKind.INDETERMINATE;
        }
    }
}
