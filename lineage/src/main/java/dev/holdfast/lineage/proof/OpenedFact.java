package dev.holdfast.lineage.proof;

import java.util.Arrays;

/**
 * What opens a sealed fact of an entry.
 *
 * @param entry number of the entry
 * @param name of the fact
 * @param salt not to be changed
 * @param json the fact's value, in canonical JSON
 */
public record OpenedFact(long entry, String name, byte[] salt, String json) {
    @Override
    public boolean equals(Object other) {
        return other instanceof OpenedFact that
                && entry == that.entry
                && name.equals(that.name)
                && Arrays.equals(salt, that.salt)
                && json.equals(that.json);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(salt);
    }
}
