package dev.holdfast.trust.appraisal;

import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.AttestationOutcome;
import dev.holdfast.record.AttestationResult;
import dev.holdfast.record.Grant;
import dev.holdfast.trust.evidence.spiffe.SpiffeBundle;
import dev.holdfast.trust.evidence.spiffe.SpiffeIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What becomes of results when the authorities change: an SVID proves nothing any more once the very authority that signed it is out of force, however
 * recent it is. A bundle that has its next keys beside those undoes nothing.
 */
public final class Reappraisal {
    private Reappraisal() {}

    /**
     * The results as they stand now; the same list when all that were verified still are.
     *
     * @param bundles those of SPIFFE trust domains, by their names, that are in force now for the subject of the grant
     */
    public static List<AttestationResult> of(
            Grant grant, List<AttestationResult> results, Function<String, Optional<SpiffeBundle>> bundles) {
        if (grant.getSpiffeId() == null || results.stream().noneMatch(Reappraisal::restsOnABundle)) {
            return results;
        }
        Optional<SpiffeBundle> bundle =
                SpiffeIds.trustDomain(grant.getSpiffeId()).flatMap(bundles);
        var standing = new ArrayList<AttestationResult>();
        boolean changed = false;
        for (AttestationResult result : results) {
            boolean stands = !restsOnABundle(result)
                    || bundle.filter(it -> it.holds(result.getKind(), result.getAuthority()))
                            .isPresent();
            standing.add(stands ? result : undone(result));
            changed |= !stands;
        }
        return changed ? List.copyOf(standing) : results;
    }

    private static boolean restsOnABundle(AttestationResult result) {
        boolean svid = result.getKind() == AttestationKind.X509_SVID || result.getKind() == AttestationKind.JWT_SVID;
        return svid && result.getOutcome() == AttestationOutcome.VERIFIED;
    }

    private static AttestationResult undone(AttestationResult result) {
        return AttestationResult.newBuilder(result)
                .setOutcome(AttestationOutcome.UNKNOWN)
                .setUntil(0)
                .setDetail("the authority that signed it is not in force any more; show an SVID of one that is")
                .build();
    }
}
