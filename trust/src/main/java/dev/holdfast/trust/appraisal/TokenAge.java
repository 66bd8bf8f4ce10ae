package dev.holdfast.trust.appraisal;

import dev.holdfast.record.TokenSight;
import dev.holdfast.trust.evidence.Appraisal.Verified;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * From when on the age of a JWT-SVID counts. A token can be presented as often as one likes until it runs out, so neither that nor another one in
 * between may make it younger.
 *
 * @param sinceMillis when it was issued, or first presented if it does not say; empty when too many are remembered to know
 * @param sights the tokens to remember from now on
 */
record TokenAge(OptionalLong sinceMillis, List<TokenSight> sights) {
    /** How many tokens that do not say when they were issued are remembered for an execution, until they run out. */
    static final int REMEMBERED = 16;

    /**
     * The age of a verified token.
     *
     * @param known those that were presented before; only read
     * @param digest of the token
     * @param now epoch milliseconds of the broker's clock
     */
    static TokenAge of(List<TokenSight> known, ByteBuffer digest, Verified token, long now) {
        var sights = new ArrayList<TokenSight>();
        OptionalLong seen = OptionalLong.empty();
        for (TokenSight sight : known) {
            if (sight.getDigest().equals(digest)) {
                seen = OptionalLong.of(sight.getAt());
            }
            if (now < sight.getUntil()) {
                sights.add(sight);
            }
        }
        if (token.issuedMillis().isPresent()) {
            // The authority's clock may be a little ahead.
            return new TokenAge(
                    OptionalLong.of(
                            Math.max(0, Math.min(now, token.issuedMillis().getAsLong()))),
                    sights);
        }
        if (seen.isEmpty() && sights.size() < REMEMBERED) {
            sights.add(new TokenSight(digest, now, token.untilMillis()));
            seen = OptionalLong.of(now);
        }
        return new TokenAge(seen, sights);
    }
}
