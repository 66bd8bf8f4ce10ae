package dev.holdfast.executor.attest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.trust.appraisal.Results;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Asks a command for a signed statement. The command runs in a shell and finds {@value #NAME}, {@value #TRUST_DOMAIN}, {@value #EXECUTION} and
 * {@value #NONCE} (lower-case hex) in its environment; it prints a JSON object with {@code value}, {@code issuedAtMillis} and {@code signature}
 * (base64, in the form of the header {@code holdfast-signature}), as {@code holdfast statement} does.
 *
 * @param about name of the evidence that is stated
 * @param command for {@code sh -c}
 */
public record StatementCommand(String about, String command) implements Attester {
    /** Name of the evidence that is to be stated. */
    public static final String NAME = "HOLDFAST_STATEMENT";

    /** Name of the deployment. */
    public static final String TRUST_DOMAIN = "HOLDFAST_TRUST_DOMAIN";

    /** The execution. */
    public static final String EXECUTION = "HOLDFAST_EXECUTION";

    /** The evaluator's challenge. */
    public static final String NONCE = "HOLDFAST_NONCE";

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String name() {
        return Results.nameOf(AttestationKind.STATEMENT, about);
    }

    @Override
    public Proof attest(Occasion occasion) throws NotAttested, InterruptedException {
        ByteBuffer nonce = occasion.nonce().duplicate();
        byte[] raw = new byte[nonce.remaining()];
        nonce.get(raw);
        Map<String, String> environment = Map.of(
                NAME, about,
                TRUST_DOMAIN, occasion.trustDomain(),
                EXECUTION, occasion.grant().getExecutionId(),
                NONCE, HexFormat.of().formatHex(raw));
        try (Tool tool = Tool.prepare()) {
            tool.run(List.of("sh", "-c", command), environment);
            JsonNode said = JSON.readTree(tool.printed());
            if (!said.path("value").isTextual()
                    || !said.path("signature").isTextual()
                    || !said.path("issuedAtMillis").canConvertToLong()) {
                throw notJson();
            }
            return Proof.of(Attestation.newBuilder()
                    .setKind(AttestationKind.STATEMENT)
                    .setName(about)
                    .setPayload(StandardCharsets.UTF_8.encode(said.path("value").textValue()))
                    .setIssuedAt(
                            Instant.ofEpochMilli(said.path("issuedAtMillis").longValue()))
                    .setNonce(occasion.nonce())
                    .setSignature(ByteBuffer.wrap(
                            Base64.getDecoder().decode(said.path("signature").textValue())))
                    .build());
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw notJson();
        } catch (IOException e) {
            throw new NotAttested("cannot read what the command for `" + about + "` printed: " + e.getMessage());
        }
    }

    private NotAttested notJson() {
        return new NotAttested("expected the command for `" + about
                + "` to print a JSON object with value, issuedAtMillis and signature (base64), found something else");
    }
}
