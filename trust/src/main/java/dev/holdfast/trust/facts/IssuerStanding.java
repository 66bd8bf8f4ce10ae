package dev.holdfast.trust.facts;

/** What is known of those who signed a grant, at this instant. */
public enum IssuerStanding {
    /** There is no grant. */
    NONE,
    /** An authority in force, within its scope, with enough signatures; or, for a child, its parent's executor. */
    VALID,
    /** No authority holds the keys. */
    UNKNOWN,
    /** The authority is not valid yet. */
    NOT_YET_VALID,
    /** The authority is not valid any more. */
    EXPIRED,
    /** The authority may not speak for this agent, tenant or region. */
    OUT_OF_SCOPE,
    /** Fewer of the authority's keys have signed than must. */
    TOO_FEW_SIGNATURES
}
