package dev.holdfast.stack.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free loopback ports for servers that bind a moment later. Ports come from a range below those the kernel gives to outgoing
 * connections, so that no connection made meanwhile takes one away. Thread-safe.
 */
public final class FreePorts {
    /** The only address anything of the stack binds to. */
    public static final String LOOPBACK = "127.0.0.1";

    /** First and last port handed out; Linux gives outgoing connections 32768 and above. */
    private static final int FIRST = 20_000;

    private static final int LAST = 31_999;

    /** How many ports are tried before giving up; a machine on which this fails has next to no free port. */
    private static final int MAX_ATTEMPTS = 200;

    private FreePorts() {}

    /** {@link #LOOPBACK} as an address: the same one whatever the machine prefers. */
    public static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /**
     * A port nobody listens on at this moment. It is not reserved: bind it soon.
     *
     * @throws StackStartException if {@value #MAX_ATTEMPTS} ports in a row are taken; free some and try again
     */
    public static int next() {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            try {
                requireFree(port);
                return port;
            } catch (PortTakenException taken) {
                // The next number, then.
            }
        }
        throw new StackStartException(
                "expected a free port between " + FIRST + " and " + LAST + ", but " + MAX_ATTEMPTS
                        + " tries found none; stop some listeners and try again",
                null);
    }

    /**
     * The port itself if it is free, or a free one for 0.
     *
     * @param port 0 to 65535
     * @throws PortTakenException if the port is in use
     */
    public static int resolve(int port) {
        if (port == 0) {
            return next();
        }
        requireFree(port);
        return port;
    }

    private static void requireFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(loopback(), port), 1);
        } catch (IOException e) {
            throw new PortTakenException(port, e);
        }
    }

    /**
     * Rejects what is no port.
     *
     * @param port the number to check
     * @param key what it is called, for the message
     * @throws IllegalArgumentException if it is not 0 to 65535
     */
    public static void requirePort(int port, String key) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    key + ": expected a port from 1 to 65535, or 0 for any free one, found " + port);
        }
    }
}
