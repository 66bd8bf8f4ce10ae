package dev.holdfast.trust.authority;

import dev.holdfast.record.Authority;
import dev.holdfast.record.Role;
import dev.holdfast.trust.authority.AuthorityForm.Reading;
import dev.holdfast.trust.authority.Judgment.Outcome;
import dev.holdfast.trust.evidence.spiffe.SpiffeBundle;
import dev.holdfast.trust.intake.Rejection;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.VerifyingKey;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The authorities in force, by name. They are those that one root key has vouched for: nothing here sees a signature, so nothing may come
 * in that the root key has not signed. A withdrawn authority stays known by its version, so that no earlier one can come back. Immutable;
 * any thread.
 */
public final class Authorities {
    /** Names there may be, withdrawn ones included. */
    public static final int MAXIMUM = 1_000;

    private static final Authorities NONE = new Authorities(new TreeMap<>());

    private final SortedMap<String, Mandate> byName;
    private final Map<Role, Map<KeyId, VerifyingKey>> keysByRole;

    private Authorities(SortedMap<String, Mandate> byName) {
        this.byName = byName;
        this.keysByRole = new EnumMap<>(Role.class);
        for (Mandate mandate : byName.values()) {
            keysByRole
                    .computeIfAbsent(mandate.role(), role -> new LinkedHashMap<>())
                    .putAll(mandate.keys());
        }
    }

    /** No authority at all: nobody may sign anything. */
    public static Authorities none() {
        return NONE;
    }

    /** Whether an authority, signed by the root key, comes into force in place of the one of its name. */
    public Admission admission(Authority authority) {
        Reading reading = AuthorityForm.read(authority);
        if (reading instanceof Reading.Flawed flawed) {
            return refused(Reason.GOVERNANCE_INVALID, flawed.detail());
        }
        Mandate mandate = ((Reading.Sound) reading).mandate();
        Mandate present = byName.get(mandate.name());
        if (present == null) {
            return byName.size() < MAXIMUM
                    ? new Admission.Admitted(replacing(mandate))
                    : refused(
                            Reason.GOVERNANCE_INVALID,
                            "expected at most " + MAXIMUM + " authorities, withdrawn ones included, found `"
                                    + mandate.name() + "` beyond them; use a name that is there");
        }
        if (mandate.equals(present)) {
            return new Admission.Repeated();
        }
        if (mandate.version() <= present.version()) {
            return refused(
                    Reason.GOVERNANCE_ROLLED_BACK,
                    "expected a version of authority `" + mandate.name() + "` above " + present.version() + ", found "
                            + mandate.version()
                            + (mandate.version() == present.version() ? " with other content" : ""));
        }
        return new Admission.Admitted(replacing(mandate));
    }

    /**
     * The authorities with one more, or with a newer one in place of the one of its name.
     *
     * @throws IllegalArgumentException when {@link #admission} refuses it; ask there first
     */
    public Authorities with(Authority authority) {
        Admission admission = admission(authority);
        if (admission instanceof Admission.Refused refused) {
            throw new IllegalArgumentException(refused.rejection().detail());
        }
        return admission instanceof Admission.Admitted admitted ? admitted.authorities() : this;
    }

    /**
     * The keys of every authority of the role that is not withdrawn, whatever its validity and scope: by these a signature is verified first,
     * and judged second. Cannot be changed.
     */
    public Map<KeyId, VerifyingKey> keysOf(Role role) {
        return Collections.unmodifiableMap(keysByRole.getOrDefault(role, Map.of()));
    }

    /**
     * Whether those who signed may sign. Signatures of one authority count together, those of different ones do not. Where several hold
     * the keys, the one that came furthest is the answer, the first by name of those that came equally far.
     *
     * @param signers whose signatures have been verified
     * @param subject for whom
     * @param now epoch milliseconds of the broker's clock
     */
    public Judgment judge(Role role, Set<KeyId> signers, Subject subject, long now) {
        return furthest(role, mandate -> mandate.judge(signers, subject, now));
    }

    /** What {@link #judge} comes to, without words: for each decision again. */
    public Outcome outcome(Role role, Set<KeyId> signers, Subject subject, long now) {
        Outcome furthest = Outcome.UNKNOWN;
        for (Mandate mandate : byName.values()) {
            if (mandate.role() == role) {
                Outcome outcome = mandate.outcome(signers, subject, now);
                furthest = outcome.compareTo(furthest) > 0 ? outcome : furthest;
            }
        }
        return furthest;
    }

    /**
     * Whether those who signed may sign for somebody at all: enough of one authority's keys, within its time.
     *
     * @param now epoch milliseconds of the broker's clock
     */
    public Judgment judgeForSomebody(Role role, Set<KeyId> signers, long now) {
        return furthest(role, mandate -> mandate.judgeForSomebody(signers, now));
    }

    private Judgment furthest(Role role, Function<Mandate, Judgment> judging) {
        Judgment furthest = new Judgment(
                Outcome.UNKNOWN,
                "",
                "expected a signature by an authority of role " + role + ", found none by such a key");
        for (Mandate mandate : byName.values()) {
            if (mandate.role() == role) {
                Judgment judgment = judging.apply(mandate);
                if (judgment.outcome().compareTo(furthest.outcome()) > 0) {
                    furthest = judgment;
                }
            }
        }
        return furthest;
    }

    /**
     * The bundle of a SPIFFE trust domain: that of an EXECUTOR_CA whose time and scope hold, the first by name of those that there are.
     *
     * @param subject whose executor presents an SVID
     * @param now epoch milliseconds of the broker's clock
     */
    public Optional<SpiffeBundle> bundleOf(String spiffeTrustDomain, Subject subject, long now) {
        return byName.values().stream()
                .filter(mandate -> mandate.role() == Role.EXECUTOR_CA)
                .filter(mandate -> mandate.spiffe().trustDomain().equals(spiffeTrustDomain))
                .filter(mandate -> mandate.holds(subject, now))
                .flatMap(mandate -> mandate.spiffe().bundle().stream())
                .findFirst();
    }

    private Authorities replacing(Mandate mandate) {
        var changed = new TreeMap<>(byName);
        changed.put(mandate.name(), mandate);
        return new Authorities(changed);
    }

    private static Admission refused(Reason reason, String detail) {
        return new Admission.Refused(new Rejection(reason, detail));
    }

    /** How many there are, withdrawn ones included. */
    @Override
    public String toString() {
        return byName.size() + " authorities";
    }
}
