package dev.holdfast.cli.command;

/** Closes something once: at the end of a block, or when the process is told to end (SIGTERM, Ctrl-C), whichever comes first. */
public final class CloseOnExit implements AutoCloseable {
    private final AutoCloseable resource;
    private final Thread hook = new Thread(this::closeOnce, "holdfast-exit");
    private boolean closed;

    /** Begins to listen for the end of the process. */
    public CloseOnExit(AutoCloseable resource) {
        this.resource = resource;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private synchronized void closeOnce() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            resource.close();
        } catch (Exception e) {
            System.err.println("holdfast: not everything could be closed: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        closeOnce();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already, and the hook has nothing left to do.
            return;
        }
    }
}
