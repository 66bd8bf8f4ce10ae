package dev.holdfast.cli.tiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.lineage.merkle.Frontier;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.merkle.TileHash;
import dev.holdfast.lineage.merkle.TileId;
import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.lineage.note.NoteSigner;
import dev.holdfast.lineage.note.SignedNote;
import dev.holdfast.lineage.proof.LoggedCheckpoint;
import dev.holdfast.trust.signature.SigningKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class TileFolderTest {
    private static final String ORIGIN = "example.org/lineage/0";
    private static final NoteSigner SIGNER =
            new NoteSigner.Ed25519(ORIGIN, SigningKey.ofSeed(new byte[SigningKey.SEED_BYTES]));

    @TempDir
    private Path directory;

    private final Map<TileId, ByteBuffer> tiles = new HashMap<>();
    private Frontier tree = Frontier.empty();

    /** Grows the log, and the folder with it. */
    private void grow(TileFolder folder, long size) throws IOException {
        while (tree.size() < size) {
            byte[] entry = ("entry " + tree.size()).getBytes(StandardCharsets.US_ASCII);
            Frontier.Growth growth = tree.grow(Hash.ofLeaf(entry));
            for (TileHash added : growth.hashes()) {
                tiles.computeIfAbsent(added.tile(), tile -> ByteBuffer.allocate(TileId.WIDTH * Hash.BYTES))
                        .put(added.hash().bytes());
            }
            tree = growth.frontier();
            folder.add(entry);
        }
    }

    private LoggedCheckpoint checkpoint(long size, Hash root) {
        Checkpoint checkpoint = Checkpoint.of(ORIGIN, size, root);
        return LoggedCheckpoint.of(new SignedNote(checkpoint.text(), List.of(SIGNER.sign(checkpoint, 0))));
    }

    private void publish(TileFolder folder) throws IOException {
        folder.publish(
                (tile, width) -> Optional.ofNullable(tiles.get(tile)).map(ByteBuffer::array),
                checkpoint(tree.size(), tree.root()));
    }

    @Test
    void shouldLayOutWhatAReaderMakesTheRootOfAgain() throws Exception {
        long size = 1_001 * 256 + 77;
        var folder = new TileFolder(directory.resolve("0"));
        grow(folder, 300);
        publish(folder);
        assertThat(TilesAsAStrangerReadsThem.size(directory.resolve("0"))).isEqualTo(300);

        grow(folder, size);
        publish(folder);

        assertThat(directory.resolve("0")).satisfies(log -> {
            assertThat(log.resolve("tile/0/000")).exists();
            assertThat(log.resolve("tile/0/001.p/44")).exists();
            assertThat(log.resolve("tile/0/x001/000")).exists();
            assertThat(log.resolve("tile/0/x001/001.p/77")).exists();
            assertThat(log.resolve("tile/entries/x001/001.p/77")).exists();
            assertThat(log.resolve("tile/1/003.p/233")).exists();
            assertThat(log.resolve("tile/2/000.p/3")).exists();
            assertThat(log.resolve("tile/3/000.p/1")).doesNotExist();
            assertThat(log.resolve("tile/0/x001/001")).doesNotExist();
        });
        assertThat(TilesAsAStrangerReadsThem.size(directory.resolve("0"))).isEqualTo(size);
    }

    @Test
    void shouldRefuseFilesOfAnotherLogAndEntriesThatDoNotFit() throws Exception {
        var folder = new TileFolder(directory.resolve("0"));
        grow(folder, 300);
        publish(folder);
        Files.write(directory.resolve("0/tile/0/000"), new byte[32 * 256]);
        var again = new TileFolder(directory.resolve("0"));
        tree = Frontier.empty();
        tiles.clear();
        grow(again, 301);

        assertThatThrownBy(() -> publish(again)).isInstanceOf(IOException.class).hasMessageContaining("forked");
        assertThatThrownBy(() -> again.add(new byte[65_536]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("65535");
    }

    @Test
    void shouldServeTilesToBeReadAloneAndNothingElse() throws Exception {
        var folder = new TileFolder(directory.resolve("0"));
        grow(folder, 300);
        publish(folder);
        Files.writeString(directory.resolve("secret"), "no");
        Files.writeString(directory.resolve("0/secret"), "no");
        try (TileServer server =
                TileServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), directory)) {
            HttpResponse<byte[]> full = get(server, "GET", "/0/tile/0/000");
            HttpResponse<byte[]> checkpoint = get(server, "GET", "/0/checkpoint");

            assertThat(full.statusCode()).isEqualTo(200);
            assertThat(full.body()).isEqualTo(Files.readAllBytes(directory.resolve("0/tile/0/000")));
            assertThat(full.headers().firstValue("Cache-Control"))
                    .hasValueSatisfying(cache -> assertThat(cache).contains("immutable"));
            assertThat(checkpoint.headers().firstValue("Cache-Control")).hasValue("no-cache");
            assertThat(new String(checkpoint.body(), StandardCharsets.UTF_8)).startsWith(ORIGIN + "\n300\n");
            assertThat(get(server, "HEAD", "/0/tile/entries/001.p/44").statusCode())
                    .isEqualTo(200);
            assertThat(get(server, "PUT", "/0/checkpoint").statusCode()).isEqualTo(405);
            for (String path : List.of(
                    "/secret",
                    "/0/secret",
                    "/0/tile/0/001",
                    "/0/tile/0/0",
                    "/1/checkpoint",
                    "/00/checkpoint",
                    "/0/tile/")) {
                assertThat(get(server, "GET", path).statusCode()).as(path).isEqualTo(404);
            }
            for (String path : List.of("/0/../secret", "/../secret", "/0/%2e%2e/secret", "/0/tile/../secret")) {
                assertThat(raw(server, path)).as(path).startsWith("HTTP/1.1 404");
            }
        }
    }

    private static HttpResponse<byte[]> get(TileServer server, String method, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + server.address().getPort() + path))
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Without a client that would tidy the path. */
    private static String raw(TileServer server, String path) throws IOException {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
