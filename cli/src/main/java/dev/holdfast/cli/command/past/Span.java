package dev.holdfast.cli.command.past;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.InstantText;
import dev.holdfast.record.LineageEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A span of time.
 *
 * @param from the first instant in it
 * @param to the first one after it
 */
public record Span(Instant from, Instant to) {
    public static Span of(@Nullable String from, @Nullable String to) throws CommandFailed {
        var span = new Span(
                from == null ? Instant.EPOCH : InstantText.parse("--from", from),
                to == null ? Instant.MAX : InstantText.parse("--to", to));
        if (!span.from.isBefore(span.to)) {
            throw new CommandFailed("expected --from before --to, found " + span, 2);
        }
        return span;
    }

    public boolean holds(LineageEntry entry) {
        return !entry.getDecidedAt().isBefore(from) && entry.getDecidedAt().isBefore(to);
    }

    @Override
    public String toString() {
        return (from.equals(Instant.EPOCH) ? "the beginning" : from) + " to " + (to.equals(Instant.MAX) ? "now" : to);
    }
}
