package dev.holdfast.executor.process.actions;

import dev.holdfast.executor.process.actions.Reported.Reason;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Cuts a stream of bytes into lines, keeping no more than one line in memory, until it meets the end mark. One thread. */
final class Lines {
    private final Consumer<Reported> listener;
    private final byte[] endMark;
    private final byte[] line = new byte[ReportedLine.LINE_LIMIT_BYTES - 1];
    private int kept;
    private long length;
    private int marked;

    /**
     * Lines for this listener.
     *
     * @param endMark its first byte must not occur in it again
     */
    Lines(byte[] endMark, Consumer<Reported> listener) {
        this.endMark = endMark.clone();
        this.listener = listener;
    }

    /** Takes what was read next. Returns true once the end mark has come; what follows it is not looked at. */
    boolean take(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                marked = 0;
                endLine();
            } else {
                if (kept < line.length) {
                    line[kept++] = next;
                }
                length++;
                marked = next == endMark[marked] ? marked + 1 : next == endMark[0] ? 1 : 0;
                if (marked == endMark.length) {
                    length -= endMark.length;
                    kept = (int) Math.min(kept, length);
                    end();
                    return true;
                }
            }
        }
        return false;
    }

    /** No more will come; what has no line feed yet is reported as unfinished. */
    void end() {
        if (length > 0) {
            listener.accept(ReportedLine.malformed(Reason.UNFINISHED, line, kept, length));
        }
        startLine();
    }

    private void endLine() {
        Reported reported = length > kept
                ? ReportedLine.malformed(Reason.TOO_LONG, line, kept, length)
                : ReportedLine.read(line, kept);
        startLine();
        listener.accept(reported);
    }

    private void startLine() {
        kept = 0;
        length = 0;
        marked = 0;
    }
}
