package dev.holdfast.cli.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.file.WholeFile;
import dev.holdfast.cli.http.HttpBounds;
import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.lineage.note.NoteSigner;
import dev.holdfast.lineage.note.SignedNote;
import dev.holdfast.lineage.witness.Submission;
import dev.holdfast.lineage.witness.Witness;
import dev.holdfast.trust.signature.MlDsaSigningKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A witness over the wire, and who asks it. */
@SuppressWarnings("NullAway.Init")
class WitnessServerTest {
    private static final long NOW = 1_800_000_000L;
    private static final NoteSigner COSIGNER = new NoteSigner.Cosigner("witness.example/w1", GrowingLog.key(2));
    private static final NoteSigner COSIGNER_TOMORROW =
            new NoteSigner.MlDsa("witness.example/w1", MlDsaSigningKey.derivedFrom(GrowingLog.key(2)));

    @TempDir
    private Path directory;

    private final GrowingLog log = new GrowingLog(40, 40);
    private final GrowingLog fork = new GrowingLog(40, 5);
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final HttpClient http = HttpClient.newHttpClient();
    private boolean diskFull;
    private WitnessState state;
    private WitnessServer server;

    @BeforeEach
    void start() throws IOException {
        WitnessState.create(directory.resolve("state")).close();
        state = WitnessState.open(directory.resolve("state"), (file, content) -> {
            if (diskFull) {
                throw new IOException("no space left");
            }
            WholeFile.replace(file, content);
        });
        serve();
    }

    private void serve() throws IOException {
        var witness = new Witness(
                List.of(COSIGNER, COSIGNER_TOMORROW),
                Map.of(GrowingLog.ORIGIN, List.of(GrowingLog.SIGNER.verifierKey())),
                state);
        server = WitnessServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), witness, () -> NOW, events::add);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        state.close();
    }

    private URI prefix() {
        return URI.create("http://127.0.0.1:" + server.address().getPort());
    }

    private HttpResponse<String> post(byte[] body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(prefix().resolve("/add-checkpoint"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shouldCosignWhatContinuesTheLogAndOnlyThat() throws Exception {
        HttpResponse<String> first = post(log.submission(0, 7));
        HttpResponse<String> behind = post(log.submission(0, 9));
        HttpResponse<String> next = post(log.submission(7, 30));
        HttpResponse<String> forked = post(fork.submission(30, 35));
        HttpResponse<String> shrunk = post(log.submission(9, 20));
        HttpResponse<String> below = post(Submission.write(log.at(30).consistency(30), log.note(20)));

        assertThat(first.statusCode()).isEqualTo(200);
        SignedNote note = ((SignedNote.Parsed.Note)
                        SignedNote.parse((log.note(7) + first.body()).getBytes(StandardCharsets.UTF_8)))
                .value();
        assertThat(note.check(List.of(COSIGNER.verifierKey(), COSIGNER_TOMORROW.verifierKey())))
                .isInstanceOfSatisfying(
                        SignedNote.Check.Believed.class,
                        believed -> assertThat(believed.valid()).hasSize(2));
        assertThat(behind.statusCode()).isEqualTo(409);
        assertThat(behind.headers().firstValue("Content-Type")).hasValue("text/x.tlog.size");
        assertThat(behind.body()).isEqualTo("7\n");
        assertThat(next.statusCode()).isEqualTo(200);
        assertThat(forked.statusCode()).isEqualTo(422);
        assertThat(events).hasSize(1).first().asString().contains("does not continue the one of size 30");
        assertThat(shrunk.statusCode()).isEqualTo(409);
        assertThat(below.statusCode()).isEqualTo(400);
        assertThat(state.latest(GrowingLog.ORIGIN)).hasValue(log.checkpoint(30));
    }

    @Test
    void shouldRefuseStrangersAndWhatIsNoSubmission() throws Exception {
        var other = new NoteSigner.Ed25519("example.com/lineage/0", GrowingLog.key(1));
        var checkpoint = Checkpoint.of("example.com/lineage/0", 7, log.at(7).root());
        var foreign = new SignedNote(checkpoint.text(), List.of(other.sign(checkpoint, 0)));
        var forged = new SignedNote(
                log.note(7).text(),
                List.of(new NoteSigner.Ed25519(GrowingLog.ORIGIN, GrowingLog.key(9)).sign(log.checkpoint(7), 0)));

        assertThat(post(Submission.write(log.at(7).consistency(0), foreign)).statusCode())
                .isEqualTo(404);
        assertThat(post(Submission.write(log.at(7).consistency(0), forged)).statusCode())
                .isEqualTo(403);
        assertThat(post(new byte[] {1, 2, 3}).statusCode()).isEqualTo(400);
        assertThat(post(new byte[Submission.MAXIMUM_BYTES + 1]).statusCode()).isEqualTo(413);
        assertThat(http.send(
                                HttpRequest.newBuilder(prefix().resolve("/add-checkpoint"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(405);
        assertThat(http.send(
                                HttpRequest.newBuilder(prefix().resolve("/state"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(404);
        assertThat(state.logs()).isZero();
    }

    @Test
    void shouldRefuseAForkAlsoAfterARestart() throws Exception {
        assertThat(post(log.submission(0, 20)).statusCode()).isEqualTo(200);
        server.close();
        state.close();
        state = WitnessState.open(directory.resolve("state"));
        serve();

        assertThat(post(fork.submission(0, 25)).statusCode()).isEqualTo(409);
        assertThat(post(fork.submission(20, 25)).statusCode()).isEqualTo(422);
        assertThat(post(log.submission(20, 25)).statusCode()).isEqualTo(200);
    }

    @Test
    void shouldSignNothingThatItCannotKeep() throws Exception {
        diskFull = true;

        HttpResponse<String> answer = post(log.submission(0, 20));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("witness.example");
        assertThat(events).hasSize(1).first().asString().contains("no space left");
        diskFull = false;
        assertThat(post(log.submission(0, 20)).statusCode()).isEqualTo(200);
    }

    @Test
    void shouldCutOffWhoNeverEndsARequest() throws Exception {
        try (var slow =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            slow.getOutputStream()
                    .write("POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 100\r\n\r\nold"
                            .getBytes(StandardCharsets.US_ASCII));
            slow.setSoTimeout(100);

            await().atMost(Duration.ofSeconds(3L * HttpBounds.SECONDS)).until(() -> isCutOff(slow));
        }
        assertThat(post(log.submission(0, 20)).statusCode()).isEqualTo(200);
    }

    private static boolean isCutOff(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void shouldBelieveAWitnessOnlyByTheKeysThatItWasNamedWith() throws Exception {
        var named = new WitnessClient(http, prefix(), List.of(COSIGNER.verifierKey()));
        var misnamed = new WitnessClient(
                http,
                prefix(),
                List.of(new NoteSigner.Cosigner("witness.example/w1", GrowingLog.key(9)).verifierKey()));
        var gone = new WitnessClient(http, URI.create("http://127.0.0.1:1"), List.of(COSIGNER.verifierKey()));

        assertThat(named.ask(log.submission(0, 7), log.note(7)))
                .isInstanceOfSatisfying(
                        WitnessClient.Reply.Cosigned.class,
                        signed -> assertThat(signed.signatures()).hasSize(1));
        assertThat(named.ask(log.submission(0, 9), log.note(9))).isEqualTo(new WitnessClient.Reply.Knows(7));
        assertThat(named.ask(fork.submission(7, 9), fork.note(9))).isInstanceOf(WitnessClient.Reply.Refused.class);
        assertThat(misnamed.ask(log.submission(7, 9), log.note(9))).isInstanceOf(WitnessClient.Reply.Refused.class);
        assertThat(gone.ask(log.submission(9, 12), log.note(12))).isInstanceOf(WitnessClient.Reply.Silent.class);
    }
}
