package dev.holdfast.trust.admission;

import dev.holdfast.trust.verdict.Check;

/**
 * What is known of whose the key is that asks.
 *
 * @param check UNKNOWN when nobody vouches for it, FAILED when somebody does and may not, or not for this
 * @param detail for a person: what was expected, what was found
 * @param validMillis until the first of the vouchers ends; 0 unless VERIFIED
 */
public record Identity(Check check, String detail, long validMillis) {}
