package dev.holdfast.executor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.signature.RecordSignature;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;

/**
 * A signed grant in a file: JSON with {@code format} ({@value #FORMAT}), {@code trustDomain}, {@code fingerprint} of the writer's schema (16
 * hex digits), and {@code body} and {@code signature} in base64. What is granted stands in the body alone, so that nothing readable can
 * say otherwise: {@code holdfast grant show} reads it.
 */
public final class GrantFile {
    /** Names the form of the file. */
    public static final String FORMAT = "holdfast-grant/1";

    private static final long MAXIMUM_BYTES = 256 * 1024;

    private GrantFile() {}

    /** The file cannot be used or written. Its message names the file and what was expected. */
    public static final class GrantFileException extends Exception {
        private static final long serialVersionUID = 1L;

        GrantFileException(JsonFile.Flaw flaw) {
            super(flaw.getMessage());
        }
    }

    /** @throws GrantFileException when it is missing, malformed, or of a version that is not known here */
    public static SignedGrant read(Path path) throws GrantFileException {
        JsonFile file = file(path);
        try {
            JsonNode root = file.read(MAXIMUM_BYTES);
            RecordSignature signature = file.signature(root);
            try {
                return SignedGrant.read(
                        file.text(root, "trustDomain"),
                        Long.parseUnsignedLong(file.text(root, "fingerprint"), 16),
                        file.base64(root, "body"),
                        signature);
            } catch (NumberFormatException e) {
                throw file.flaw("expected `fingerprint` to be 16 hex digits");
            } catch (SignedGrant.InvalidGrant e) {
                throw file.flaw(String.valueOf(e.getMessage()));
            }
        } catch (JsonFile.Flaw e) {
            throw new GrantFileException(e);
        }
    }

    /** @throws GrantFileException when the file is there already, or cannot be written */
    public static void write(Path path, SignedGrant grant) throws GrantFileException {
        JsonFile file = file(path);
        ObjectNode root = file.begin();
        root.put("trustDomain", grant.trustDomain());
        root.put("fingerprint", String.format(Locale.ROOT, "%016x", grant.fingerprint()));
        root.put("body", Base64.getEncoder().encodeToString(grant.body()));
        root.put(
                "signature",
                Base64.getEncoder().encodeToString(grant.signature().header()));
        try {
            file.write(root);
        } catch (JsonFile.Flaw e) {
            throw new GrantFileException(e);
        }
    }

    private static JsonFile file(Path path) {
        return new JsonFile("grant", path, FORMAT);
    }
}
