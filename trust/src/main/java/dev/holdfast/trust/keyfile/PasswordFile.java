package dev.holdfast.trust.keyfile;

import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** A password in a file of one line, which nobody but its owner may touch. */
public final class PasswordFile {
    private static final long MAXIMUM_BYTES = 1_024;

    private PasswordFile() {}

    /**
     * The password, for the caller to clear.
     *
     * @throws KeyFileException when the file is missing, has not exactly one line, or others than its owner may touch it
     */
    public static char[] read(Path file) throws KeyFileException {
        try {
            KeyFiles.demandOwnerOnly("password file", file);
            if (Files.size(file) > MAXIMUM_BYTES) {
                throw flaw(file, "expected one line of at most " + MAXIMUM_BYTES + " bytes");
            }
            return line(file, Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw flaw(file, "there is no such file");
        } catch (CharacterCodingException e) {
            throw flaw(file, "expected text in UTF-8, found other bytes");
        } catch (IOException e) {
            throw flaw(file, "cannot be read: " + e.getMessage());
        }
    }

    private static char[] line(Path file, byte[] bytes) throws KeyFileException, CharacterCodingException {
        CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        Arrays.fill(bytes, (byte) 0);
        int end = text.length();
        if (end > 0 && text.charAt(end - 1) == '\n') {
            end--;
        }
        if (end > 0 && text.charAt(end - 1) == '\r') {
            end--;
        }
        var password = new char[end];
        text.get(password);
        Arrays.fill(text.array(), '\0');
        if (end == 0) {
            throw flaw(file, "expected a password, found an empty line");
        }
        for (char each : password) {
            if (each == '\n') {
                throw flaw(file, "expected one line, found more");
            }
        }
        return password;
    }

    private static KeyFileException flaw(Path file, String what) {
        return new KeyFileException("password file `" + file + "`: " + what);
    }
}
