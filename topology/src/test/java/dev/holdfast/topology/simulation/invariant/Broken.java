package dev.holdfast.topology.simulation.invariant;

import java.util.function.Supplier;

/** An invariant does not hold. */
public final class Broken extends AssertionError {
    private static final long serialVersionUID = 1L;

    /**
     * @param id the execution; `*` for none in particular
     * @param what what was expected, what was found
     */
    public Broken(String id, String what) {
        super("execution `" + id + "`: " + what);
    }

    /** Throws when it does not hold; what is said is made only then. */
    static void unless(boolean holds, String id, Supplier<String> what) {
        if (!holds) {
            throw new Broken(id, what.get());
        }
    }

    /** Throws when it does not hold. */
    static void unless(boolean holds, String id, String what) {
        if (!holds) {
            throw new Broken(id, what);
        }
    }
}
