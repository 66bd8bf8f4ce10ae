package dev.holdfast.cli.tiles;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.cli.http.HttpBounds;
import dev.holdfast.lineage.merkle.TilePath;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Serves the folders of logs: {@code /<partition>/checkpoint} and the tiles below. Reads alone; nothing of a request becomes a path that is not a tile's. */
public final class TileServer implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int WAITING_CONNECTIONS = 64;
    private static final Pattern FORM =
            Pattern.compile("/(0|[1-9][0-9]{0,8})/(.{1," + TilePath.MAXIMUM_CHARACTERS + "})");
    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    private final HttpServer server;
    private final ExecutorService threads;
    private final Path folder;

    private TileServer(HttpServer server, ExecutorService threads, Path folder) {
        this.server = server;
        this.threads = threads;
        this.folder = folder;
    }

    /**
     * Serves at an address, port 0 for any that is free.
     *
     * @param folder with one of each log, named for its partition
     * @throws IOException when the address cannot be had
     */
    public static TileServer start(InetSocketAddress address, Path folder) throws IOException {
        HttpBounds.set();
        HttpServer server = HttpServer.create(address, WAITING_CONNECTIONS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, runnable -> {
            var thread = new Thread(runnable, "holdfast-tiles");
            thread.setDaemon(true);
            return thread;
        });
        var started = new TileServer(server, threads, folder);
        server.setExecutor(threads);
        server.createContext("/", started::answer);
        server.start();
        return started;
    }

    /** Where it serves. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** A file, and how it may be kept by those who ask. */
    private record Served(Path file, String contentType, String cache) {}

    private Optional<Served> served(String path) {
        Matcher form = FORM.matcher(path);
        if (!form.matches()) {
            return Optional.empty();
        }
        Path log = folder.resolve(form.group(1));
        if (form.group(2).equals(TileFolder.CHECKPOINT)) {
            return Optional.of(new Served(log.resolve(TileFolder.CHECKPOINT), "text/plain; charset=utf-8", "no-cache"));
        }
        // A tile of some width never changes, whether it is full or not.
        return TilePath.parse(form.group(2))
                .map(tile -> new Served(log.resolve(tile.toString()), "application/octet-stream", FOR_EVER));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean head = exchange.getRequestMethod().equals("HEAD");
            if (!head && !exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            Optional<Served> served = served(exchange.getRequestURI().getRawPath());
            if (served.isEmpty()) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] content;
            try {
                content = Files.readAllBytes(served.get().file());
            } catch (NoSuchFileException e) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", served.get().contentType());
            exchange.getResponseHeaders().set("Cache-Control", served.get().cache());
            if (head) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
                exchange.sendResponseHeaders(200, -1);
            } else {
                exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
                exchange.getResponseBody().write(content);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
