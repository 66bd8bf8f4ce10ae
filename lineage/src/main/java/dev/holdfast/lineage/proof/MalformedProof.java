package dev.holdfast.lineage.proof;

import com.fasterxml.jackson.core.JsonLocation;

/** A file is none of the format. Its message says what was expected, what was found, and where. */
final class MalformedProof extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedProof(String message) {
        super(message);
    }

    MalformedProof(String message, JsonLocation where) {
        super(message + " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")");
    }
}
