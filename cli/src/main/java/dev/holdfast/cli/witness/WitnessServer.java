package dev.holdfast.cli.witness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.cli.http.HttpBounds;
import dev.holdfast.lineage.witness.Answer;
import dev.holdfast.lineage.witness.Submission;
import dev.holdfast.lineage.witness.Witness;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** {@code POST /add-checkpoint} over a witness. Speaks plain HTTP: what goes over it is signed, and needs no secret. */
public final class WitnessServer implements AutoCloseable {
    /** The one path that it answers. */
    public static final String PATH = "/add-checkpoint";

    /** Submissions that are looked at together; more wait. One takes a few milliseconds of computing and a write to the disk. */
    private static final int THREADS = 8;

    private static final int WAITING_CONNECTIONS = 64;

    private final HttpServer server;
    private final ExecutorService threads;
    private final Witness witness;
    private final LongSupplier posixSeconds;
    private final Consumer<String> events;

    private WitnessServer(
            HttpServer server,
            ExecutorService threads,
            Witness witness,
            LongSupplier posixSeconds,
            Consumer<String> events) {
        this.server = server;
        this.threads = threads;
        this.witness = witness;
        this.posixSeconds = posixSeconds;
        this.events = events;
    }

    /**
     * Answers at an address, port 0 for any that is free.
     *
     * @param posixSeconds the clock
     * @param events is told, from any thread, of what somebody should look at, one line each
     * @throws IOException when the address cannot be had
     */
    public static WitnessServer start(
            InetSocketAddress address, Witness witness, LongSupplier posixSeconds, Consumer<String> events)
            throws IOException {
        HttpBounds.set();
        HttpServer server = HttpServer.create(address, WAITING_CONNECTIONS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, runnable -> {
            var thread = new Thread(runnable, "holdfast-witness");
            thread.setDaemon(true);
            return thread;
        });
        var started = new WitnessServer(server, threads, witness, posixSeconds, events);
        server.setExecutor(threads);
        server.createContext("/", started::answer);
        server.start();
        return started;
    }

    /** Where it answers. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals(PATH)) {
                send(exchange, 404, Answer.TEXT, "expected " + PATH + "\n");
            } else if (!exchange.getRequestMethod().equals("POST")) {
                exchange.getResponseHeaders().set("Allow", "POST");
                send(exchange, 405, Answer.TEXT, "expected POST\n");
            } else {
                byte[] body = exchange.getRequestBody().readNBytes(Submission.MAXIMUM_BYTES + 1);
                if (body.length > Submission.MAXIMUM_BYTES) {
                    send(
                            exchange,
                            413,
                            Answer.TEXT,
                            "expected a submission of at most " + Submission.MAXIMUM_BYTES + " bytes\n");
                } else {
                    submit(exchange, body);
                }
            }
        }
    }

    private void submit(HttpExchange exchange, byte[] body) throws IOException {
        Answer answer;
        try {
            answer = witness.addCheckpoint(body, posixSeconds.getAsLong());
        } catch (RuntimeException e) {
            events.accept("nothing was signed: " + e.getMessage() + ": " + e.getCause());
            send(exchange, 500, Answer.TEXT, "this witness cannot keep its state: nothing was signed\n");
            return;
        }
        if (answer instanceof Answer.Refused refused && refused.reason() == Answer.Reason.INCONSISTENT) {
            events.accept("refused, and signed by the log, so keep it: " + refused.why());
        }
        send(exchange, answer.status(), answer.contentType(), answer.body());
    }

    private static void send(HttpExchange exchange, int status, String contentType, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
