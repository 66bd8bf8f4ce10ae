package dev.holdfast.trust.authority;

import dev.holdfast.record.Authority;
import dev.holdfast.record.Role;
import dev.holdfast.trust.evidence.Bytes;
import dev.holdfast.trust.evidence.Quoted;
import dev.holdfast.trust.evidence.spiffe.SpiffeBundle;
import dev.holdfast.trust.evidence.spiffe.SpiffeIds;
import dev.holdfast.trust.intake.Limits;
import dev.holdfast.trust.intake.Name;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Whether an authority's record makes sense by itself. */
final class AuthorityForm {
    private AuthorityForm() {}

    /** What it is read as. */
    sealed interface Reading {
        record Sound(Mandate mandate) implements Reading {}

        record Flawed(String detail) implements Reading {}
    }

    static Reading read(Authority authority) {
        Optional<String> flaw = flaw(authority);
        if (flaw.isPresent()) {
            return new Reading.Flawed(flaw.get());
        }
        var keys = new LinkedHashMap<KeyId, VerifyingKey>();
        for (ByteBuffer raw : authority.getKeys()) {
            byte[] bytes = new byte[raw.remaining()];
            raw.duplicate().get(bytes);
            VerifyingKey key;
            try {
                key = VerifyingKey.of(bytes);
            } catch (IllegalArgumentException e) {
                return new Reading.Flawed("key " + (keys.size() + 1) + ": " + e.getMessage());
            }
            if (keys.put(key.id(), key) != null) {
                return new Reading.Flawed("expected every key once, found " + key.id() + " again");
            }
        }
        if (!authority.getBundle().hasRemaining()) {
            return new Reading.Sound(Mandate.of(authority, keys, Mandate.Spiffe.NONE));
        }
        String trustDomain = authority.getSpiffeTrustDomain();
        SpiffeBundle.Parsed parsed = SpiffeBundle.parse(trustDomain, Bytes.of(authority.getBundle()));
        if (parsed instanceof SpiffeBundle.Parsed.Malformed none) {
            return new Reading.Flawed(
                    "the bundle of the SPIFFE trust domain " + Quoted.text(trustDomain) + ": " + none.why());
        }
        SpiffeBundle bundle = ((SpiffeBundle.Parsed.Bundle) parsed).value();
        return new Reading.Sound(Mandate.of(
                authority, keys, new Mandate.Spiffe(trustDomain, authority.getBundle(), Optional.of(bundle))));
    }

    private static Optional<String> flaw(Authority authority) {
        Optional<String> name = Name.flaw("the name of an authority", authority.getName());
        if (name.isPresent()) {
            return name;
        }
        if (authority.getVersion() < 1) {
            return Optional.of("expected a version of at least 1, found " + authority.getVersion());
        }
        if (authority.getRole() == Role.NONE) {
            return Optional.of("expected a role, found NONE or one that this version does not know");
        }
        int keys = authority.getKeys().size();
        if (keys > Limits.KEYS) {
            return Optional.of("expected at most " + Limits.KEYS + " keys, found " + keys);
        }
        Optional<String> spiffe = spiffeFlaw(authority);
        if (spiffe.isPresent()) {
            return spiffe;
        }
        int threshold = authority.getThreshold();
        if (keys > 0 && (threshold < 1 || threshold > keys)) {
            return Optional.of("expected a threshold from 1 to the number of keys (" + keys + "), found " + threshold);
        }
        if (!Limits.holds(authority.getNotBefore()) || !Limits.holds(authority.getNotAfter())) {
            return Optional.of("expected not-before and not-after from the year 1970 to 9999, found "
                    + authority.getNotBefore() + " and " + authority.getNotAfter());
        }
        if (!authority.getNotBefore().isBefore(authority.getNotAfter())) {
            return Optional.of("expected not-before " + authority.getNotBefore() + " to lie before not-after "
                    + authority.getNotAfter());
        }
        return patternsFlaw("agents", authority.getAgents())
                .or(() -> patternsFlaw("tenants", authority.getTenants()))
                .or(() -> patternsFlaw("regions", authority.getRegions()));
    }

    /** An EXECUTOR_CA vouches by its keys, by its bundle, or by both; nobody else has a bundle. */
    private static Optional<String> spiffeFlaw(Authority authority) {
        String trustDomain = authority.getSpiffeTrustDomain();
        boolean bundled = authority.getBundle().hasRemaining();
        if (authority.getRole() != Role.EXECUTOR_CA) {
            return bundled || !trustDomain.isEmpty()
                    ? Optional.of(
                            "expected a SPIFFE trust domain and its bundle of role EXECUTOR_CA only, found one of role "
                                    + authority.getRole())
                    : Optional.empty();
        }
        if (bundled && !SpiffeIds.isTrustDomain(trustDomain)) {
            return Optional.of("expected the name of a SPIFFE trust domain, such as `example.org`, found "
                    + Quoted.text(trustDomain));
        }
        return Optional.empty();
    }

    private static Optional<String> patternsFlaw(String what, List<String> patterns) {
        if (patterns.isEmpty() || patterns.size() > Limits.ENTRIES) {
            return Optional.of("expected 1 to " + Limits.ENTRIES + " patterns of " + what + ", found " + patterns.size()
                    + "; `*` stands for all");
        }
        for (String pattern : patterns) {
            if (pattern.isEmpty() || pattern.length() > Limits.TEXT_CHARACTERS) {
                return Optional.of("expected patterns of " + what + " of 1 to " + Limits.TEXT_CHARACTERS
                        + " characters, found one of " + pattern.length());
            }
        }
        return Optional.empty();
    }
}
