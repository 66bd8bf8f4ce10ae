package dev.holdfast.executor.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.executor.attest.Attester.Occasion;
import dev.holdfast.executor.attest.Attester.Proof;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.Grant;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attesters that ask another program, or read what one has written. */
@Timeout(60)
class CommandAttesterTest {
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[SigningKey.SEED_BYTES]);

    @TempDir
    private Path directory;

    @Test
    void shouldAskACommandForAStatement() throws Exception {
        String command = "printf '{\"value\":\"%s\",\"issuedAtMillis\":7,\"signature\":\"AQI=\"}'"
                + " \"$HOLDFAST_STATEMENT $HOLDFAST_TRUST_DOMAIN $HOLDFAST_EXECUTION $HOLDFAST_NONCE\"";

        Proof proof = new StatementCommand("image", command).attest(occasion());

        assertThat(proof.until()).isEqualTo(Instant.MAX);
        assertThat(proof.attestations()).singleElement().satisfies(each -> {
            assertThat(each.getKind()).isEqualTo(AttestationKind.STATEMENT);
            assertThat(each.getName()).isEqualTo("image");
            assertThat(StandardCharsets.UTF_8
                            .decode(each.getPayload().duplicate())
                            .toString())
                    .isEqualTo("image tests job-1 " + "00".repeat(32));
            assertThat(each.getIssuedAt()).isEqualTo(Instant.ofEpochMilli(7));
            assertThat(each.getSignature()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
            assertThat(each.getNonce()).isEqualTo(ByteBuffer.allocate(32));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo no",
                "echo '{}'",
                "echo '{\"value\":1,\"issuedAtMillis\":7,\"signature\":\"AQI=\"}'",
                "echo '{\"value\":\"1\",\"issuedAtMillis\":7,\"signature\":\"?\"}'",
                "echo '[]'"
            })
    void shouldSayWhatACommandHasToPrint(String command) {
        assertThatThrownBy(() -> new StatementCommand("image", command).attest(occasion()))
                .isInstanceOf(NotAttested.class)
                .hasMessage("expected the command for `image` to print a JSON object with value, issuedAtMillis and"
                        + " signature (base64), found something else");
    }

    @Test
    void shouldSayThatACommandFailed() {
        assertThatThrownBy(() -> new StatementCommand("image", "echo 'no key' >&2; exit 3").attest(occasion()))
                .isInstanceOf(NotAttested.class)
                .hasMessage("expected `sh` to end with 0, found 3: no key");
        assertThatThrownBy(() -> new StatementCommand("image", "true").attest(occasion()))
                .isInstanceOf(NotAttested.class)
                .hasMessageContaining("found none");
    }

    @Test
    void shouldAskForNoQuoteThatNobodyWants() {
        assertThatThrownBy(() -> new TpmQuoteCommand("ak.ctx").attest(occasion()))
                .isInstanceOf(NotAttested.class)
                .hasMessage("the grant asks for no quote; leave the TPM's key away");
    }

    @Test
    void shouldSayWhatIsWrongWithSvidFiles() throws Exception {
        Path absent = directory.resolve("absent.pem");
        Path other = Files.writeString(directory.resolve("other.pem"), "something");

        assertThatThrownBy(() -> new X509SvidFiles(absent, other).attest(occasion()))
                .isInstanceOf(NotAttested.class)
                .hasMessageStartingWith("cannot read `" + absent + "` (NoSuchFileException)");
        assertThatThrownBy(() -> new X509SvidFiles(other, other).attest(occasion()))
                .isInstanceOf(NotAttested.class)
                .hasMessage("expected certificates in PEM in `" + other + "`, the SVID first; found none");
        assertThatThrownBy(() -> new JwtSvidFile(other).attest(occasion()))
                .isInstanceOf(NotAttested.class)
                .hasMessage("expected a signed token in compact form in `" + other + "`, found other bytes");
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
        return new Occasion("tests", grant, KEY.verifyingKey(), ByteBuffer.allocate(32));
    }
}
