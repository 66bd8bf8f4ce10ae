package dev.holdfast.lineage.note;

import dev.holdfast.lineage.merkle.Hash;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a log says of itself at one size (C2SP tlog-checkpoint): the text of a note.
 *
 * @param origin names the log; of the form of a {@link KeyName}, which is stricter than the specification
 * @param size how many entries it has, from 0
 * @param root of the tree of all of them
 * @param extensions further lines, which say nothing here; none of ours has any
 */
public record Checkpoint(String origin, long size, Hash root, List<String> extensions) {
    /** Most further lines. */
    public static final int MAXIMUM_EXTENSIONS = 16;

    private static final int LINES = 3;
    private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,18}");

    /** @throws IllegalArgumentException when the origin is no key's name or the size is negative */
    public Checkpoint {
        Optional<String> flaw = KeyName.flaw(origin);
        if (flaw.isPresent() || size < 0) {
            throw new IllegalArgumentException(flaw.orElse("expected a size from 0, found " + size));
        }
        extensions = List.copyOf(extensions);
    }

    /** One without further lines. */
    public static Checkpoint of(String origin, long size, Hash root) {
        return new Checkpoint(origin, size, root, List.of());
    }

    /** What a text turned out to be. */
    public sealed interface Parsed {
        /** A checkpoint; whether it is to be believed is for its note's signatures to say. */
        record Read(Checkpoint value) implements Parsed {}

        /** Not a checkpoint, and why. */
        record Malformed(String why) implements Parsed {}
    }

    /** Reads the text of a note. */
    public static Parsed parse(String text) {
        if (!text.endsWith("\n")) {
            return new Parsed.Malformed("expected a checkpoint that ends with the end of a line");
        }
        List<String> lines = List.of(text.substring(0, text.length() - 1).split("\n", -1));
        if (lines.size() < LINES || lines.size() > LINES + MAXIMUM_EXTENSIONS || lines.contains("")) {
            return new Parsed.Malformed("expected a checkpoint of " + LINES + " to " + (LINES + MAXIMUM_EXTENSIONS)
                    + " lines, none of them empty, found " + lines.size());
        }
        Optional<String> origin = KeyName.flaw(lines.get(0));
        if (origin.isPresent()) {
            return new Parsed.Malformed("origin of a checkpoint: " + origin.get());
        }
        Optional<Long> size = size(lines.get(1));
        if (size.isEmpty()) {
            return new Parsed.Malformed("expected the size of a checkpoint in decimal without leading zeros");
        }
        Optional<Hash> root = Hash.ofBase64(lines.get(2));
        if (root.isEmpty()) {
            return new Parsed.Malformed("expected the root of a checkpoint, 32 bytes, in base 64");
        }
        return new Parsed.Read(
                new Checkpoint(lines.get(0), size.get(), root.get(), lines.subList(LINES, lines.size())));
    }

    /** A size in the one spelling that it has; empty when the text is none, or beyond 2^63 - 1. */
    public static Optional<Long> size(String text) {
        if (!SIZE.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The text, as it is signed. */
    public String text() {
        var text = new StringBuilder(origin)
                .append('\n')
                .append(size)
                .append('\n')
                .append(root.base64())
                .append('\n');
        extensions.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }
}
