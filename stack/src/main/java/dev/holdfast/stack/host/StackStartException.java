package dev.holdfast.stack.host;

import org.jspecify.annotations.Nullable;

/**
 * A broker or a registry could not be started; nothing of it is left running. The message says what was found and what to do
 * next. Starting again is safe.
 */
public class StackStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what was expected, what was found, what to do next
     * @param cause what failed underneath, or null
     */
    public StackStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
