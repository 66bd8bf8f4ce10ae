package dev.holdfast.lineage.note;

import dev.holdfast.lineage.StrictBase64;
import dev.holdfast.trust.signature.Digest;
import dev.holdfast.trust.signature.MlDsaVerifyingKey;
import dev.holdfast.trust.signature.NoteContent;
import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** A public key with its name and what its signatures mean (C2SP signed-note, "Verifier keys"). Immutable; any thread. */
public sealed interface VerifierKey {
    /** Longest text of a key: that of ML-DSA-44 with the longest name. */
    int MAXIMUM_CHARACTERS = 2_200;

    /** As {@link KeyName} has it. */
    String name();

    /** The byte by which its kind of signature is told from others. */
    byte type();

    /** The key in bytes. */
    byte[] raw();

    /** What its signature on a text is. */
    Verification verify(String text, NoteSignature signature);

    /** What verification established. */
    sealed interface Verification {
        /**
         * The text is what the owner of this key signed.
         *
         * @param posixSeconds when, as the owner says; empty where signatures of this kind do not say, or this one does not
         */
        record Valid(VerifierKey key, OptionalLong posixSeconds) implements Verification {}

        /** It is not, and why. */
        record Invalid(String why) implements Verification {}
    }

    /** Type 0x01: Ed25519 over the text. */
    record Ed25519(String name, VerifyingKey key) implements VerifierKey {
        public Ed25519 {
            demandName(name);
        }

        @Override
        public byte type() {
            return 0x01;
        }

        @Override
        public byte[] raw() {
            return key.raw();
        }

        @Override
        public Verification verify(String text, NoteSignature signature) {
            return key.verifies(new NoteContent(text), signature.signature())
                    ? new Verification.Valid(this, OptionalLong.empty())
                    : invalid(this);
        }
    }

    /** Type 0x04: Ed25519 over an instant and the text, the mark of a witness. */
    record Cosigner(String name, VerifyingKey key) implements VerifierKey {
        public Cosigner {
            demandName(name);
        }

        @Override
        public byte type() {
            return 0x04;
        }

        @Override
        public byte[] raw() {
            return key.raw();
        }

        @Override
        public Verification verify(String text, NoteSignature signature) {
            Optional<Cosigned.Timed> timed = Cosigned.Timed.of(signature);
            boolean valid = timed.isPresent()
                    && key.verifies(
                            Cosigned.text(text, timed.get().posixSeconds()),
                            timed.get().signature());
            return valid ? new Verification.Valid(this, timed.get().instant()) : invalid(this);
        }
    }

    /** Type 0x06: ML-DSA-44 over an instant and the tree that a checkpoint names. Of a witness, or a log's own. */
    record MlDsa(String name, MlDsaVerifyingKey key) implements VerifierKey {
        public MlDsa {
            demandName(name);
        }

        @Override
        public byte type() {
            return 0x06;
        }

        @Override
        public byte[] raw() {
            return key.raw();
        }

        @Override
        public Verification verify(String text, NoteSignature signature) {
            Optional<Cosigned.Timed> timed = Cosigned.Timed.of(signature);
            if (timed.isEmpty() || !(Checkpoint.parse(text) instanceof Checkpoint.Parsed.Read read)) {
                return invalid(this);
            }
            byte[] message = Cosigned.message(name, read.value(), timed.get().posixSeconds());
            return key.verifies(message, timed.get().signature())
                    ? new Verification.Valid(this, timed.get().instant())
                    : invalid(this);
        }
    }

    private static void demandName(String name) {
        Optional<String> flaw = KeyName.flaw(name);
        if (flaw.isPresent()) {
            throw new IllegalArgumentException(flaw.get());
        }
    }

    private static Verification invalid(VerifierKey key) {
        return new Verification.Invalid(
                "the signature of `" + keyText(key.name(), key.id()) + "` does not fit the text");
    }

    /** The id in its signatures: the first four bytes of the SHA-256 of name, end of line, type and key. */
    default int id() {
        MessageDigest digest = Digest.newSha256();
        digest.update(name().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        digest.update(type());
        return ByteBuffer.wrap(digest.digest(raw())).getInt();
    }

    /** Whether a signature says that it is this key's. */
    default boolean made(NoteSignature signature) {
        return signature.name().equals(name()) && signature.keyId() == id();
    }

    /** The key as text: name, id in hex, type and key in base 64, with {@code +} between. */
    default String vkey() {
        byte[] raw = raw();
        byte[] typed = ByteBuffer.allocate(1 + raw.length).put(type()).put(raw).array();
        return keyText(name(), id()) + "+" + StrictBase64.encode(typed);
    }

    /** What names a key beside others: {@code example.org/lineage/3+1a2b3c4d}. */
    static String keyText(String name, int id) {
        return name + "+" + String.format("%08x", id);
    }

    /** What a text turned out to be. */
    sealed interface Parsed {
        /** A key. */
        record Key(VerifierKey value) implements Parsed {}

        /** Not a key, and why. */
        record Malformed(String why) implements Parsed {}
    }

    /** Reads a key's text. */
    static Parsed parse(String vkey) {
        return vkey.length() <= MAXIMUM_CHARACTERS
                ? Form.read(vkey)
                : new Parsed.Malformed(
                        "expected a verifier key of at most " + MAXIMUM_CHARACTERS + " characters, found more");
    }

    /** The form of the text. */
    final class Form {
        private static final Pattern ID = Pattern.compile("[0-9a-f]{8}");

        private Form() {}

        private static Parsed read(String vkey) {
            String[] parts = vkey.split("\\+", 3);
            byte[] typed = parts.length < 3
                    ? new byte[0]
                    : StrictBase64.decode(parts[2]).orElse(new byte[0]);
            if (typed.length < 2 || !ID.matcher(parts[1]).matches()) {
                return new Parsed.Malformed(
                        "expected a verifier key such as `name+1a2b3c4d+base64`: a name, 8 hex digits and base 64");
            }
            try {
                VerifierKey key = of(parts[0], typed[0], Arrays.copyOfRange(typed, 1, typed.length));
                return key.vkey().equals(vkey)
                        ? new Parsed.Key(key)
                        : new Parsed.Malformed("expected the id `" + String.format("%08x", key.id())
                                + "` of the verifier key of `" + key.name() + "`, found `" + parts[1] + "`");
            } catch (IllegalArgumentException e) {
                return new Parsed.Malformed("verifier key: " + e.getMessage());
            }
        }

        private static VerifierKey of(String name, byte type, byte[] raw) {
            return switch (type) {
                case 0x01 -> new Ed25519(name, VerifyingKey.of(raw));
                case 0x04 -> new Cosigner(name, VerifyingKey.of(raw));
                case 0x06 -> new MlDsa(name, MlDsaVerifyingKey.of(raw));
                default ->
                    throw new IllegalArgumentException("expected type 1, 4 or 6, found " + Byte.toUnsignedInt(type));
            };
        }
    }
}
