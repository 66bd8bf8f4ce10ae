package dev.holdfast.bench.recover;

/**
 * What an evaluator keeps or restores of state that it does not decide by.
 *
 * @param partitions of how many
 * @param lag how many records it is behind, all together
 */
record Copies(int partitions, long lag) {
    /** The lag of a copy of which nothing has come yet: more than there is. */
    static final long UNKNOWN = 1L << 40;

    static final Copies NONE = new Copies(0, 0);

    String line() {
        return partitions + " " + lag;
    }

    static Copies parse(String line) {
        int space = line.indexOf(' ');
        return new Copies(Integer.parseInt(line.substring(0, space)), Long.parseLong(line.substring(space + 1)));
    }
}
