package dev.holdfast.topology.simulation.invariant;

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

    /** Throws when it does not hold. */
    static void unless(boolean holds, String id, String what) {
        if (!holds) {
            throw new Broken(id, what);
        }
    }
}
