package dev.holdfast.lineage.merkle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The definitions of RFC 6962, section 2.1, word for word: over all leaves, by recursion. */
final class NaiveTree {
    private final List<Hash> leaves;
    private final Map<Long, Hash> known = new HashMap<>();

    NaiveTree(List<Hash> leaves) {
        this.leaves = leaves;
    }

    /** MTH(D[from:to]). */
    Hash root(int from, int to) {
        if (from == to) {
            return Hash.EMPTY_TREE;
        }
        if (to - from == 1) {
            return leaves.get(from);
        }
        long place = (long) from << Integer.SIZE | to;
        Hash present = known.get(place);
        if (present == null) {
            int k = split(to - from);
            present = Hash.ofNode(root(from, from + k), root(from + k, to));
            known.put(place, present);
        }
        return present;
    }

    /** PATH(m, D[from:to]). */
    List<Hash> path(int m, int from, int to) {
        if (to - from == 1) {
            return List.of();
        }
        int k = split(to - from);
        return m < k
                ? with(path(m, from, from + k), root(from + k, to))
                : with(path(m - k, from + k, to), root(from, from + k));
    }

    /** PROOF(m, D[from:to]). */
    List<Hash> proof(int m, int from, int to) {
        return subproof(m, from, to, true);
    }

    private List<Hash> subproof(int m, int from, int to, boolean whole) {
        if (m == to - from) {
            return whole ? List.of() : List.of(root(from, to));
        }
        int k = split(to - from);
        return m <= k
                ? with(subproof(m, from, from + k, whole), root(from + k, to))
                : with(subproof(m - k, from + k, to, false), root(from, from + k));
    }

    private static List<Hash> with(List<Hash> path, Hash last) {
        var longer = new ArrayList<>(path);
        longer.add(last);
        return longer;
    }

    private static int split(int count) {
        int k = 1;
        while (2 * k < count) {
            k *= 2;
        }
        return k;
    }
}
