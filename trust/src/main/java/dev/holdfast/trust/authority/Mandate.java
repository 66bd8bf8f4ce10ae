package dev.holdfast.trust.authority;

import dev.holdfast.record.Authority;
import dev.holdfast.record.Role;
import dev.holdfast.trust.authority.Judgment.Outcome;
import dev.holdfast.trust.grant.Patterns;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.VerifyingKey;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One authority as it is in force: an {@link Authority} of sound form, which nobody can change. Instants are epoch milliseconds. */
record Mandate(
        String name,
        long version,
        Role role,
        Map<KeyId, VerifyingKey> keys,
        int threshold,
        long notBefore,
        long notAfter,
        List<String> agents,
        List<String> tenants,
        List<String> regions) {

    Mandate {
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
        agents = List.copyOf(agents);
        tenants = List.copyOf(tenants);
        regions = List.copyOf(regions);
    }

    static Mandate of(Authority authority, Map<KeyId, VerifyingKey> keys) {
        return new Mandate(
                authority.getName(),
                authority.getVersion(),
                authority.getRole(),
                keys,
                authority.getThreshold(),
                authority.getNotBefore().toEpochMilli(),
                authority.getNotAfter().toEpochMilli(),
                authority.getAgents(),
                authority.getTenants(),
                authority.getRegions());
    }

    /** @return UNKNOWN when none of the signers is one of its keys */
    Judgment judge(Set<KeyId> signers, Subject subject, long now) {
        long signed = keys.keySet().stream().filter(signers::contains).count();
        if (signed == 0) {
            return new Judgment(Outcome.UNKNOWN, "", "authority `" + name + "` holds none of the keys");
        }
        if (now >= notAfter) {
            return judgment(
                    Outcome.EXPIRED,
                    "expected a signature before " + Instant.ofEpochMilli(notAfter) + ", found one at "
                            + Instant.ofEpochMilli(now));
        }
        if (now < notBefore) {
            return judgment(
                    Outcome.NOT_YET_VALID,
                    "expected a signature not before " + Instant.ofEpochMilli(notBefore) + ", found one at "
                            + Instant.ofEpochMilli(now));
        }
        if (!fits(agents, subject.agent())) {
            return outOfScope("agent", subject.agent());
        }
        if (!fits(tenants, subject.tenant())) {
            return outOfScope("tenant", subject.tenant());
        }
        if (!fits(regions, subject.region())) {
            return outOfScope("region", subject.region());
        }
        if (signed < threshold) {
            return judgment(
                    Outcome.TOO_FEW_SIGNATURES,
                    "expected signatures by " + threshold + " of " + keys.size() + " keys, found " + signed);
        }
        return judgment(
                Outcome.VALID, "signed by " + signed + " of " + keys.size() + " keys, " + threshold + " needed");
    }

    private Judgment outOfScope(String what, String found) {
        return judgment(
                Outcome.OUT_OF_SCOPE,
                "expected " + what + "s that the authority may speak for, found "
                        + (found.isEmpty() ? "no " + what : what + " `" + found + "`"));
    }

    private Judgment judgment(Outcome outcome, String detail) {
        return new Judgment(outcome, name, "authority `" + name + "`: " + detail);
    }

    private static boolean fits(List<String> patterns, String text) {
        return patterns.stream().anyMatch(pattern -> Patterns.matches(pattern, text));
    }
}
