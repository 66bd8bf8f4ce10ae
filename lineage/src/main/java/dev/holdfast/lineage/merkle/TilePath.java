package dev.holdfast.lineage.merkle;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a tile is kept and served, below a log's prefix (C2SP tlog-tiles): {@code tile/<level>/<index>[.p/<width>]}, {@code tile/entries/<index>[.p/<width>]}. */
public sealed interface TilePath {
    /** Longest text of a path: 7 groups of digits. */
    int MAXIMUM_CHARACTERS = 64;

    /** From the first of which tile. */
    long index();

    /** How many hashes or entries: 1 to {@value TileId#WIDTH}; fewer only at the right edge of a tree. */
    int width();

    /** A tile of hashes. */
    record Hashes(TileId tile, int width) implements TilePath {
        public Hashes {
            demandWidth(width);
        }

        @Override
        public long index() {
            return tile.index();
        }

        @Override
        public String toString() {
            return text(Integer.toString(tile.level()), tile.index(), width);
        }
    }

    /** The entries whose hashes are the tile of level 0 of this index. */
    record Entries(long index, int width) implements TilePath {
        public Entries {
            if (index < 0) {
                throw new IllegalArgumentException("expected an index from 0, found " + index);
            }
            demandWidth(width);
        }

        @Override
        public String toString() {
            return text("entries", index, width);
        }
    }

    /** The path of a tile. */
    static TilePath of(TileId tile, int width) {
        return new Hashes(tile, width);
    }

    /** The path in a text; empty when the text is not the one that it has. */
    static Optional<TilePath> parse(String text) {
        return text.length() <= MAXIMUM_CHARACTERS ? Form.read(text) : Optional.empty();
    }

    private static void demandWidth(int width) {
        if (width < 1 || width > TileId.WIDTH) {
            throw new IllegalArgumentException("expected a width of 1 to " + TileId.WIDTH + ", found " + width);
        }
    }

    private static String text(String level, long index, int width) {
        StringBuilder path = new StringBuilder("tile/").append(level);
        String digits = Long.toString(index);
        int groups = (digits.length() + 2) / 3;
        String padded = "0".repeat(groups * 3 - digits.length()) + digits;
        for (int group = 0; group < groups; group++) {
            path.append(group < groups - 1 ? "/x" : "/").append(padded, group * 3, group * 3 + 3);
        }
        return width == TileId.WIDTH
                ? path.toString()
                : path.append(".p/").append(width).toString();
    }

    /** The form of the text. */
    final class Form {
        private static final Pattern PATTERN =
                Pattern.compile("tile/([0-7]|entries)((?:/x[0-9]{3}){0,6})/([0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

        private Form() {}

        private static Optional<TilePath> read(String text) {
            Matcher matcher = PATTERN.matcher(text);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            try {
                long index = Long.parseLong(matcher.group(2).replace("/x", "") + matcher.group(3));
                int width = matcher.group(4) == null ? TileId.WIDTH : Integer.parseInt(matcher.group(4));
                String level = matcher.group(1).toLowerCase(Locale.ROOT);
                TilePath path = level.equals("entries")
                        ? new Entries(index, width)
                        : new Hashes(new TileId(Integer.parseInt(level), index), width);
                return path.toString().equals(text) ? Optional.of(path) : Optional.empty();
            } catch (IllegalArgumentException e) {
                // A number or a width beyond what there is.
                return Optional.empty();
            }
        }
    }
}
