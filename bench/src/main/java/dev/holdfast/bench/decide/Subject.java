package dev.holdfast.bench.decide;

import java.util.List;

/** Somebody who decides by rules. */
interface Subject {
    /** Rules made ready, which takes as long as it takes; only deciding is measured. */
    Ready prepare(List<Clause> clauses) throws Exception;

    /** Rules that are ready to decide. One thread. */
    interface Ready extends AutoCloseable {
        /** A situation in the form in which this subject is asked about it; not measured. */
        Object input(Situation situation);

        /** What is decided; measured. */
        Answer decide(Object input);

        @Override
        default void close() {}
    }
}
