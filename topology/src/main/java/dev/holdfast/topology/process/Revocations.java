package dev.holdfast.topology.process;

import dev.holdfast.record.Revocation;
import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.trust.signature.KeyId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The revocations in force on a partition. None is ever forgotten: whatever one names, a grant or an execution included, may be granted to somebody
 * tomorrow by the same name. So there are at most {@value #MAXIMUM}, and {@value #MAXIMUM_OF_EVERYTHING} more of everything, for which there is
 * always to be room. How many there are does not slow the search for those that reach one execution.
 */
final class Revocations {
    static final int MAXIMUM = 10_000;
    static final int MAXIMUM_OF_EVERYTHING = 100;

    private static final Selector EVERYTHING = new Selector(SelectorKind.EVERYTHING, "everything");
    private static final Map<String, InForce> NONE = Map.of();

    private final Map<String, InForce> byId = new HashMap<>();
    private final Map<Selector, Map<String, InForce>> bySelector = new HashMap<>();

    /** A revocation, and who signed it. */
    record InForce(Revocation revocation, Set<KeyId> signers) {}

    @Nullable
    Revocation get(String id) {
        InForce present = byId.get(id);
        return present == null ? null : present.revocation();
    }

    /** What is wrong with taking up one more; empty when nothing is. */
    Optional<String> flaw(Revocation revocation) {
        int ofEverything = by(EVERYTHING).size();
        if (EVERYTHING.equals(revocation.getSelector())) {
            return ofEverything < MAXIMUM_OF_EVERYTHING
                    ? Optional.empty()
                    : Optional.of("expected at most " + MAXIMUM_OF_EVERYTHING
                            + " revocations of everything, all of which stand; order a halt instead");
        }
        return byId.size() - ofEverything < MAXIMUM
                ? Optional.empty()
                : Optional.of("expected at most " + MAXIMUM
                        + " revocations, all of which stand; nothing is revoked by this one: revoke more at once (by agent, tenant, issuer or"
                        + " everything), withdraw the authority that issues, or order a halt");
    }

    void add(Revocation revocation, Set<KeyId> signers) {
        var inForce = new InForce(revocation, Set.copyOf(signers));
        byId.put(revocation.getId(), inForce);
        bySelector
                .computeIfAbsent(revocation.getSelector(), selector -> new HashMap<>())
                .put(revocation.getId(), inForce);
    }

    boolean isEmpty() {
        return byId.isEmpty();
    }

    /** Those by any of these selectors, in the order of their ids. */
    Collection<InForce> by(List<Selector> selectors) {
        var found = new TreeMap<String, InForce>();
        for (Selector selector : selectors) {
            found.putAll(by(selector));
        }
        return found.values();
    }

    private Map<String, InForce> by(Selector selector) {
        Map<String, InForce> found = bySelector.get(selector);
        return found == null ? NONE : found;
    }
}
