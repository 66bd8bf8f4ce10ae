package dev.holdfast.trust.sealing;

import dev.holdfast.record.Dimension;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.facts.FactSnapshot;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which facts a grant may seal: all but those by which anybody can see that a lease rests on all dimensions, that a move was one that there is, and that the grant is the one that was decided by; the grant itself is in the open. */
public final class Sealable {
    private static final Set<String> OPEN = Stream.concat(
                    Stream.of("agent", "grantPresent", "grantRemainingMillis", "initiator", "region", "tenant"),
                    Arrays.stream(Dimension.values()).map(ExecutionFacts::propertyOf))
            .collect(Collectors.toUnmodifiableSet());
    private static final Set<String> PROPERTIES = Set.copyOf(FactSnapshot.propertyNames(ExecutionFacts.class));

    private Sealable() {}

    /** What is wrong with the names of facts that are to be sealed; empty for nothing. A name that no fact has would seal nothing, unnoticed. */
    public static Optional<String> flaw(List<String> names) {
        for (String name : names) {
            if (!PROPERTIES.contains(name)) {
                return Optional.of("expected the name of a fact to be sealed, found `" + name
                        + "`; docs/rules/facts.md lists them");
            }
            if (OPEN.contains(name)) {
                return Optional.of("expected a fact that may be sealed, found `" + name
                        + "`, without which nobody could see what a decision rests on");
            }
        }
        return Optional.empty();
    }
}
