package dev.holdfast.stack.host;

/** A port that was asked for is in use; nothing was started. The caller may stop its owner or choose another port, 0 for any. */
public final class PortTakenException extends StackStartException {
    private static final long serialVersionUID = 1L;

    private final int port;

    /**
     * @param port the port in use, 1 to 65535
     * @param cause what the attempt to bind it said
     */
    public PortTakenException(int port, Throwable cause) {
        super(
                "expected port " + port + " of " + FreePorts.LOOPBACK + " to be free, but it cannot be bound ("
                        + cause.getMessage()
                        + "); stop what listens there or choose another port (0 takes any free one)",
                cause);
        this.port = port;
    }

    /** The port in use, 1 to 65535. */
    public int port() {
        return port;
    }
}
