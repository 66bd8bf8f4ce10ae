package dev.holdfast.trust.intake;

import dev.holdfast.record.Authority;
import dev.holdfast.record.Capability;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.Revocation;
import dev.holdfast.record.RuleFile;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.record.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether an act of governance makes sense by itself: one thing, under the key that says so, choosing something, for a reason. Whether its
 * signers may order it is a matter of authorities, and so is whether an authority can come into force.
 */
public final class GovernanceCheck {
    private static final String AUTHORITY = "authority/";
    private static final String REVOCATION = "revocation/";
    private static final String ORDER = "order/";
    private static final String RULESET = "ruleset/active";
    private static final String SHADOW = "ruleset/shadow";
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern RULE_PATH =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\\.drl");

    private GovernanceCheck() {}

    /** The key of the record of an authority: each version has its own, so that compaction keeps those that signed what has to be shown later. */
    public static String keyOf(Authority authority) {
        return AUTHORITY + authority.getName() + "/" + authority.getVersion();
    }

    /** What an act is about, of one that has exactly one part: a later one about the same stands in its place. The record's key, but for authorities, of which each version has a key of its own. */
    public static String subjectOf(GovernanceRecord act) {
        Authority authority = act.getAuthority();
        Revocation revocation = act.getRevocation();
        if (authority != null) {
            return AUTHORITY + authority.getName();
        }
        if (act.getRuleset() != null) {
            return RULESET;
        }
        if (act.getShadow() != null) {
            return SHADOW;
        }
        return revocation != null
                ? REVOCATION + revocation.getId()
                : ORDER + Objects.requireNonNull(act.getOrder()).getId();
    }

    /**
     * The first flaw of an act of governance; empty when it has none.
     *
     * @param key the record's key
     * @param now epoch milliseconds of the broker's clock
     */
    public static Optional<Rejection> check(String key, GovernanceRecord act, long now) {
        return flaw(key, act, now).map(detail -> new Rejection(Rejection.Reason.GOVERNANCE_INVALID, detail));
    }

    private static Optional<String> flaw(String key, GovernanceRecord act, long now) {
        Authority authority = act.getAuthority();
        Revocation revocation = act.getRevocation();
        OperatorOrder order = act.getOrder();
        long parts = Stream.of(
                        Optional.ofNullable(authority),
                        Optional.ofNullable(revocation),
                        Optional.ofNullable(order),
                        Optional.ofNullable(act.getRuleset()),
                        Optional.ofNullable(act.getShadow()))
                .filter(Optional::isPresent)
                .count();
        if (parts != 1) {
            return Optional.of(
                    "expected exactly one of authority, revocation, order, ruleset and shadow, found " + parts);
        }
        if (authority != null) {
            return Name.flaw("the name of an authority", authority.getName()).or(() -> keyFlaw(key, keyOf(authority)));
        }
        if (revocation != null) {
            return Name.flaw("the id of a revocation", revocation.getId())
                    .or(() -> keyFlaw(key, REVOCATION + revocation.getId()))
                    .or(() -> actFlaw(revocation.getSelector(), revocation.getReason(), revocation.getOperator()))
                    .or(() -> issuedFlaw(revocation.getIssuedAt()));
        }
        if (act.getRuleset() != null) {
            return keyFlaw(key, RULESET)
                    .or(() -> rulesetFlaw(act.getRuleset()))
                    .or(() -> versionFlaw(act.getRuleset(), now));
        }
        if (act.getShadow() != null) {
            return keyFlaw(key, SHADOW)
                    .or(() -> shadowFlaw(act.getShadow()))
                    .or(() -> versionFlaw(act.getShadow(), now));
        }
        OperatorOrder present = Objects.requireNonNull(order);
        return Name.flaw("the id of an order", present.getId())
                .or(() -> keyFlaw(key, ORDER + present.getId()))
                .or(() -> actFlaw(present.getSelector(), present.getReason(), present.getOperator()))
                .or(() -> issuedFlaw(present.getIssuedAt()))
                .or(() -> skewFlaw(present.getIssuedAt(), now));
    }

    /** Whether it ends a trial rather than to begin one. */
    public static boolean endsTrial(RulesetRecord shadow) {
        return shadow.getFiles().isEmpty() && shadow.getDigest().isEmpty();
    }

    private static Optional<String> shadowFlaw(RulesetRecord shadow) {
        if (!shadow.getActivateAt().equals(Instant.EPOCH)) {
            return Optional.of("expected a trial to begin or to end at once, found activate-at "
                    + shadow.getActivateAt() + "; leave activate-at at 1970-01-01T00:00:00Z");
        }
        return endsTrial(shadow) ? headFlaw(shadow) : rulesetFlaw(shadow);
    }

    private static Optional<String> rulesetFlaw(RulesetRecord ruleset) {
        if (!DIGEST.matcher(ruleset.getDigest()).matches()) {
            return Optional.of("expected the digest of a ruleset in 64 characters of lower-case hex");
        }
        int files = ruleset.getFiles().size();
        if (files < 1 || files > Limits.RULE_FILES) {
            return Optional.of("expected a ruleset of 1 to " + Limits.RULE_FILES + " files, found " + files);
        }
        long bytes = ruleset.getFiles().stream()
                .flatMap(file -> Stream.of(file.getPath(), file.getText()))
                .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .sum();
        if (bytes > Limits.RULES_BYTES) {
            return Optional.of("expected rules of at most " + Limits.RULES_BYTES + " bytes, found " + bytes);
        }
        var paths = new HashSet<String>();
        for (RuleFile file : ruleset.getFiles()) {
            String path = file.getPath();
            if (path.length() > Limits.NAME_CHARACTERS
                    || !RULE_PATH.matcher(path).matches()) {
                return Optional.of(
                        "expected the path of a rule file such as `pack/file.drl`, of letters, digits, `.`, `_` and `-`,"
                                + " and of at most " + Limits.NAME_CHARACTERS + " characters, found `"
                                + path.substring(0, Math.min(path.length(), Limits.NAME_CHARACTERS)) + "`");
            }
            if (!paths.add(path)) {
                return Optional.of("expected each file of a ruleset once, found `" + path + "` again");
            }
        }
        if (ruleset.getCapabilities().contains(Capability.OTHER)) {
            return Optional.of(
                    "expected capabilities PAUSE, KILL or FREEZE of a ruleset, found one that this version does not know;"
                            + " upgrade the evaluators first");
        }
        return headFlaw(ruleset);
    }

    private static Optional<String> headFlaw(RulesetRecord ruleset) {
        if (ruleset.getVersion() < 1) {
            return Optional.of("expected the version of a ruleset from 1 on, found " + ruleset.getVersion());
        }
        return textFlaw("an author", ruleset.getAuthor())
                .or(() -> ruleset.getNote().length() <= Limits.TEXT_CHARACTERS
                        ? Optional.empty()
                        : Optional.of("expected a note of at most " + Limits.TEXT_CHARACTERS + " characters"))
                .or(() -> Limits.holds(ruleset.getActivateAt())
                        ? Optional.empty()
                        : Optional.of(
                                "expected activate-at from the year 1970 to 9999, found " + ruleset.getActivateAt()));
    }

    /** Every later version must be above: one at the end of the numbers would be the last one for ever. */
    private static Optional<String> versionFlaw(RulesetRecord ruleset, long now) {
        long most = now + Limits.VERSION_AHEAD_MILLIS;
        return ruleset.getVersion() <= most
                ? Optional.empty()
                : Optional.of("expected a version of the ruleset up to " + most
                        + ", tomorrow's instant in milliseconds, found " + ruleset.getVersion());
    }

    private static Optional<String> keyFlaw(String key, String expected) {
        return key.equals(expected)
                ? Optional.empty()
                : Optional.of("expected the record to be keyed by `" + expected + "`, found `" + key + "`");
    }

    private static Optional<String> actFlaw(Selector selector, String reason, String operator) {
        return SelectorForm.flaw(selector)
                .or(() -> textFlaw("a reason", reason))
                .or(() -> textFlaw("an operator", operator));
    }

    private static Optional<String> textFlaw(String what, String text) {
        if (text.isBlank()) {
            return Optional.of("expected " + what + ", found none");
        }
        return text.length() <= Limits.TEXT_CHARACTERS
                ? Optional.empty()
                : Optional.of("expected " + what + " of at most " + Limits.TEXT_CHARACTERS + " characters, found "
                        + text.length());
    }

    private static Optional<String> issuedFlaw(Instant issuedAt) {
        return Limits.holds(issuedAt)
                ? Optional.empty()
                : Optional.of("expected issued-at from the year 1970 to 9999, found " + issuedAt);
    }

    private static Optional<String> skewFlaw(Instant issuedAt, long now) {
        return Math.abs(issuedAt.toEpochMilli() - now) <= Limits.ORDER_SKEW_MILLIS
                ? Optional.empty()
                : Optional.of("expected an order issued within " + Limits.ORDER_SKEW_MILLIS / 60_000
                        + " minutes of the broker's clock (" + Instant.ofEpochMilli(now) + "), found " + issuedAt
                        + "; set the operator's clock and order it again");
    }
}
