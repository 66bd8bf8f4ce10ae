package dev.holdfast.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.executor.GrantFile.GrantFileException;
import dev.holdfast.record.Dimension;
import dev.holdfast.record.Grant;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GrantFileTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private final SigningKey issuer = SigningKey.generate(new SecureRandom());
    private SignedGrant grant;
    private Path file;

    @BeforeEach
    void issue() throws Exception {
        Grant terms = Grant.newBuilder()
                .setExecutionId("order-17/child")
                .setGrantId("grant-1")
                .setAgent("fetcher")
                .setInitiator("Zoë")
                .setExecutorKey(ByteBuffer.wrap(issuer.verifyingKey().raw()))
                .setIssuedAt(Instant.ofEpochMilli(1))
                .setNotBefore(Instant.ofEpochMilli(1))
                .setNotAfter(Instant.ofEpochMilli(2_000_000_000_000L))
                .setScope(List.of(new ScopeRule("http.get", "*", 3L, null)))
                .setWaived(List.of(Dimension.ENVIRONMENT))
                .build();
        grant = SignedGrant.issue(terms, issuer, "test");
        file = directory.resolve("order.grant");
    }

    @Test
    void shouldReadBackWhatItWroteWithASignatureThatHolds() throws Exception {
        GrantFile.write(file, grant);

        SignedGrant read = GrantFile.read(file);

        assertThat(read.grant()).isEqualTo(grant.grant());
        assertThat(read.trustDomain()).isEqualTo("test");
        assertThat(read.fingerprint()).isEqualTo(grant.fingerprint());
        assertThat(read.body()).isEqualTo(grant.body());
        assertThat(read.verify(issuer.verifyingKey()))
                .isEqualTo(new RecordSignature.Verification.Valid(
                        issuer.verifyingKey().id()));
    }

    @Test
    void shouldNotHoldForAnotherTrustDomainThanItWasSignedFor() throws Exception {
        GrantFile.write(file, grant);
        spoil(root -> root.put("trustDomain", "production"));

        SignedGrant read = GrantFile.read(file);

        assertThat(read.verify(issuer.verifyingKey())).isInstanceOf(RecordSignature.Verification.Invalid.class);
    }

    @Test
    void shouldNeverOverwriteAFile() throws Exception {
        Files.writeString(file, "precious");

        assertThatThrownBy(() -> GrantFile.write(file, grant))
                .isInstanceOf(GrantFileException.class)
                .hasMessage("grant `" + file + "`: is there already; name another file");
        assertThat(file).hasContent("precious");
    }

    @Test
    void shouldSayThatTheDirectoryIsNotThere() {
        Path nowhere = directory.resolve("missing").resolve("order.grant");

        assertThatThrownBy(() -> GrantFile.write(nowhere, grant))
                .isInstanceOf(GrantFileException.class)
                .hasMessage("grant `" + nowhere + "`: its directory does not exist");
    }

    @Test
    void shouldNameAFileThatIsNotThere() {
        assertFlaw("there is no such file");
    }

    @Test
    void shouldReadNothingThatIsTooBig() throws Exception {
        Files.write(file, new byte[256 * 1024 + 1]);

        assertFlaw("expected at most 262144 bytes");
    }

    @Test
    void shouldNameTheLineWhereJsonEnds() throws Exception {
        Files.writeString(file, "{\n  \"format\": holdfast\n}");

        assertFlaw("expected JSON, found something else at line 2");
    }

    /** One defect each in a file that is otherwise sound. */
    static Stream<Arguments> defects() {
        return Stream.of(
                defect(
                        "another format",
                        root -> root.put("format", "holdfast-grant/2"),
                        "expected `format` to be `holdfast-grant/1`, found `holdfast-grant/2`"),
                defect("no format", root -> root.remove("format"), "expected a text `format`, found none"),
                defect("a number as format", root -> root.put("format", 1), "expected a text `format`, found none"),
                defect(
                        "no trust domain",
                        root -> root.remove("trustDomain"),
                        "expected a text `trustDomain`, found none"),
                defect("no body", root -> root.putNull("body"), "expected a text `body`, found none"),
                defect("a body not in base64", root -> root.put("body", "not base64!"), "expected `body` in base64"),
                defect(
                        "a signature not in base64",
                        root -> root.put("signature", "*"),
                        "expected `signature` in base64"),
                defect(
                        "a short signature",
                        root -> change(root, "signature", bytes -> Arrays.copyOf(bytes, 80)),
                        "expected `signature` to be one of 81 bytes, found 80 or another algorithm"),
                defect(
                        "another algorithm",
                        root -> change(root, "signature", bytes -> {
                            bytes[0] = 2;
                            return bytes;
                        }),
                        "expected `signature` to be one of 81 bytes, found 81 or another algorithm"),
                defect(
                        "a fingerprint that is no number",
                        root -> root.put("fingerprint", "zz"),
                        "expected `fingerprint` to be 16 hex digits"),
                defect(
                        "a fingerprint of no schema",
                        root -> root.put("fingerprint", "00000000000000ff"),
                        "the grant was written by a schema that this version does not know (fingerprint ff); use a newer version"),
                defect(
                        "a body that is longer",
                        root -> change(root, "body", bytes -> Arrays.copyOf(bytes, bytes.length + 1)),
                        "the grant's body is longer than a grant"),
                defect("an empty body", root -> root.put("body", ""), "the grant's body is no grant: null"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("defects")
    void shouldSayExactlyWhatIsWrong(String name, Consumer<ObjectNode> defect, String message) throws Exception {
        GrantFile.write(file, grant);
        spoil(defect);

        assertFlaw(message);
    }

    @Test
    void shouldRefuseABodyCutAnywhere() throws Exception {
        GrantFile.write(file, grant);
        String sound = Files.readString(file);

        for (int length = 0; length < grant.body().length; length++) {
            int cut = length;
            Files.writeString(file, sound);
            spoil(root -> change(root, "body", bytes -> Arrays.copyOf(bytes, cut)));
            assertThatThrownBy(() -> GrantFile.read(file))
                    .as("cut at %d", cut)
                    .isInstanceOf(GrantFileException.class)
                    .hasMessageStartingWith("grant `" + file + "`: the grant's body is no grant: ");
        }
    }

    @Test
    void shouldRefuseAnyOtherBytesWithAMessageOfItsOwn() throws Exception {
        GrantFile.write(file, grant);
        String sound = Files.readString(file);

        for (int at = 0; at < grant.body().length; at++) {
            for (int value : new int[] {0x00, 0x01, 0x7F, 0x80, 0xFF}) {
                int place = at;
                Files.writeString(file, sound);
                spoil(root -> change(root, "body", bytes -> {
                    bytes[place] = (byte) value;
                    return bytes;
                }));
                assertReadableOrRefused("byte " + place + " set to " + value);
            }
        }
    }

    /** A changed body may still be a grant, which then bears no valid signature; it never breaks the reader. */
    private void assertReadableOrRefused(String what) {
        try {
            SignedGrant read = GrantFile.read(file);
            boolean changed = !Arrays.equals(read.body(), grant.body());
            assertThat(read.verify(issuer.verifyingKey()) instanceof RecordSignature.Verification.Valid)
                    .as(what)
                    .isEqualTo(!changed);
        } catch (GrantFileException e) {
            assertThat(e).as(what).hasMessageStartingWith("grant `" + file + "`: the grant's body is ");
        }
    }

    private void assertFlaw(String message) {
        assertThatThrownBy(() -> GrantFile.read(file))
                .isInstanceOf(GrantFileException.class)
                .hasMessage("grant `" + file + "`: " + message);
    }

    private static Arguments defect(String name, Consumer<ObjectNode> change, String message) {
        return Arguments.of(name, change, message);
    }

    private void spoil(Consumer<ObjectNode> defect) throws Exception {
        ObjectNode root = (ObjectNode) JSON.readTree(file.toFile());
        defect.accept(root);
        Files.writeString(file, root.toString());
    }

    private static void change(ObjectNode root, String field, java.util.function.UnaryOperator<byte[]> change) {
        byte[] bytes = Base64.getDecoder().decode(root.get(field).textValue());
        root.put(field, Base64.getEncoder().encodeToString(change.apply(bytes)));
    }
}
