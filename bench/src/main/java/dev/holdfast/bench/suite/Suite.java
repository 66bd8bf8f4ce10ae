package dev.holdfast.bench.suite;

import dev.holdfast.bench.machine.Needs;
import dev.holdfast.bench.report.Findings;

/** Benchmarks that answer one question together. */
public interface Suite {
    /** What it is called on the command line, in lower case. */
    String name();

    /** The question, for people. */
    String question();

    /** What a run of this size takes. */
    Needs needs(Scale scale);

    /**
     * Measures. A subject that cannot be measured is noted as absent, and the rest goes on.
     *
     * @param findings takes what is found, as it is found
     * @throws Exception when nothing more can be measured; what was found before counts
     */
    void run(Scale scale, Findings findings) throws Exception;
}
