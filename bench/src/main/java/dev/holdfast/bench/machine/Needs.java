package dev.holdfast.bench.machine;

import java.util.Optional;

/**
 * What a run takes of the machine.
 *
 * @param heapMegabytes of this process
 * @param memoryMegabytes of other processes beside it
 * @param diskMegabytes in the temporary directory
 */
public record Needs(long heapMegabytes, long memoryMegabytes, long diskMegabytes) {
    /** What both take, when they run one after the other. */
    public Needs and(Needs other) {
        return new Needs(
                Math.max(heapMegabytes, other.heapMegabytes),
                Math.max(memoryMegabytes, other.memoryMegabytes),
                Math.max(diskMegabytes, other.diskMegabytes));
    }

    /**
     * What is lacking, for people; empty when all is there.
     *
     * @param there what there is
     */
    public Optional<String> lackOf(Needs there) {
        return lack(heapMegabytes, there.heapMegabytes, "heap", "give Java more, as with `HOLDFAST_OPTS=-Xmx4g`")
                .or(() -> lack(memoryMegabytes, there.memoryMegabytes, "free memory", "end other processes"))
                .or(() -> lack(
                        diskMegabytes,
                        there.diskMegabytes,
                        "space in the temporary directory",
                        "name another one with `HOLDFAST_OPTS=-Djava.io.tmpdir=DIR`"));
    }

    private static Optional<String> lack(long needed, long there, String what, String remedy) {
        return there >= needed
                ? Optional.empty()
                : Optional.of("expected " + needed + " MB of " + what + ", found " + there + " MB; " + remedy
                        + ", or measure less with `--size smoke`");
    }
}
