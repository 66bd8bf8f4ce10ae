package dev.holdfast.stack.host;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A data directory cannot be used: not writable, or another process holds it. Nothing was started and nothing was changed. */
public final class DataDirectoryException extends StackStartException {
    private static final long serialVersionUID = 1L;

    private final transient Path directory;

    /**
     * @param directory the directory that cannot be used
     * @param message what was found and what to do next
     * @param cause what failed underneath, or null
     */
    public DataDirectoryException(Path directory, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.directory = directory;
    }

    /** The directory that cannot be used. */
    public Path directory() {
        return directory;
    }
}
