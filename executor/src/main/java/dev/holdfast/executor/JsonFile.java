package dev.holdfast.executor;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.trust.signature.RecordSignature;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;

/**
 * A file with one JSON object whose {@code format} says what it is, and whose other fields are texts.
 *
 * @param what it holds, as messages name it
 * @param format the form that is read and written here
 */
record JsonFile(String what, Path file, String format) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The file cannot be used or written. Its message names the file and what was expected. */
    static final class Flaw extends Exception {
        private static final long serialVersionUID = 1L;

        private Flaw(String message) {
            super(message);
        }
    }

    /** An object to fill and to write. */
    ObjectNode begin() {
        return JSON.createObjectNode().put("format", format);
    }

    /** @throws Flaw when it is missing, too big, no JSON, or of another format */
    JsonNode read(long maximumBytes) throws Flaw {
        try {
            if (Files.size(file) > maximumBytes) {
                throw flaw("expected at most " + maximumBytes + " bytes");
            }
            JsonNode root = JSON.readTree(Files.readAllBytes(file));
            String found = text(root, "format");
            if (!found.equals(format)) {
                throw flaw("expected `format` to be `" + format + "`, found `" + found + "`");
            }
            return root;
        } catch (NoSuchFileException e) {
            throw flaw("there is no such file");
        } catch (JacksonException e) {
            throw flaw("expected JSON, found something else at line "
                    + (e.getLocation() == null ? "1" : e.getLocation().getLineNr()));
        } catch (IOException e) {
            throw flaw("cannot be read: " + e.getMessage());
        }
    }

    /** @throws Flaw when the file is there already, or cannot be written */
    void write(ObjectNode root) throws Flaw {
        try {
            Files.writeString(
                    file, root.toPrettyString() + "\n", StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw flaw("is there already; name another file");
        } catch (NoSuchFileException e) {
            throw flaw("its directory does not exist");
        } catch (IOException e) {
            throw flaw("cannot be written: " + e.getMessage());
        }
    }

    String text(JsonNode root, String field) throws Flaw {
        JsonNode value = root.get(field);
        if (value == null || !value.isTextual()) {
            throw flaw("expected a text `" + field + "`, found none");
        }
        return value.textValue();
    }

    byte[] base64(JsonNode root, String field) throws Flaw {
        try {
            return Base64.getDecoder().decode(text(root, field));
        } catch (IllegalArgumentException e) {
            throw flaw("expected `" + field + "` in base64");
        }
    }

    /** The field {@code signature}, whose form is sound; whether it holds is another question. */
    RecordSignature signature(JsonNode root) throws Flaw {
        byte[] signature = base64(root, "signature");
        if (RecordSignature.parse(signature) instanceof RecordSignature.Parsed.Signature parsed) {
            return parsed.value();
        }
        throw flaw("expected `signature` to be one of " + RecordSignature.HEADER_BYTES + " bytes, found "
                + signature.length + " or another algorithm");
    }

    Flaw flaw(String expected) {
        return new Flaw(what + " `" + file + "`: " + expected);
    }
}
