package dev.holdfast.topology.process;

import dev.holdfast.record.AttestationResult;
import dev.holdfast.record.Authority;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.GovernanceState;
import dev.holdfast.record.Grant;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.Revocation;
import dev.holdfast.record.Role;
import dev.holdfast.record.Selector;
import dev.holdfast.trust.appraisal.Reappraisal;
import dev.holdfast.trust.authority.Admission;
import dev.holdfast.trust.authority.Authorities;
import dev.holdfast.trust.authority.Judgment;
import dev.holdfast.trust.authority.Subject;
import dev.holdfast.trust.evidence.spiffe.SpiffeBundle;
import dev.holdfast.trust.facts.IssuerStanding;
import dev.holdfast.trust.selector.Selection;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who may do what on a partition, and from whom trust was withdrawn: what the acts of governance that it has taken come to. */
final class Governance {
    private static final Subject ANYBODY = new Subject("", "", "");

    private final VerifyingKey root;
    private final ActiveRules rules;
    private Authorities authorities = Authorities.none();
    private final Revocations revocations = new Revocations();

    /**
     * @param root vouches for all authorities
     * @param rules those in force
     */
    Governance(VerifyingKey root, ActiveRules rules) {
        this.root = root;
        this.rules = rules;
    }

    /** Takes up what was in force before. */
    void restore(GovernanceState state) {
        GovernanceRecord act = state.getAct();
        if (act.getAuthority() != null) {
            authorities = authorities.with(act.getAuthority());
        }
        if (act.getRevocation() != null) {
            revocations.add(act.getRevocation(), signersOf(state));
        }
    }

    /** Keys that may sign acts of governance: the root, operators, and policy authors. */
    Function<KeyId, Optional<VerifyingKey>> signersOfActs() {
        Map<KeyId, VerifyingKey> operators = authorities.keysOf(Role.OPERATOR);
        Map<KeyId, VerifyingKey> authors = authorities.keysOf(Role.POLICY_AUTHOR);
        return id -> id.equals(root.id())
                ? Optional.of(root)
                : Optional.ofNullable(operators.get(id)).or(() -> Optional.ofNullable(authors.get(id)));
    }

    /** Whether they may say by which rules everybody is judged. */
    Judgment mayPublish(Set<KeyId> signers, long now) {
        return authorities.judge(Role.POLICY_AUTHOR, signers, ANYBODY, now);
    }

    /** Keys that may sign grants. */
    Function<KeyId, Optional<VerifyingKey>> signersOfGrants() {
        Map<KeyId, VerifyingKey> issuers = authorities.keysOf(Role.GRANT_ISSUER);
        return id -> Optional.ofNullable(issuers.get(id));
    }

    /** Keys that may vouch for the keys of executors. */
    Map<KeyId, VerifyingKey> executorAuthorities() {
        return authorities.keysOf(Role.EXECUTOR_CA);
    }

    /** Whether they may vouch, now, for whoever a grant would name. */
    Judgment judgeExecutorAuthorities(Grant terms, Set<KeyId> signers, long now) {
        return authorities.judge(Role.EXECUTOR_CA, signers, subjectOf(terms), now);
    }

    /** Keys that may sign signals. */
    Function<KeyId, Optional<VerifyingKey>> signersOfSignals() {
        Map<KeyId, VerifyingKey> sources = authorities.keysOf(Role.SIGNAL_SOURCE);
        return id -> Optional.ofNullable(sources.get(id));
    }

    /** Whether they may say, now, what they observe of the execution of a grant. */
    Judgment judgeSignalSources(Grant grant, Set<KeyId> signers, long now) {
        return authorities.judge(Role.SIGNAL_SOURCE, signers, subjectOf(grant), now);
    }

    boolean isRoot(Set<KeyId> signers) {
        return signers.equals(Set.of(root.id()));
    }

    /** What an authority, signed by the root, comes to; it is in force with this if it can be. */
    Admission admit(Authority authority) {
        Admission admission = authorities.admission(authority);
        if (admission instanceof Admission.Admitted admitted) {
            authorities = admitted.authorities();
        }
        return admission;
    }

    /** Whether operators may order at all now: enough of them, for somebody. For whom is asked execution by execution. */
    Judgment mayOrder(Set<KeyId> signers, long now) {
        return authorities.judgeForSomebody(Role.OPERATOR, signers, now);
    }

    /** Whether they may order for everybody. */
    boolean mayOrderEverybody(Set<KeyId> signers, long now) {
        return authorities.judge(Role.OPERATOR, signers, ANYBODY, now).isValid();
    }

    /** The revocation of this id that is in force; null for none. */
    @Nullable
    Revocation revocation(String id) {
        return revocations.get(id);
    }

    /** What is wrong with taking up one revocation more; empty when nothing is. */
    Optional<String> flaw(Revocation revocation) {
        return revocations.flaw(revocation);
    }

    void revoke(Revocation revocation, Set<KeyId> signers) {
        revocations.add(revocation, signers);
    }

    /** Whether operators' order reaches an execution: the selector chooses it, and their authority may speak for it. */
    boolean reaches(Selector selector, Set<KeyId> signers, String executionId, ExecutionState state, long now) {
        if (!Selection.chooses(selector, executionId, state, rules.digest())) {
            return false;
        }
        Judgment.Outcome outcome = authorities
                .judge(Role.OPERATOR, signers, subjectOf(state.getGrant()), now)
                .outcome();
        // An authority that was withdrawn since does not give trust back.
        return outcome != Judgment.Outcome.OUT_OF_SCOPE;
    }

    /** Whether operators may set an execution free again: their authority is in force, for it, and enough of them have signed. */
    boolean frees(Selector selector, Set<KeyId> signers, String executionId, ExecutionState state, long now) {
        return Selection.chooses(selector, executionId, state, rules.digest())
                && authorities
                        .judge(Role.OPERATOR, signers, subjectOf(state.getGrant()), now)
                        .isValid();
    }

    /** The first revocation that reaches an execution: id and reason; empty for none. */
    String revocationOf(String executionId, ExecutionState state, long now) {
        if (revocations.isEmpty()) {
            return "";
        }
        for (Revocations.InForce each : revocations.by(Selection.choosing(executionId, state, rules.digest()))) {
            if (reaches(each.revocation().getSelector(), each.signers(), executionId, state, now)) {
                return text(each.revocation());
            }
        }
        return "";
    }

    /** Who signed an act. */
    static Set<KeyId> signersOf(GovernanceState act) {
        var signers = new HashSet<KeyId>();
        act.getSigners().forEach(id -> signers.add(keyId(id)));
        return Set.copyOf(signers);
    }

    static String text(OperatorOrder order) {
        return order.getId() + " by " + order.getOperator() + ": " + order.getReason();
    }

    static String text(Revocation revocation) {
        return revocation.getId() + " by " + revocation.getOperator() + ": " + revocation.getReason();
    }

    /** What is known now of those who signed a grant. */
    Judgment judgeIssuers(Grant grant, Set<KeyId> signers, long now) {
        return authorities.judge(Role.GRANT_ISSUER, signers, subjectOf(grant), now);
    }

    /** The same, of the grant that an execution has. */
    IssuerStanding issuerOf(ExecutionState state, long now) {
        Grant grant = state.getGrant();
        if (grant == null) {
            return IssuerStanding.NONE;
        }
        var signers = new HashSet<KeyId>();
        state.getGrantSigners().forEach(id -> signers.add(keyId(id)));
        return standing(authorities.outcome(Role.GRANT_ISSUER, signers, subjectOf(grant), now));
    }

    /** The bundle of a SPIFFE trust domain by which the SVIDs of a grant's executor are verified now. */
    Optional<SpiffeBundle> bundleOf(String spiffeTrustDomain, Grant grant, long now) {
        return authorities.bundleOf(spiffeTrustDomain, subjectOf(grant), now);
    }

    /** The results of an execution's attestations, as far as they stand under the bundles in force now; the same list when all of them do. */
    List<AttestationResult> upheld(ExecutionState state, long now) {
        Grant grant = state.getGrant();
        return grant == null
                ? state.getAttestations()
                : Reappraisal.of(grant, state.getAttestations(), trustDomain -> bundleOf(trustDomain, grant, now));
    }

    private static IssuerStanding standing(Judgment.Outcome outcome) {
        return switch (outcome) {
            case VALID -> IssuerStanding.VALID;
            case UNKNOWN -> IssuerStanding.UNKNOWN;
            case NOT_YET_VALID -> IssuerStanding.NOT_YET_VALID;
            case EXPIRED -> IssuerStanding.EXPIRED;
            case OUT_OF_SCOPE -> IssuerStanding.OUT_OF_SCOPE;
            case TOO_FEW_SIGNATURES -> IssuerStanding.TOO_FEW_SIGNATURES;
        };
    }

    private static Subject subjectOf(@Nullable Grant grant) {
        return grant == null ? ANYBODY : new Subject(grant.getAgent(), grant.getTenant(), grant.getRegion());
    }

    private static KeyId keyId(ByteBuffer id) {
        byte[] bytes = new byte[id.remaining()];
        id.duplicate().get(bytes);
        return KeyId.of(bytes);
    }
}
