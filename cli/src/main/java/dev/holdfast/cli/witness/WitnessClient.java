package dev.holdfast.cli.witness;

import dev.holdfast.cli.command.rules.Visible;
import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.lineage.note.NoteSignature;
import dev.holdfast.lineage.note.SignedNote;
import dev.holdfast.lineage.note.VerifierKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks one witness. Believes nothing that it answers but signatures by the keys that it was named with.
 *
 * @param prefix of its addresses
 * @param keys at least one
 */
public record WitnessClient(HttpClient http, URI prefix, List<VerifierKey> keys) {
    /** How long a witness may take to answer. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int MAXIMUM_WHY = 300;

    public WitnessClient {
        keys = List.copyOf(keys);
    }

    /** What a witness answered. */
    public sealed interface Reply {
        /** It has cosigned; verified. */
        record Cosigned(List<NoteSignature> signatures) implements Reply {}

        /** It knows another checkpoint. */
        record Knows(long size) implements Reply {}

        /** It has not cosigned, and why. */
        record Refused(String why) implements Reply {}

        /** It does not answer, or nothing that makes sense. */
        record Silent(String why) implements Reply {}
    }

    /** Whether it has signed a note already. */
    boolean hasCosigned(SignedNote note) {
        return note.signatures().stream().anyMatch(signature -> keys.stream().anyMatch(key -> key.made(signature)));
    }

    /** Sends a submission. */
    Reply ask(byte[] submission, SignedNote note) throws InterruptedException {
        String address = prefix.toString().replaceAll("/+$", "") + WitnessServer.PATH;
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(submission))
                .build();
        CompletableFuture<HttpResponse<byte[]>> asked =
                http.sendAsync(request, info -> new BoundedBody(SignedNote.MAXIMUM_BYTES));
        try {
            // The request's own limit ends with the answer's head.
            return read(asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS), note);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return new Reply.Silent("it cannot be reached: " + cause.getMessage());
        } catch (TimeoutException e) {
            asked.cancel(true);
            return new Reply.Silent("no answer within " + PATIENCE.toSeconds() + " s");
        }
    }

    private Reply read(HttpResponse<byte[]> response, SignedNote note) {
        String body = new String(response.body(), StandardCharsets.UTF_8);
        if (response.statusCode() == 200) {
            return cosigned(body, note);
        }
        if (response.statusCode() == 409) {
            Optional<Long> size =
                    body.endsWith("\n") ? Checkpoint.size(body.substring(0, body.length() - 1)) : Optional.empty();
            return size.<Reply>map(Reply.Knows::new)
                    .orElseGet(() -> new Reply.Refused("expected the size that it knows with status 409"));
        }
        String why = body.strip();
        return new Reply.Refused("status " + response.statusCode() + ": "
                + Visible.text(why.substring(0, Math.min(MAXIMUM_WHY, why.length()))));
    }

    private Reply cosigned(String body, SignedNote note) {
        byte[] lines = (note.text() + "\n" + body).getBytes(StandardCharsets.UTF_8);
        if (!(SignedNote.parse(lines) instanceof SignedNote.Parsed.Note parsed)
                || !parsed.value().text().equals(note.text())) {
            return new Reply.Refused("expected signature lines with status 200, found another text");
        }
        var own = new ArrayList<NoteSignature>();
        for (NoteSignature signature : parsed.value().signatures()) {
            if (keys.stream().anyMatch(key -> key.made(signature))) {
                own.add(signature);
            }
        }
        if (own.isEmpty()) {
            return new Reply.Refused("it signed, but with none of the " + keys.size() + " keys that it was named with");
        }
        return new SignedNote(note.text(), own).check(keys) instanceof SignedNote.Check.Refused refused
                ? new Reply.Refused(refused.why())
                : new Reply.Cosigned(own);
    }
}
