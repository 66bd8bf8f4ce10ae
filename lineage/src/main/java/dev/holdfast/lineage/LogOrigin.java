package dev.holdfast.lineage;

import dev.holdfast.lineage.note.KeyName;
import java.util.Optional;

/**
 * Names the log of one partition of a deployment: the first line of its checkpoints (C2SP tlog-checkpoint, "origin") and the name of the keys that sign them.
 *
 * @param trustDomain name of the deployment
 * @param partition from 0
 */
public record LogOrigin(String trustDomain, int partition) {
    private static final String ROOM = "/lineage/";

    /** @throws IllegalArgumentException when the trust domain's name cannot be that of a key; see {@link #flaw} */
    public LogOrigin {
        Optional<String> flaw = flaw(trustDomain, partition);
        if (flaw.isPresent()) {
            throw new IllegalArgumentException(flaw.get());
        }
    }

    /** Why there is no log of that name; empty when there can be one. */
    public static Optional<String> flaw(String trustDomain, int partition) {
        if (partition < 0) {
            return Optional.of("expected a partition from 0, found " + partition);
        }
        return trustDomain.isEmpty()
                ? Optional.of("expected the name of a trust domain, found an empty one")
                : KeyName.flaw(text(trustDomain, partition));
    }

    private static String text(String trustDomain, int partition) {
        return trustDomain + ROOM + partition;
    }

    /** The line: {@code example.org/lineage/3}. */
    @Override
    public String toString() {
        return text(trustDomain, partition);
    }
}
