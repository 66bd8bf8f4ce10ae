package dev.holdfast.trust.facts;

import dev.holdfast.record.TrustState;
import org.jspecify.annotations.Nullable;

/**
 * What an execution depends on beside its own state.
 *
 * @param parent where its parent stands; null for a root, or when nothing is known of the parent
 * @param hold the operator's order that holds its parent paused: the parent's own, or of what that descends from; empty for none
 * @param issuer what is known of those who signed its grant
 * @param revocation the revocation that chooses it: id and reason; empty for none
 */
public record Surroundings(@Nullable TrustState parent, String hold, IssuerStanding issuer, String revocation) {

    /** A root whose grant's issuer is in force. */
    public static Surroundings ofRoot() {
        return new Surroundings(null, "", IssuerStanding.VALID, "");
    }

    /** A child whose grant's issuer is in force. */
    public static Surroundings below(@Nullable TrustState parent) {
        return new Surroundings(parent, "", IssuerStanding.VALID, "");
    }
}
