package dev.holdfast.topology.simulation.invariant;

import dev.holdfast.lineage.ChainEnd;
import dev.holdfast.lineage.EntryHash;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.record.TrustState;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** An execution's committed entries are numbered without a gap, each names the hash of the one before, and each goes on where that one left it, by a legal move. */
public final class Chain implements Invariant {
    private static final Map<TrustState, Set<TrustState>> MOVES = Map.of(
            TrustState.PENDING,
            EnumSet.of(
                    TrustState.PENDING, TrustState.TRUSTED, TrustState.HALTED, TrustState.COMPLETED, TrustState.DENIED),
            TrustState.TRUSTED,
            EnumSet.of(TrustState.TRUSTED, TrustState.PAUSED, TrustState.HALTED, TrustState.COMPLETED),
            TrustState.PAUSED,
            EnumSet.of(TrustState.PAUSED, TrustState.TRUSTED, TrustState.HALTED, TrustState.COMPLETED),
            TrustState.HALTED,
            EnumSet.of(TrustState.HALTED),
            TrustState.COMPLETED,
            EnumSet.of(TrustState.COMPLETED),
            TrustState.DENIED,
            EnumSet.of(TrustState.DENIED));

    private final Map<String, Last> lasts = new HashMap<>();

    private record Last(ChainEnd end, TrustState state, Instant decidedAt) {}

    @Override
    public void committed(Observed written) {
        if (written.forgets()) {
            lasts.remove(written.id());
        }
        written.as(LineageEntry.class).ifPresent(entry -> {
            String id = written.id();
            Last last = lasts.getOrDefault(id, new Last(ChainEnd.empty(id), TrustState.PENDING, Instant.MIN));
            last.end().flaw(entry).ifPresent(flaw -> {
                throw new Broken(id, flaw);
            });
            boolean reopened = last.state() == TrustState.DENIED
                    && entry.getFrom() == TrustState.PENDING
                    && entry.getTriggerKind() == TriggerKind.GRANT;
            Broken.unless(
                    entry.getFrom() == last.state() || reopened,
                    id,
                    "expected entry " + entry.getEntry() + " to go on from " + last.state() + ", found "
                            + entry.getFrom());
            Broken.unless(
                    MOVES.get(entry.getFrom()).contains(entry.getTo()),
                    id,
                    "expected a legal move in entry " + entry.getEntry() + ", found one from " + entry.getFrom()
                            + " to " + entry.getTo());
            Broken.unless(
                    !entry.getDecidedAt().isBefore(last.decidedAt()),
                    id,
                    "expected entry " + entry.getEntry() + " not before " + last.decidedAt() + ", found "
                            + entry.getDecidedAt());
            byte[] value = written.output().value();
            lasts.put(id, new Last(ChainEnd.at(entry, EntryHash.ofRecord(value)), entry.getTo(), entry.getDecidedAt()));
        });
    }
}
