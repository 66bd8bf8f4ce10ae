package dev.holdfast.cli.tree;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Coordinates;
import dev.holdfast.record.Finding;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.record.TrustState;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A decision by which an execution came to stand elsewhere, or was given a command.
 *
 * @param finding the severest, when there is any
 * @param trigger the record on which it was decided
 */
public record Transition(
        Instant at,
        TrustState to,
        @Nullable ControlAction command,
        Optional<Finding> finding,
        TriggerKind kind,
        Coordinates trigger) {

    /** The decision in an entry; empty when it moved nothing. */
    static Optional<Transition> of(LineageEntry entry) {
        if (entry.getFrom() == entry.getTo() && entry.getCommand() == null) {
            return Optional.empty();
        }
        return Optional.of(new Transition(
                entry.getDecidedAt(),
                entry.getTo(),
                entry.getCommand(),
                entry.getFindings().stream().findFirst(),
                entry.getTriggerKind(),
                entry.getTrigger()));
    }
}
