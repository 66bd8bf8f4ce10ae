package dev.holdfast.executor;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.signature.RecordSignature;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
    private static final ObjectMapper JSON = new ObjectMapper();

    private GrantFile() {}

    /** The file cannot be used or written. Its message names the file and what was expected. */
    public static final class GrantFileException extends Exception {
        private static final long serialVersionUID = 1L;

        GrantFileException(String message) {
            super(message);
        }
    }

    /** @throws GrantFileException when it is missing, malformed, or of a version that is not known here */
    public static SignedGrant read(Path file) throws GrantFileException {
        try {
            if (Files.size(file) > MAXIMUM_BYTES) {
                throw flaw(file, "expected at most " + MAXIMUM_BYTES + " bytes");
            }
            JsonNode root = JSON.readTree(Files.readAllBytes(file));
            String format = text(file, root, "format");
            if (!format.equals(FORMAT)) {
                throw flaw(file, "expected `format` to be `" + FORMAT + "`, found `" + format + "`");
            }
            byte[] signature = base64(file, root, "signature");
            if (!(RecordSignature.parse(signature) instanceof RecordSignature.Parsed.Signature parsed)) {
                throw flaw(
                        file,
                        "expected `signature` to be one of " + RecordSignature.HEADER_BYTES + " bytes, found "
                                + signature.length + " or another algorithm");
            }
            return SignedGrant.read(
                    text(file, root, "trustDomain"),
                    Long.parseUnsignedLong(text(file, root, "fingerprint"), 16),
                    base64(file, root, "body"),
                    parsed.value());
        } catch (NoSuchFileException e) {
            throw flaw(file, "there is no such file");
        } catch (JacksonException e) {
            throw flaw(
                    file,
                    "expected JSON, found something else at line "
                            + (e.getLocation() == null ? "1" : e.getLocation().getLineNr()));
        } catch (NumberFormatException e) {
            throw flaw(file, "expected `fingerprint` to be 16 hex digits");
        } catch (SignedGrant.InvalidGrant e) {
            throw flaw(file, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw flaw(file, "cannot be read: " + e.getMessage());
        }
    }

    /** @throws GrantFileException when the file is there already, or cannot be written */
    public static void write(Path file, SignedGrant grant) throws GrantFileException {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT);
        root.put("trustDomain", grant.trustDomain());
        root.put("fingerprint", String.format(Locale.ROOT, "%016x", grant.fingerprint()));
        root.put("body", Base64.getEncoder().encodeToString(grant.body()));
        root.put(
                "signature",
                Base64.getEncoder().encodeToString(grant.signature().header()));
        try {
            Files.writeString(
                    file, root.toPrettyString() + "\n", StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw flaw(file, "is there already; name another file");
        } catch (NoSuchFileException e) {
            throw flaw(file, "its directory does not exist");
        } catch (IOException e) {
            throw flaw(file, "cannot be written: " + e.getMessage());
        }
    }

    private static String text(Path file, JsonNode root, String field) throws GrantFileException {
        JsonNode value = root.get(field);
        if (value == null || !value.isTextual()) {
            throw flaw(file, "expected a text `" + field + "`, found none");
        }
        return value.textValue();
    }

    private static byte[] base64(Path file, JsonNode root, String field) throws GrantFileException {
        try {
            return Base64.getDecoder().decode(text(file, root, field));
        } catch (IllegalArgumentException e) {
            throw flaw(file, "expected `" + field + "` in base64");
        }
    }

    private static GrantFileException flaw(Path file, String what) {
        return new GrantFileException("grant `" + file + "`: " + what);
    }
}
