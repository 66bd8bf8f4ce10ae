package dev.holdfast.lineage.note;

import dev.holdfast.lineage.StrictBase64;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * One signature line of a note. Not verified: see {@link VerifierKey}. Immutable.
 *
 * @param name of the key, as {@link KeyName} has it
 * @param keyId first four bytes of a hash of name, type and key
 * @param signature what the key's type makes of it; not to be changed
 */
public record NoteSignature(String name, int keyId, byte[] signature) {
    /** Largest signature, in bytes: beyond the largest that is standardized for keys that stand against quantum computers and fit in a note. */
    public static final int MAXIMUM_BYTES = 8_192;

    private static final String DASH = "\u2014 ";

    /** Reads a line, without its end; empty when it is none. */
    static Optional<NoteSignature> parse(String line) {
        int space = line.lastIndexOf(' ');
        if (!line.startsWith(DASH) || space < DASH.length()) {
            return Optional.empty();
        }
        String name = line.substring(DASH.length(), space);
        byte[] bytes = StrictBase64.decode(line.substring(space + 1)).orElse(new byte[0]);
        if (KeyName.flaw(name).isPresent() || bytes.length <= Integer.BYTES || bytes.length > MAXIMUM_BYTES) {
            return Optional.empty();
        }
        return Optional.of(new NoteSignature(
                name, ByteBuffer.wrap(bytes).getInt(), Arrays.copyOfRange(bytes, Integer.BYTES, bytes.length)));
    }

    /** The line, with its end. */
    public String line() {
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES + signature.length)
                .putInt(keyId)
                .put(signature)
                .array();
        return DASH + name + " " + StrictBase64.encode(bytes) + "\n";
    }

    /** Name and id of the key: {@code example.org/lineage/3+1a2b3c4d}. */
    public String key() {
        return VerifierKey.keyText(name, keyId);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoteSignature that
                && name.equals(that.name)
                && keyId == that.keyId
                && Arrays.equals(signature, that.signature);
    }

    @Override
    public int hashCode() {
        return 31 * keyId + Arrays.hashCode(signature);
    }

    @Override
    public String toString() {
        return "signature of `" + key() + "`";
    }
}
