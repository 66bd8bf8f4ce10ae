package dev.holdfast.trust.authority;

import dev.holdfast.record.Authority;
import dev.holdfast.record.Role;
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
        return new Reading.Sound(Mandate.of(authority, keys));
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
