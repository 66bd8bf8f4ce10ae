package dev.holdfast.stack.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loopback relay that can lose the line: after {@link #cut()} every connection is dropped and new ones are refused, until
 * {@link #restore()}. It keeps its port over both. Thread-safe.
 */
public final class TcpRelay implements AutoCloseable {
    /** Connections relayed at once; one more is dropped. Each costs two threads. */
    public static final int MAX_CONNECTIONS = 256;

    /** How long a cut waits for the kernel to let the port go; it takes well under a millisecond. */
    private static final Duration ACCEPTOR_END_LIMIT = Duration.ofSeconds(2);

    private static final int BUFFER_BYTES = 16 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(TcpRelay.class);

    private final int port;
    private final int targetPort;
    private final Object lock = new Object();
    private final Set<Socket> open = new HashSet<>();
    private @Nullable ServerSocket listener;
    private @Nullable Thread acceptor;
    private boolean closed;

    private TcpRelay(int port, int targetPort) {
        this.port = port;
        this.targetPort = targetPort;
    }

    /**
     * Starts relaying.
     *
     * @param port the loopback port to listen on, 0 for any free one
     * @param targetPort the loopback port to relay to, 1 to 65535; nobody need listen there yet
     * @throws PortTakenException if the port is in use
     */
    public static TcpRelay start(int port, int targetPort) {
        FreePorts.requirePort(port, "relay port");
        FreePorts.requirePort(targetPort, "relay target port");
        TcpRelay relay = new TcpRelay(FreePorts.resolve(port), targetPort);
        relay.restore();
        return relay;
    }

    /** The loopback port to connect to, 1 to 65535. */
    public int port() {
        return port;
    }

    /** Drops every connection and refuses new ones. When it returns, nothing more gets through. */
    public void cut() {
        synchronized (lock) {
            if (listener != null) {
                closeQuietly(listener);
                listener = null;
                awaitAcceptor();
            }
            open.forEach(TcpRelay::reset);
            open.clear();
        }
    }

    /**
     * Takes connections again. No effect if the line is not cut.
     *
     * @throws PortTakenException if somebody took the port while the line was cut
     * @throws IllegalStateException if the relay is closed
     */
    public void restore() {
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException("expected an open relay, but it is closed; start another one");
            }
            if (listener != null) {
                return;
            }
            try {
                ServerSocket socket = new ServerSocket();
                socket.setReuseAddress(true);
                try {
                    socket.bind(new InetSocketAddress(FreePorts.loopback(), port));
                } catch (IOException e) {
                    closeQuietly(socket);
                    throw e;
                }
                listener = socket;
                acceptor = inBackground("accept", () -> accept(socket));
            } catch (IOException e) {
                throw new PortTakenException(port, e);
            }
        }
    }

    /** Cuts for good. Closing twice does no harm. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            cut();
        }
    }

    /** The kernel keeps the port for as long as a thread is inside an accept on it, also after the close. */
    private void awaitAcceptor() {
        Thread ending = acceptor;
        acceptor = null;
        if (ending == null) {
            return;
        }
        try {
            ending.join(ACCEPTOR_END_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                Socket client = from.accept();
                inBackground("connect", () -> connect(from, client));
            } catch (IOException e) {
                // Either the line was cut, and the loop ends, or this one connection died early.
                LOG.debug("a connection was not taken: {}", e.toString());
            }
        }
    }

    private void connect(ServerSocket from, Socket client) {
        Socket target = new Socket();
        try {
            target.connect(new InetSocketAddress(FreePorts.loopback(), targetPort));
            client.setTcpNoDelay(true);
            target.setTcpNoDelay(true);
        } catch (IOException e) {
            LOG.debug("no connection to the target: {}", e.toString());
            reset(client);
            reset(target);
            return;
        }
        synchronized (lock) {
            if (listener != from || open.size() + 2 > 2 * MAX_CONNECTIONS) {
                reset(client);
                reset(target);
                return;
            }
            open.add(client);
            open.add(target);
        }
        inBackground("back", () -> pump(target, client));
        pump(client, target);
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
            }
            finish(from, to);
        } catch (IOException e) {
            LOG.debug("a connection ended: {}", e.toString());
            synchronized (lock) {
                drop(from, to);
            }
        }
    }

    /** One direction has ended: passes that on, and closes both when the other has ended too. */
    private void finish(Socket from, Socket to) throws IOException {
        synchronized (lock) {
            // Not the peer's end but our own cut: it must not look like an orderly one.
            if (from.isClosed()) {
                drop(from, to);
                return;
            }
            to.shutdownOutput();
            if (from.isOutputShutdown()) {
                open.remove(from);
                open.remove(to);
                closeQuietly(from);
                closeQuietly(to);
            }
        }
    }

    private void drop(Socket one, Socket other) {
        open.remove(one);
        open.remove(other);
        reset(one);
        reset(other);
    }

    /** Ends a connection with a reset, as a lost peer does, and leaves no port waiting. */
    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException alreadyClosed) {
            LOG.debug("already closed: {}", alreadyClosed.toString());
        }
        closeQuietly(socket);
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            LOG.debug("closing: {}", e.toString());
        }
    }

    private static Thread inBackground(String what, Runnable work) {
        Thread thread = new Thread(work, "holdfast-relay-" + what);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
