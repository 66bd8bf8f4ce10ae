package dev.holdfast.lineage.verify;

import dev.holdfast.lineage.proof.SignedRecord;
import dev.holdfast.record.Role;
import dev.holdfast.trust.authority.Authorities;
import dev.holdfast.trust.authority.Judgment;
import dev.holdfast.trust.authority.Subject;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.VerifyingKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The authorities for which the root key vouches, version by version: a file may hold several of one name, each for its time.
 *
 * @param versions each by itself
 */
public record Vouched(List<Version> versions) {
    public Vouched {
        versions = List.copyOf(versions);
    }

    /**
     * Those of some records of governance that a root key has signed. The others are left alone: whoever has nobody but them is not vouched for.
     *
     * @param trustDomain for which they were signed
     */
    public static Vouched by(List<VerifyingKey> roots, String trustDomain, List<SignedRecord> authorities) {
        return AuthorityCheck.check(trustDomain, authorities, roots, new Lines());
    }

    /**
     * One version of one authority.
     *
     * @param notBefore epoch milliseconds
     */
    public record Version(String name, long number, Role role, long notBefore, Authorities alone) {}

    /** Whether those who signed might do so at an instant. */
    public sealed interface Standing {
        /** Of how people are told. */
        String detail();

        /** They might. */
        record Holds(String detail) implements Standing {}

        /** By one version they might, by another not, and which was in force is not in the file; or the file may lack the one that was. */
        record Disputed(String detail) implements Standing {}

        /** They might not. */
        record Fails(String detail) implements Standing {}
    }

    /** All keys of a role. */
    public Map<KeyId, VerifyingKey> keys(Role role) {
        var keys = new LinkedHashMap<KeyId, VerifyingKey>();
        versions.forEach(version -> keys.putAll(version.alone().keysOf(role)));
        return keys;
    }

    /**
     * Judges.
     *
     * @param subject for whom; empty for somebody
     * @param now epoch milliseconds
     */
    public Standing judge(Role role, Set<KeyId> signers, Optional<Subject> subject, long now) {
        Function<Version, Judgment> judging = version -> subject.isPresent()
                ? version.alone().judge(role, signers, subject.get(), now)
                : version.alone().judgeForSomebody(role, signers, now);
        Judgment furthest = Authorities.none().judgeForSomebody(role, signers, now);
        Optional<String> disputed = Optional.empty();
        for (Version version : versions) {
            Judgment judgment = judging.apply(version);
            if (judgment.isValid()) {
                // A later one that begins after the instant says nothing of it.
                Optional<Version> later = versions.stream()
                        .filter(other -> other.name().equals(version.name()) && other.number() > version.number())
                        .filter(other -> other.notBefore() <= now)
                        .filter(other -> !judging.apply(other).isValid())
                        .findFirst();
                if (later.isEmpty()) {
                    return new Standing.Holds("version " + version.number() + " of " + judgment.detail());
                }
                disputed = Optional.of("version " + version.number() + " of authority `" + version.name()
                        + "` stands for it, version " + later.get().number() + " does not");
            } else if (judgment.outcome().compareTo(furthest.outcome()) > 0) {
                furthest = judgment;
            }
        }
        String detail = furthest.detail();
        return disputed.or(() -> lacking(role).map(lacking -> detail + "; " + lacking))
                .<Standing>map(Standing.Disputed::new)
                .orElseGet(() -> new Standing.Fails(detail));
    }

    /**
     * Which versions of authorities of a role the file has not, so that what none of the others stands for cannot be called false; empty when it has all up to the highest of each. The root key signed a
     * later one, so there may have been an earlier one, with other keys.
     */
    Optional<String> lacking(Role role) {
        for (Version version : versions) {
            boolean first = version.number() == 1;
            boolean follows = versions.stream()
                    .anyMatch(other -> other.name().equals(version.name()) && other.number() == version.number() - 1);
            if (version.role() == role && !first && !follows) {
                return Optional.of("the file has version " + version.number() + " of authority `" + version.name()
                        + "` and not version " + (version.number() - 1) + ", which may have stood for it");
            }
        }
        return Optional.empty();
    }
}
