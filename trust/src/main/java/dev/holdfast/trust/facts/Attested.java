package dev.holdfast.trust.facts;

import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.AttestationOutcome;
import dev.holdfast.record.AttestationResult;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.trust.appraisal.Results;
import dev.holdfast.trust.verdict.Check;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the attestations that a grant asks for come to at one instant.
 *
 * @param identity of the SVIDs; VERIFIED when none is asked for
 * @param environment of TPM and statements; VERIFIED when neither is asked for
 * @param failed names of those that failed, sorted
 * @param stale names of those that are too old, have run out, or answer a challenge that has gone by, sorted
 * @param missing names of those that were not presented, or that could not be verified, sorted
 * @param details name to what was found
 * @param evidence what the executor says, with what was stated in the place of what it says itself
 */
record Attested(
        Check identity,
        Check environment,
        List<String> failed,
        List<String> stale,
        List<String> missing,
        SortedMap<String, String> details,
        SortedMap<String, String> evidence) {
    /** Name for an SVID of either form. */
    private static final String SVID = "SVID";

    static Attested of(@Nullable Grant grant, ExecutionState state, long now) {
        if (state.getAttestations().isEmpty() && (grant == null || asksForNone(grant))) {
            return new Attested(
                    Check.VERIFIED,
                    Check.VERIFIED,
                    List.of(),
                    List.of(),
                    List.of(),
                    Collections.emptySortedMap(),
                    Collections.unmodifiableSortedMap(new TreeMap<>(state.getEvidence())));
        }
        var reading = new Reading();
        reading.evidence.putAll(state.getEvidence());
        if (grant == null) {
            return reading.attested(Check.VERIFIED, Check.VERIFIED);
        }
        grant.getStatementKeys().keySet().forEach(reading.evidence::remove);
        for (AttestationResult result : state.getAttestations()) {
            reading.take(grant, result, now);
        }
        Check identity = Check.VERIFIED;
        if (grant.getSpiffeId() != null) {
            identity = reading.either(AttestationKind.X509_SVID.name(), AttestationKind.JWT_SVID.name());
        }
        var environment = new ArrayList<Check>();
        if (grant.getTpm() != null) {
            environment.add(reading.check(AttestationKind.TPM_QUOTE.name()));
        }
        for (String about : new TreeSet<>(grant.getStatementKeys().keySet())) {
            environment.add(reading.check(Results.nameOf(AttestationKind.STATEMENT, about)));
        }
        return reading.attested(identity, all(environment));
    }

    private static boolean asksForNone(Grant grant) {
        return grant.getSpiffeId() == null
                && grant.getTpm() == null
                && grant.getStatementKeys().isEmpty();
    }

    private static Check all(List<Check> checks) {
        if (checks.contains(Check.FAILED)) {
            return Check.FAILED;
        }
        return checks.contains(Check.UNKNOWN) ? Check.UNKNOWN : Check.VERIFIED;
    }

    /** The results, sorted out by what they come to. */
    private static final class Reading {
        private final TreeSet<String> good = new TreeSet<>();
        private final TreeSet<String> failed = new TreeSet<>();
        private final TreeSet<String> stale = new TreeSet<>();
        private final TreeSet<String> missing = new TreeSet<>();
        private final TreeMap<String, String> details = new TreeMap<>();
        private final TreeMap<String, String> evidence = new TreeMap<>();

        private void take(Grant grant, AttestationResult result, long now) {
            String name = Results.nameOf(result.getKind(), result.getName());
            details.put(name, result.getDetail());
            if (result.getOutcome() == AttestationOutcome.FAILED) {
                failed.add(name);
            } else if (Results.isGood(grant, result, now)) {
                good.add(name);
                if (result.getKind() == AttestationKind.STATEMENT) {
                    evidence.put(result.getName(), result.getValue());
                }
            } else if (result.getOutcome() == AttestationOutcome.VERIFIED) {
                stale.add(name);
                details.put(name, ended(grant, result, now));
            } else if (result.getOutcome() == AttestationOutcome.STALE) {
                stale.add(name);
            }
        }

        private static String ended(Grant grant, AttestationResult result, long now) {
            return result.getUntil() <= now
                    ? "ran out " + (now - result.getUntil()) + " ms ago; attest again"
                    : "expected one of at most " + Results.greatestAgeMillis(grant, result.getKind())
                            + " ms, found one of " + (now - result.getTakenInAt()) + " ms; attest again";
        }

        private Check check(String name) {
            if (failed.contains(name)) {
                return Check.FAILED;
            }
            if (good.contains(name)) {
                return Check.VERIFIED;
            }
            if (!stale.contains(name)) {
                missing.add(name);
            }
            return Check.UNKNOWN;
        }

        private Check either(String one, String other) {
            if (failed.contains(one) || failed.contains(other)) {
                return Check.FAILED;
            }
            if (good.contains(one) || good.contains(other)) {
                // One is enough: the other one's age is nobody's concern.
                stale.remove(one);
                stale.remove(other);
                return Check.VERIFIED;
            }
            if (!stale.contains(one) && !stale.contains(other)) {
                missing.add(SVID);
            }
            return Check.UNKNOWN;
        }

        private Attested attested(Check identity, Check environment) {
            return new Attested(
                    identity,
                    environment,
                    List.copyOf(failed),
                    List.copyOf(stale),
                    List.copyOf(missing),
                    Collections.unmodifiableSortedMap(details),
                    Collections.unmodifiableSortedMap(evidence));
        }
    }
}
