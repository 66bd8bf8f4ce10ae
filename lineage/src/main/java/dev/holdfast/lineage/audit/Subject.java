package dev.holdfast.lineage.audit;

/** What is held against what. */
public enum Subject {
    /** That records are what their topic holds. */
    RECORDS("records"),
    /** That each execution's entries follow each other by number and hash. */
    CHAINS("chains"),
    /** That epochs, instants and heartbeats only rise. */
    ORDER("order"),
    /** That what was decided is something that an evaluator decides. */
    DECISIONS("decisions"),
    /** That the log is what its checkpoints say. */
    CHECKPOINTS("checkpoints"),
    /** That each command was decided, and each decision commanded. */
    COMMANDS("commands");

    private final String words;

    Subject(String words) {
        this.words = words;
    }

    /** For a person. */
    public String words() {
        return words;
    }
}
