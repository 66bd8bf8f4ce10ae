package dev.holdfast.cli.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;

import dev.holdfast.executor.attest.Attester.Occasion;
import dev.holdfast.executor.attest.Attester.Proof;
import dev.holdfast.executor.attest.JwtSvidFile;
import dev.holdfast.executor.attest.NotAttested;
import dev.holdfast.executor.attest.X509SvidFiles;
import dev.holdfast.record.Attestation;
import dev.holdfast.record.Grant;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.trust.evidence.Appraisal;
import dev.holdfast.trust.evidence.Challenge;
import dev.holdfast.trust.evidence.Presentation;
import dev.holdfast.trust.evidence.spiffe.JwtSvidCheck;
import dev.holdfast.trust.evidence.spiffe.SpiffeBundle;
import dev.holdfast.trust.evidence.spiffe.X509SvidCheck;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an executor makes of an agent's files, the evaluator verifies. */
class SvidFilesTest {
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[SigningKey.SEED_BYTES]);
    private static final Challenge CHALLENGE = Challenge.derivedFrom(KEY, "tests");

    @TempDir
    private Path directory;

    static Stream<Named<KeyPair>> keys() throws Exception {
        return Stream.of(
                named("P-256", SvidIssuer.ec("secp256r1")),
                named("P-384", SvidIssuer.ec("secp384r1")),
                named("RSA", SvidIssuer.rsa()));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void shouldProveAnX509Svid(KeyPair keys) throws Exception {
        var issuer = new SvidIssuer();
        issuer.x509(directory, keys);

        Proof proof = files().attest(occasion());

        assertThat(proof.until()).isAfter(now()).isBefore(now().plusSeconds(3_700));
        Attestation attestation = proof.attestations().get(0);
        Appraisal appraisal =
                X509SvidCheck.check(attestation, SvidIssuer.ID, bundle(issuer).x509(), presentation());
        assertThat(appraisal).as(appraisal.detail()).isInstanceOf(Appraisal.Verified.class);
        assertThat(X509SvidCheck.check(
                        attestation, SvidIssuer.ID, bundle(new SvidIssuer()).x509(), presentation()))
                .isInstanceOf(Appraisal.Failed.class);
    }

    @Test
    void shouldReadTheFilesAnew() throws Exception {
        var issuer = new SvidIssuer();
        issuer.x509(directory, SvidIssuer.ec("secp256r1"));
        ByteBuffer first =
                files().attest(occasion()).attestations().get(0).getChain().get(0);

        issuer.x509(directory, SvidIssuer.ec("secp256r1"));

        assertThat(files().attest(occasion()).attestations().get(0).getChain().get(0))
                .isNotEqualTo(first);
    }

    @Test
    void shouldNotSignWithAKeyThatIsNotTheSvids() throws Exception {
        var issuer = new SvidIssuer();
        issuer.x509(directory, SvidIssuer.ec("secp256r1"));
        Path other = Files.createDirectory(directory.resolve("other"));
        issuer.x509(other, SvidIssuer.ec("secp256r1"));

        assertThatThrownBy(() -> new X509SvidFiles(directory.resolve("svid.pem"), other.resolve("svid_key.pem"))
                        .attest(occasion()))
                .isInstanceOf(NotAttested.class)
                .hasMessageContaining("found another; are the files being replaced?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
    void shouldNotUseAKeyThatOthersMayTouch(String permissions) throws Exception {
        var issuer = new SvidIssuer();
        issuer.x509(directory, SvidIssuer.ec("secp256r1"));
        Path key = directory.resolve("svid_key.pem");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(permissions));

        assertThatThrownBy(() -> files().attest(occasion()))
                .isInstanceOf(NotAttested.class)
                .hasMessage("private key `" + key + "`: expected permissions 0600, found " + permissions
                        + "; run `chmod 600 " + key + "`");
    }

    @ParameterizedTest
    @ValueSource(strings = {"r--------", "rwx------"})
    void shouldUseAKeyThatItsOwnerAloneMayTouch(String permissions) throws Exception {
        var issuer = new SvidIssuer();
        issuer.x509(directory, SvidIssuer.ec("secp256r1"));
        Files.setPosixFilePermissions(directory.resolve("svid_key.pem"), PosixFilePermissions.fromString(permissions));

        assertThat(files().attest(occasion()).attestations()).hasSize(1);
    }

    @Test
    void shouldNotPresentWhatHasRunOut() throws Exception {
        var issuer = new SvidIssuer();
        issuer.x509(directory, SvidIssuer.ec("secp256r1"), now().minusSeconds(2));
        Path token = issuer.jwt(directory.resolve("token"), "tests", now().minusSeconds(2));

        assertThatThrownBy(() -> files().attest(occasion()))
                .isInstanceOf(NotAttested.class)
                .hasMessageContaining("found one that ran out at");
        assertThatThrownBy(() -> new JwtSvidFile(token).attest(occasion()))
                .isInstanceOf(NotAttested.class)
                .hasMessageContaining("found one that ran out at");
    }

    @Test
    void shouldPresentAToken() throws Exception {
        var issuer = new SvidIssuer();
        Path file = issuer.jwt(directory.resolve("token"), "tests");

        Proof proof = new JwtSvidFile(file).attest(occasion());

        assertThat(proof.until()).isAfter(now()).isBefore(now().plusSeconds(3_700));
        Appraisal appraisal = JwtSvidCheck.check(
                proof.attestations().get(0),
                SvidIssuer.ID,
                "tests",
                bundle(issuer).jwt(),
                presentation());
        assertThat(appraisal).as(appraisal.detail()).isInstanceOf(Appraisal.Verified.class);
    }

    private X509SvidFiles files() {
        return new X509SvidFiles(directory.resolve("svid.pem"), directory.resolve("svid_key.pem"));
    }

    private SpiffeBundle bundle(SvidIssuer issuer) throws Exception {
        byte[] bytes = Files.readAllBytes(issuer.bundle(directory.resolve("bundle.json")));
        return ((SpiffeBundle.Parsed.Bundle) SpiffeBundle.parse(SvidIssuer.TRUST_DOMAIN, bytes)).value();
    }

    private static Presentation presentation() {
        return new Presentation(CHALLENGE, "job-1", KEY.verifyingKey(), System.currentTimeMillis());
    }

    private static Instant now() {
        return Instant.ofEpochMilli(System.currentTimeMillis());
    }

    private static Occasion occasion() {
        GeneratedClasses.trust();
        Grant grant = Grant.newBuilder()
                .setExecutionId("job-1")
                .setGrantId("g-1")
                .setAgent("worker")
                .setInitiator("alice")
                .setExecutorKey(ByteBuffer.wrap(KEY.verifyingKey().raw()))
                .setIssuedAt(Instant.EPOCH)
                .setNotBefore(Instant.EPOCH)
                .setNotAfter(Instant.EPOCH.plusSeconds(60))
                .setScope(List.of(new ScopeRule("*", "*", null, null)))
                .build();
        ByteBuffer nonce = ByteBuffer.wrap(CHALLENGE.at(System.currentTimeMillis()));
        return new Occasion("tests", grant, KEY.verifyingKey(), nonce);
    }
}
