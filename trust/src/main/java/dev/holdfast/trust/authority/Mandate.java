package dev.holdfast.trust.authority;

import dev.holdfast.record.Authority;
import dev.holdfast.record.Role;
import dev.holdfast.trust.authority.Judgment.Outcome;
import dev.holdfast.trust.evidence.spiffe.SpiffeBundle;
import dev.holdfast.trust.grant.Patterns;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
        List<String> regions,
        Spiffe spiffe) {

    Mandate {
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
        agents = List.copyOf(agents);
        tenants = List.copyOf(tenants);
        regions = List.copyOf(regions);
    }

    /**
     * Whose SVIDs an EXECUTOR_CA verifies.
     *
     * @param trustDomain empty for none
     * @param raw the bundle as it stands in the record, by which two are compared
     */
    record Spiffe(String trustDomain, ByteBuffer raw, Optional<SpiffeBundle> bundle) {
        static final Spiffe NONE = new Spiffe("", ByteBuffer.allocate(0), Optional.empty());

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Spiffe spiffe && trustDomain.equals(spiffe.trustDomain) && raw.equals(spiffe.raw);
        }

        @Override
        public int hashCode() {
            return raw.hashCode();
        }
    }

    static Mandate of(Authority authority, Map<KeyId, VerifyingKey> keys, Spiffe spiffe) {
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
                authority.getRegions(),
                spiffe);
    }

    /** @return UNKNOWN when none of the signers is one of its keys */
    Judgment judge(Set<KeyId> signers, Subject subject, long now) {
        return judge(signers, Optional.of(subject), now);
    }

    /** The same, whoever it is about. */
    Judgment judgeForSomebody(Set<KeyId> signers, long now) {
        return judge(signers, Optional.empty(), now);
    }

    /** What {@link #judge} comes to, without words. */
    Outcome outcome(Set<KeyId> signers, Subject subject, long now) {
        return outcome(signers, Optional.of(subject), now);
    }

    private Outcome outcome(Set<KeyId> signers, Optional<Subject> about, long now) {
        int signed = signed(signers);
        if (signed == 0) {
            return Outcome.UNKNOWN;
        }
        if (now >= notAfter) {
            return Outcome.EXPIRED;
        }
        if (now < notBefore) {
            return Outcome.NOT_YET_VALID;
        }
        if (about.isPresent() && !fits(about.get())) {
            return Outcome.OUT_OF_SCOPE;
        }
        return signed < threshold ? Outcome.TOO_FEW_SIGNATURES : Outcome.VALID;
    }

    private Judgment judge(Set<KeyId> signers, Optional<Subject> about, long now) {
        Outcome outcome = outcome(signers, about, now);
        return switch (outcome) {
            case UNKNOWN -> new Judgment(outcome, "", "authority `" + name + "` holds none of the keys");
            case EXPIRED ->
                judgment(
                        outcome,
                        "expected a signature before " + Instant.ofEpochMilli(notAfter) + ", found one at "
                                + Instant.ofEpochMilli(now));
            case NOT_YET_VALID ->
                judgment(
                        outcome,
                        "expected a signature not before " + Instant.ofEpochMilli(notBefore) + ", found one at "
                                + Instant.ofEpochMilli(now));
            case OUT_OF_SCOPE -> outOfScope(about.orElseThrow());
            case TOO_FEW_SIGNATURES ->
                judgment(
                        outcome,
                        "expected signatures by " + threshold + " of " + keys.size() + " keys, found "
                                + signed(signers));
            case VALID ->
                judgment(
                        outcome,
                        "signed by " + signed(signers) + " of " + keys.size() + " keys, " + threshold + " needed");
        };
    }

    private int signed(Set<KeyId> signers) {
        int signed = 0;
        for (KeyId key : keys.keySet()) {
            signed += signers.contains(key) ? 1 : 0;
        }
        return signed;
    }

    /** Whether it is in force for a subject. */
    boolean holds(Subject subject, long now) {
        return notBefore <= now && now < notAfter && fits(subject);
    }

    private boolean fits(Subject subject) {
        return fits(agents, subject.agent()) && fits(tenants, subject.tenant()) && fits(regions, subject.region());
    }

    private Judgment outOfScope(Subject subject) {
        if (!fits(agents, subject.agent())) {
            return outOfScope("agent", subject.agent());
        }
        return fits(tenants, subject.tenant())
                ? outOfScope("region", subject.region())
                : outOfScope("tenant", subject.tenant());
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
        for (String pattern : patterns) {
            if (Patterns.matches(pattern, text)) {
                return true;
            }
        }
        return false;
    }
}
