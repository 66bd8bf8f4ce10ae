package dev.holdfast.executor.process.linux;

/** The signals that carry commands. The numbers are those of x86, ARM, POWER, s390 and RISC-V. */
public enum Signal {
    /** Ask to end; may be caught or ignored. */
    TERMINATE(15),
    /** End at once; cannot be caught. */
    KILL(9),
    /** Stand still; cannot be caught. */
    STOP(19),
    /** Go on. */
    CONTINUE(18);

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
