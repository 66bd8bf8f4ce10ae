package dev.holdfast.trust.keyfile;

import dev.holdfast.trust.signature.KeyPem;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.signature.VerifyingKey;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Reads and writes key files. A private key that others than its owner may read is refused. */
public final class KeyFiles {
    private static final long MAXIMUM_BYTES = 10_000;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private KeyFiles() {}

    /** The key cannot be used or written. Its message names the file and what to do; it never contains key material. */
    public static final class KeyFileException extends Exception {
        private static final long serialVersionUID = 1L;

        KeyFileException(String message) {
            super(message);
        }
    }

    /** @throws KeyFileException when the file is missing, is no Ed25519 private key, or others than its owner may read it */
    public static SigningKey readSigningKey(Path file) throws KeyFileException {
        String text = read(file, "private key");
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            var others = EnumSet.noneOf(PosixFilePermission.class);
            others.addAll(permissions);
            others.removeAll(EnumSet.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE));
            if (!others.isEmpty()) {
                throw new KeyFileException("private key `" + file + "`: expected permissions 0600, found "
                        + PosixFilePermissions.toString(permissions) + "; run `chmod 600 " + file + "`");
            }
            return KeyPem.readSigningKey(text);
        } catch (KeyPem.MalformedKey e) {
            throw new KeyFileException(
                    "private key `" + file + "`: " + e.getMessage() + "; make one with `holdfast keys new --out FILE`");
        } catch (IOException e) {
            throw new KeyFileException("private key `" + file + "`: cannot read its permissions: " + e.getMessage());
        }
    }

    /** @throws KeyFileException when the file is missing or is no Ed25519 public key */
    public static VerifyingKey readVerifyingKey(Path file) throws KeyFileException {
        String text = read(file, "public key");
        try {
            return KeyPem.readVerifyingKey(text);
        } catch (KeyPem.MalformedKey e) {
            throw new KeyFileException("public key `" + file + "`: " + e.getMessage());
        }
    }

    /**
     * Writes a new pair: the private key to the file, readable by its owner alone, the public key beside it as {@code FILE.pub}.
     *
     * @return the file of the public key
     * @throws KeyFileException when either file is there already, or cannot be written; nothing is left half-done
     */
    public static Path writePair(Path file, SigningKey key) throws KeyFileException {
        Path publicFile = publicFileOf(file);
        if (Files.exists(publicFile)) {
            throw new KeyFileException("`" + publicFile + "` is there already; no key is ever overwritten");
        }
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            try {
                Files.writeString(file, KeyPem.write(key));
                Files.writeString(publicFile, KeyPem.write(key.verifyingKey()), StandardOpenOption.CREATE_NEW);
            } catch (IOException e) {
                Files.deleteIfExists(file);
                throw e;
            }
            return publicFile;
        } catch (FileAlreadyExistsException e) {
            throw new KeyFileException("`" + e.getFile() + "` is there already; no key is ever overwritten");
        } catch (NoSuchFileException e) {
            throw new KeyFileException("cannot write `" + file + "`: its directory does not exist");
        } catch (IOException e) {
            throw new KeyFileException("cannot write `" + file + "`: " + e.getMessage());
        }
    }

    /** Where the public half of a private key's file stands. */
    public static Path publicFileOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".pub");
    }

    private static String read(Path file, String what) throws KeyFileException {
        try {
            if (Files.size(file) > MAXIMUM_BYTES) {
                throw new KeyFileException(
                        what + " `" + file + "`: expected PEM text of at most " + MAXIMUM_BYTES + " bytes");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new KeyFileException(what + " `" + file + "`: there is no such file");
        } catch (MalformedInputException e) {
            throw new KeyFileException(what + " `" + file + "`: expected PEM text, found other bytes");
        } catch (IOException e) {
            throw new KeyFileException(what + " `" + file + "`: cannot be read: " + e.getMessage());
        }
    }
}
