package dev.holdfast.cli.tree;

import dev.holdfast.record.Coordinates;
import dev.holdfast.record.GovernanceRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What acts of governance say, by where they stand. Those that compaction took away are not among them. One thread. */
public final class GovernanceActs {
    private final Map<Coordinates, String> acts = new HashMap<>();

    /** Takes in one. */
    void take(Coordinates at, GovernanceRecord act) {
        if (act.getOrder() != null) {
            acts.put(
                    at,
                    "order " + act.getOrder().getAction() + " `"
                            + act.getOrder().getId() + "` by `" + act.getOrder().getOperator() + "`");
        } else if (act.getRevocation() != null) {
            acts.put(
                    at,
                    "revocation `" + act.getRevocation().getId() + "` by `"
                            + act.getRevocation().getOperator() + "`");
        } else if (act.getAuthority() != null) {
            acts.put(
                    at,
                    "version " + act.getAuthority().getVersion() + " of authority `"
                            + act.getAuthority().getName() + "`");
        }
    }

    /** What stands there; empty when that is not known. */
    Optional<String> at(Coordinates at) {
        return Optional.ofNullable(acts.get(at));
    }
}
