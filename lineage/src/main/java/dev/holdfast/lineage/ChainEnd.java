package dev.holdfast.lineage;

import dev.holdfast.record.LineageEntry;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where the chain of an execution's entries ends.
 *
 * @param executionId the execution
 * @param entry number of the last entry; 0 before the first
 * @param hash its {@link EntryHash}; 32 zeros before the first
 */
public record ChainEnd(String executionId, long entry, ByteBuffer hash) {

    /** The end of a chain that has no entries. */
    public static ChainEnd empty(String executionId) {
        return new ChainEnd(executionId, 0, ByteBuffer.wrap(EntryHash.none()));
    }

    /** The end of a chain that ends with an entry. */
    public static ChainEnd at(LineageEntry last, byte[] hash) {
        return new ChainEnd(last.getExecutionId(), last.getEntry(), ByteBuffer.wrap(hash));
    }

    /** Why an entry is not the next one of this chain: what was expected and what was found; empty when it is. */
    public Optional<String> flaw(LineageEntry next) {
        if (!next.getExecutionId().equals(executionId)) {
            return Optional.of(
                    "expected an entry of `" + executionId + "`, found one of `" + next.getExecutionId() + "`");
        }
        if (next.getEntry() != entry + 1) {
            return Optional.of(
                    "expected entry " + (entry + 1) + " of `" + executionId + "`, found entry " + next.getEntry());
        }
        if (!next.getPreviousHash().equals(hash)) {
            return Optional.of("expected entry " + next.getEntry() + " of `" + executionId + "` to follow the hash "
                    + hex(hash) + ", found " + hex(next.getPreviousHash()));
        }
        return Optional.empty();
    }

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return HexFormat.of().formatHex(copy);
    }
}
