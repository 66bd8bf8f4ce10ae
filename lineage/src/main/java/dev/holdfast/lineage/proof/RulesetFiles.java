package dev.holdfast.lineage.proof;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A ruleset with its files.
 *
 * @param digest by which entries name it, as the file says
 * @param files path to text
 */
public record RulesetFiles(String digest, SortedMap<String, String> files) {
    public RulesetFiles {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /** The same, of files in any order. */
    public static RulesetFiles of(String digest, Map<String, String> files) {
        return new RulesetFiles(digest, new TreeMap<>(files));
    }
}
