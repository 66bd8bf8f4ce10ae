package dev.holdfast.rules.drl;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Bytes of a file, which must be UTF-8. */
public final class DrlBytes {
    private DrlBytes() {}

    /**
     * What was read.
     *
     * @param text up to the first fault
     * @param fault where the bytes are no UTF-8; empty when they are
     */
    public record Decoded(DrlText text, Optional<Diagnostic> fault) {}

    /** Reads bytes. */
    public static Decoded decode(String path, byte[] bytes) {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        var text = new DrlText(path, out.flip().toString());
        return new Decoded(
                text,
                result.isError()
                        ? Optional.of(Diagnostic.at(
                                text,
                                text.text().length(),
                                0,
                                Problem.ENCODING,
                                String.format("expected UTF-8, found the byte 0x%02x", bytes[in.position()]),
                                "save the file as UTF-8"))
                        : Optional.empty());
    }
}
