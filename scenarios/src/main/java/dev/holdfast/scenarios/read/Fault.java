package dev.holdfast.scenarios.read;

/**
 * What is wrong with a scenario's file.
 *
 * @param line from 1
 * @param column from 1
 * @param message what was expected, what was found, and what to do
 */
public record Fault(String path, int line, int column, String message) {
    /** On one line, as compilers write it. */
    @Override
    public String toString() {
        return path + ":" + line + ":" + column + ": " + message;
    }
}
