package dev.holdfast.executor.process.actions;

import dev.holdfast.executor.process.actions.Reported.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Reads one line. Pure; any thread. */
final class ReportedLine {
    /** With its line feed: what POSIX lets Linux write into a pipe in one piece (PIPE_BUF). */
    static final int LINE_LIMIT_BYTES = 4096;

    static final int RESOURCE_LIMIT = 1024;
    static final int BEGINNING_LIMIT = 200;

    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,64}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private ReportedLine() {}

    /** Reads a whole line, given without its line feed. */
    static Reported read(byte[] line, int length) {
        if (length == 0) {
            return malformed(Reason.EMPTY, line, length, length);
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, 0, length))
                    .toString();
        } catch (CharacterCodingException notText) {
            return malformed(Reason.NOT_TEXT, line, length, length);
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            return malformed(Reason.CONTROL_CHARACTER, line, length, length);
        }
        boolean count = text.charAt(0) == '+';
        int space = text.indexOf(' ');
        String name = text.substring(count ? 1 : 0, space < 0 ? text.length() : space);
        String rest = space < 0 ? "" : text.substring(space + 1);
        if (!NAME.matcher(name).matches()) {
            return malformed(Reason.BAD_NAME, line, length, length);
        }
        if (count) {
            return NUMBER.matcher(rest).matches()
                    ? new Reported.Count(name, Long.parseLong(rest))
                    : malformed(Reason.BAD_NUMBER, line, length, length);
        }
        return rest.isEmpty() || rest.length() > RESOURCE_LIMIT
                ? malformed(Reason.BAD_RESOURCE, line, length, length)
                : new Reported.Action(name, rest);
    }

    /** A line that cannot be read, of which the first {@code kept} bytes are at hand. */
    static Reported malformed(Reason reason, byte[] line, int kept, long lengthBytes) {
        String text = new String(line, 0, Math.min(kept, BEGINNING_LIMIT), StandardCharsets.UTF_8);
        String plain = text.replaceAll("\\p{Cntrl}", "\uFFFD");
        return new Reported.Malformed(
                reason, plain.substring(0, Math.min(plain.length(), BEGINNING_LIMIT)), lengthBytes);
    }
}
