package dev.holdfast.stack.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The registry's global settings over HTTP, in Confluent's API. */
record RegistryEndpoint(String url) {
    /** What a schema has to be to all versions before it, and they to it. */
    static final String COMPATIBILITY = "FULL_TRANSITIVE";

    /** How long one call may take; a start polls, so a slow answer costs a poll only. */
    private static final Duration CALL_LIMIT = Duration.ofSeconds(5);

    private static final int MAX_ANSWER_BYTES = 4096;

    /** The answer of {@code GET /config}; throws while the registry is not up. */
    String config() throws IOException {
        return call("GET", null);
    }

    /** Sets the global compatibility and returns what the registry then says it is. */
    String requireCompatibility() throws IOException {
        call("PUT", "{\"compatibility\":\"" + COMPATIBILITY + "\"}");
        return config();
    }

    private String call(String method, @Nullable String body) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url + "/config").toURL().openConnection();
        connection.setConnectTimeout((int) CALL_LIMIT.toMillis());
        connection.setReadTimeout((int) CALL_LIMIT.toMillis());
        connection.setRequestMethod(method);
        connection.setRequestProperty("Content-Type", "application/json");
        if (body != null) {
            connection.setDoOutput(true);
            connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        }
        try (InputStream answer = connection.getInputStream()) {
            return new String(answer.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8);
        }
    }
}
