package dev.holdfast.lineage.proof;

import com.fasterxml.jackson.core.JsonLocation;

/** A file is none of the format. Its message says what was expected, what was found, and where. */
final class MalformedProof extends Exception {
    private static final long serialVersionUID = 1L;

    private final String why;

    MalformedProof(String message) {
        super(message);
        this.why = message;
    }

    /** The message. */
    String why() {
        return why;
    }

    MalformedProof(String message, JsonLocation where) {
        this(message + " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")");
    }
}
