package dev.holdfast.lineage.note;

import dev.holdfast.trust.signature.NoteContent;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** What signatures with an instant cover, and how they are put together with it (C2SP tlog-cosignature). */
final class Cosigned {
    private static final byte[] LABEL = "subtree/v1\n\0".getBytes(StandardCharsets.US_ASCII);

    private Cosigned() {}

    /** Of Ed25519: the instant before the whole text. */
    static NoteContent text(String text, long posixSeconds) {
        return new NoteContent("cosignature/v1\ntime " + posixSeconds + "\n" + text);
    }

    /** Of ML-DSA-44: who signs, when, and the tree, without what else a checkpoint says. */
    static byte[] message(String name, Checkpoint checkpoint, long posixSeconds) {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        try {
            out.write(LABEL);
            writeName(out, name);
            out.writeLong(posixSeconds);
            writeName(out, checkpoint.origin());
            out.writeLong(0);
            out.writeLong(checkpoint.size());
            out.write(checkpoint.root().bytes());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to memory", e);
        }
        return bytes.toByteArray();
    }

    private static void writeName(DataOutputStream out, String name) throws IOException {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        out.writeByte(text.length);
        out.write(text);
    }

    /** The instant (8 bytes, big-endian) and the signature. */
    static byte[] joined(long posixSeconds, byte[] signature) {
        return ByteBuffer.allocate(Long.BYTES + signature.length)
                .putLong(posixSeconds)
                .put(signature)
                .array();
    }

    /** A signature behind its instant. */
    record Timed(long posixSeconds, byte[] signature) {
        /** Empty when there is no room for both, or the instant lies beyond 2^63 - 1. */
        static Optional<Timed> of(NoteSignature signature) {
            byte[] bytes = signature.signature();
            if (bytes.length <= Long.BYTES || bytes[0] < 0) {
                return Optional.empty();
            }
            return Optional.of(
                    new Timed(ByteBuffer.wrap(bytes).getLong(), Arrays.copyOfRange(bytes, Long.BYTES, bytes.length)));
        }

        /** Empty when it says none. */
        OptionalLong instant() {
            return posixSeconds == 0 ? OptionalLong.empty() : OptionalLong.of(posixSeconds);
        }
    }
}
