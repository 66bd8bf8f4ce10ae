package dev.holdfast.executor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.record.Voucher;
import dev.holdfast.trust.authority.Subject;
import java.nio.ByteBuffer;
import java.nio.file.Path;
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

    private VoucherFile() {}

    /** The file cannot be used or written. Its message names the file and what was expected. */
    public static final class VoucherFileException extends Exception {
        private static final long serialVersionUID = 1L;

        VoucherFileException(JsonFile.Flaw flaw) {
            super(flaw.getMessage());
        }
    }

    /**
     * A voucher, and for whom it is. What is said beside the signature can be believed only once the signature has been verified.
     *
     * @param executorKey raw Ed25519 public key
     */
    public record Vouched(String trustDomain, ByteBuffer executorKey, Subject subject, Voucher voucher) {}

    /** @throws VoucherFileException when it is missing, malformed, or of a version that is not known here */
    public static Vouched read(Path path) throws VoucherFileException {
        JsonFile file = file(path);
        try {
            JsonNode root = file.read(MAXIMUM_BYTES);
            return new Vouched(
                    file.text(root, "trustDomain"),
                    ByteBuffer.wrap(file.base64(root, "executorKey")),
                    new Subject(file.text(root, "agent"), file.text(root, "tenant"), file.text(root, "region")),
                    new Voucher(
                            notAfter(file, root),
                            ByteBuffer.wrap(file.signature(root).header())));
        } catch (JsonFile.Flaw e) {
            throw new VoucherFileException(e);
        }
    }

    /** @throws VoucherFileException when the file is there already, or cannot be written */
    public static void write(Path path, Vouched vouched) throws VoucherFileException {
        JsonFile file = file(path);
        ObjectNode root = file.begin();
        root.put("trustDomain", vouched.trustDomain());
        root.put("executorKey", base64(vouched.executorKey()));
        root.put("agent", vouched.subject().agent());
        root.put("tenant", vouched.subject().tenant());
        root.put("region", vouched.subject().region());
        root.put("notAfter", vouched.voucher().getNotAfter().toString());
        root.put("signature", base64(vouched.voucher().getSignature()));
        try {
            file.write(root);
        } catch (JsonFile.Flaw e) {
            throw new VoucherFileException(e);
        }
    }

    private static JsonFile file(Path path) {
        return new JsonFile("voucher", path, FORMAT);
    }

    private static Instant notAfter(JsonFile file, JsonNode root) throws JsonFile.Flaw {
        try {
            return Instant.parse(file.text(root, "notAfter"));
        } catch (DateTimeParseException e) {
            throw file.flaw("expected `notAfter` to be an instant such as 2030-01-31T08:00:00Z");
        }
    }

    private static String base64(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
