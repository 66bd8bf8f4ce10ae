package dev.holdfast.rules.hindsight;

import dev.holdfast.record.VerdictKind;
import dev.holdfast.trust.admission.AdmissionFacts;
import dev.holdfast.trust.admission.Ruling;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.verdict.Finding;
import dev.holdfast.trust.verdict.Verdict;
import java.util.List;

/** What recorded facts come to when they are judged again. */
public sealed interface Rejudged {

    /** The facts as they were recorded. */
    Record facts();

    /** What was found, in {@link Finding#ORDER}; empty when nothing speaks against it. */
    List<Finding> findings();

    /** The verdict's name, as an entry would record it. */
    VerdictKind verdict();

    /** About an execution. */
    record OfExecution(ExecutionFacts facts, Verdict outcome) implements Rejudged {
        @Override
        public List<Finding> findings() {
            return outcome.findings();
        }

        @Override
        public VerdictKind verdict() {
            return outcome.kind();
        }
    }

    /** About a request for one. */
    record OfRequest(AdmissionFacts facts, Ruling outcome) implements Rejudged {
        @Override
        public List<Finding> findings() {
            return outcome instanceof Ruling.Denied denied ? denied.findings() : List.of();
        }

        @Override
        public VerdictKind verdict() {
            return outcome instanceof Ruling.Admitted ? VerdictKind.INDETERMINATE : VerdictKind.HALT;
        }
    }
}
