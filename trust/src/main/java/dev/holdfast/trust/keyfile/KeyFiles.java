package dev.holdfast.trust.keyfile;

import dev.holdfast.trust.signature.KeyPem;
import dev.holdfast.trust.signature.MlDsaPem;
import dev.holdfast.trust.signature.MlDsaSigningKey;
import dev.holdfast.trust.signature.MlDsaVerifyingKey;
import dev.holdfast.trust.signature.Pkcs12;
import dev.holdfast.trust.signature.ProtectedPem;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.signature.VerifyingKey;
import dev.holdfast.trust.signature.WrongPassword;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;

/** Reads and writes key files. A private key that others than its owner may read is refused. */
public final class KeyFiles {
    private static final long MAXIMUM_BYTES = 10_000;
    // A store may hold certificates beside the key.
    private static final long MAXIMUM_STORE_BYTES = 100_000;
    private static final String PKCS12_ENDING = ".p12";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rwx------");

    private KeyFiles() {}

    /** The key cannot be used or written. Its message names the file and what to do; it never contains key material. */
    public static final class KeyFileException extends Exception {
        private static final long serialVersionUID = 1L;

        KeyFileException(String message) {
            super(message);
        }
    }

    /**
     * Reads a private key that is under no password.
     *
     * @throws KeyFileException when the file is missing, is no Ed25519 private key, needs a password, or others than its owner may touch it
     */
    public static SigningKey readSigningKey(Path file) throws KeyFileException {
        return readSigningKey(file, Optional.empty());
    }

    /**
     * Reads a private key: PEM, with or without a password, or PKCS#12 where the file's name ends in {@code .p12}.
     *
     * @param password not used where none is needed
     * @throws KeyFileException when the file is missing, is no Ed25519 private key, needs a password and gets none or another one, or others
     *     than its owner may touch it
     */
    public static SigningKey readSigningKey(Path file, Optional<char[]> password) throws KeyFileException {
        try {
            if (file.toString().endsWith(PKCS12_ENDING)) {
                byte[] store = readBytes(file, "private key", MAXIMUM_STORE_BYTES, "a PKCS#12 store");
                demandOwnerOnly("private key", file);
                return Pkcs12.read(store, demand(file, password));
            }
            String text = read(file, "private key");
            demandOwnerOnly("private key", file);
            return ProtectedPem.isProtected(text)
                    ? ProtectedPem.read(text, demand(file, password))
                    : KeyPem.readSigningKey(text);
        } catch (KeyPem.MalformedKey e) {
            throw new KeyFileException(
                    "private key `" + file + "`: " + e.getMessage() + "; make one with `holdfast keys new --out FILE`");
        } catch (WrongPassword e) {
            throw new KeyFileException(
                    "private key `" + file + "`: expected the password that it was written with, found another"
                            + " one, or the file is damaged; try again");
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
     * Reads a private key of ML-DSA-44: PEM, under no password.
     *
     * @throws KeyFileException when the file is missing, is no such key, or others than its owner may touch it
     */
    public static MlDsaSigningKey readMlDsaSigningKey(Path file) throws KeyFileException {
        String text = read(file, "private key");
        demandOwnerOnly("private key", file);
        try {
            return MlDsaPem.readSigningKey(text);
        } catch (KeyPem.MalformedKey e) {
            throw new KeyFileException("private key `" + file + "`: " + e.getMessage());
        }
    }

    /** @throws KeyFileException when the file is missing or is no ML-DSA-44 public key */
    public static MlDsaVerifyingKey readMlDsaVerifyingKey(Path file) throws KeyFileException {
        String text = read(file, "public key");
        try {
            return MlDsaPem.readVerifyingKey(text);
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
        return writePair(file, KeyPem.write(key), KeyPem.write(key.verifyingKey()));
    }

    /**
     * Writes a new pair with the private key under a password, as PEM; otherwise as {@link #writePair(Path, SigningKey)} does.
     *
     * @param password not empty; left as it is, for the caller to clear
     * @return the file of the public key
     * @throws KeyFileException when the password is empty, the name ends in {@code .p12}, either file is there already, or cannot be
     *     written; nothing is left half-done
     */
    public static Path writePair(Path file, SigningKey key, char[] password) throws KeyFileException {
        if (password.length == 0) {
            throw new KeyFileException("cannot write `" + file + "`: expected a password, found an empty one");
        }
        return writePair(file, ProtectedPem.write(key, password, new SecureRandom()), KeyPem.write(key.verifyingKey()));
    }

    /** Writes a new pair of ML-DSA-44; otherwise as {@link #writePair(Path, SigningKey)} does. */
    public static Path writePair(Path file, MlDsaSigningKey key) throws KeyFileException {
        return writePair(file, MlDsaPem.write(key), MlDsaPem.write(key.verifyingKey()));
    }

    private static Path writePair(Path file, String text, String publicText) throws KeyFileException {
        if (file.toString().endsWith(PKCS12_ENDING)) {
            throw new KeyFileException("cannot write `" + file + "`: keys are written as PEM; name the file `.pem`");
        }
        Path publicFile = publicFileOf(file);
        if (Files.exists(publicFile)) {
            throw new KeyFileException("`" + publicFile + "` is there already; no key is ever overwritten");
        }
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            try {
                Files.writeString(file, text);
                Files.writeString(publicFile, publicText, StandardOpenOption.CREATE_NEW);
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

    private static char[] demand(Path file, Optional<char[]> password) throws KeyFileException {
        return password.orElseThrow(() -> new KeyFileException("private key `" + file
                + "`: expected its password, found none; give the password, or name a key that is under none"));
    }

    /**
     * Makes sure that nobody but its owner may touch a file that holds a secret.
     *
     * @param what it holds, for the message
     * @throws KeyFileException when somebody else may, or the file is missing
     */
    public static void demandOwnerOnly(String what, Path file) throws KeyFileException {
        Set<PosixFilePermission> permissions;
        try {
            permissions = Files.getPosixFilePermissions(file);
        } catch (NoSuchFileException e) {
            throw new KeyFileException(what + " `" + file + "`: there is no such file");
        } catch (IOException e) {
            throw new KeyFileException(what + " `" + file + "`: cannot read its permissions: " + e.getMessage());
        }
        if (!OWNERS.containsAll(permissions)) {
            throw new KeyFileException(what + " `" + file + "`: expected permissions 0600, found "
                    + PosixFilePermissions.toString(permissions) + "; run `chmod 600 " + file + "`");
        }
    }

    private static String read(Path file, String what) throws KeyFileException {
        byte[] bytes = readBytes(file, what, MAXIMUM_BYTES, "PEM text");
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new KeyFileException(what + " `" + file + "`: expected PEM text, found other bytes");
        }
    }

    private static byte[] readBytes(Path file, String what, long maximumBytes, String expected)
            throws KeyFileException {
        try {
            if (Files.size(file) > maximumBytes) {
                throw new KeyFileException(
                        what + " `" + file + "`: expected " + expected + " of at most " + maximumBytes + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new KeyFileException(what + " `" + file + "`: there is no such file");
        } catch (IOException e) {
            throw new KeyFileException(what + " `" + file + "`: cannot be read: " + e.getMessage());
        }
    }
}
