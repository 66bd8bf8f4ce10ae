package dev.holdfast.executor;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.record.Voucher;
import dev.holdfast.trust.authority.Subject;
import dev.holdfast.trust.signature.RecordSignature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;

/**
 * A voucher for an executor's key in a file: JSON with {@code format} ({@value #FORMAT}), {@code trustDomain}, {@code executorKey} (base64 of the raw
 * public key), {@code agent}, {@code tenant}, {@code region}, {@code notAfter} (ISO 8601) and {@code signature} (base64). It holds no secret.
 */
public final class VoucherFile {
    /** Names the form of the file. */
    public static final String FORMAT = "holdfast-voucher/1";

    private static final long MAXIMUM_BYTES = 64 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private VoucherFile() {}

    /** The file cannot be used or written. Its message names the file and what was expected. */
    public static final class VoucherFileException extends Exception {
        private static final long serialVersionUID = 1L;

        VoucherFileException(String message) {
            super(message);
        }
    }

    /**
     * A voucher, and for whom it is. What is said beside the signature can be believed only once the signature has been verified.
     *
     * @param executorKey raw Ed25519 public key
     */
    public record Vouched(String trustDomain, ByteBuffer executorKey, Subject subject, Voucher voucher) {}

    /** @throws VoucherFileException when it is missing, malformed, or of a version that is not known here */
    public static Vouched read(Path file) throws VoucherFileException {
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
            if (!(RecordSignature.parse(signature) instanceof RecordSignature.Parsed.Signature)) {
                throw flaw(
                        file,
                        "expected `signature` to be one of " + RecordSignature.HEADER_BYTES + " bytes, found "
                                + signature.length + " or another algorithm");
            }
            return new Vouched(
                    text(file, root, "trustDomain"),
                    ByteBuffer.wrap(base64(file, root, "executorKey")),
                    new Subject(text(file, root, "agent"), text(file, root, "tenant"), text(file, root, "region")),
                    new Voucher(Instant.parse(text(file, root, "notAfter")), ByteBuffer.wrap(signature)));
        } catch (NoSuchFileException e) {
            throw flaw(file, "there is no such file");
        } catch (JacksonException e) {
            throw flaw(file, "expected JSON, found something else");
        } catch (DateTimeParseException e) {
            throw flaw(file, "expected `notAfter` to be an instant such as 2030-01-31T08:00:00Z");
        } catch (IOException e) {
            throw flaw(file, "cannot be read: " + e.getMessage());
        }
    }

    /** @throws VoucherFileException when the file is there already, or cannot be written */
    public static void write(Path file, Vouched vouched) throws VoucherFileException {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT);
        root.put("trustDomain", vouched.trustDomain());
        root.put("executorKey", base64(vouched.executorKey()));
        root.put("agent", vouched.subject().agent());
        root.put("tenant", vouched.subject().tenant());
        root.put("region", vouched.subject().region());
        root.put("notAfter", vouched.voucher().getNotAfter().toString());
        root.put("signature", base64(vouched.voucher().getSignature()));
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

    private static String text(Path file, JsonNode root, String field) throws VoucherFileException {
        JsonNode value = root.get(field);
        if (value == null || !value.isTextual()) {
            throw flaw(file, "expected a text `" + field + "`, found none");
        }
        return value.textValue();
    }

    private static byte[] base64(Path file, JsonNode root, String field) throws VoucherFileException {
        try {
            return Base64.getDecoder().decode(text(file, root, field));
        } catch (IllegalArgumentException e) {
            throw flaw(file, "expected `" + field + "` in base64");
        }
    }

    private static String base64(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static VoucherFileException flaw(Path file, String what) {
        return new VoucherFileException("voucher `" + file + "`: " + what);
    }
}
