package dev.holdfast.rules.explain;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A condition that cannot be taken apart further, as it was on one fact.
 *
 * @param line of its rule's file, from 1
 * @param text as DRL; `not` before it where its rule asks for its absence
 * @param met whether it was as its rule wants it
 * @param values what it read of the fact: in terms of DRL, to what was there, in words
 * @param gap by how much it missed; empty when it was met
 */
public record Seen(int line, String text, boolean met, SortedMap<String, String> values, Optional<Gap> gap) {
    public Seen {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }
}
