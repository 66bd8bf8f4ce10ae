package dev.holdfast.lineage.verify;

import dev.holdfast.lineage.proof.ProofFile;
import dev.holdfast.lineage.proof.SignedRecord;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Role;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.schemas.ExecutionId;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.authority.Subject;
import dev.holdfast.trust.evidence.Bytes;
import dev.holdfast.trust.evidence.Quoted;
import dev.holdfast.trust.grant.Attenuation;
import dev.holdfast.trust.intake.GrantCheck;
import dev.holdfast.trust.intake.Rejection;
import dev.holdfast.trust.intake.SignatureCheck;
import dev.holdfast.trust.intake.SignatureCheck.JointResult;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether the execution was granted by those who might, from the root down, and whether the entries are about that grant. */
final class GrantsCheck {
    private final ProofFile proof;
    private final List<ReadEntry> entries;
    private final Vouched vouched;
    private final Lines lines;

    private GrantsCheck(ProofFile proof, List<ReadEntry> entries, Vouched vouched, Lines lines) {
        this.proof = proof;
        this.entries = entries;
        this.vouched = vouched;
        this.lines = lines;
    }

    /** The execution's own grant, if it holds together with those above it. */
    static Optional<Grant> check(ProofFile proof, List<ReadEntry> entries, Vouched vouched, Lines lines) {
        return new GrantsCheck(proof, entries, vouched, lines).check();
    }

    private Optional<Grant> check() {
        List<ReadEntry> granted = entries.stream()
                .filter(entry -> entry.fact("grantPresent").equals(Optional.of(true)))
                .toList();
        if (proof.grants().isEmpty()) {
            if (granted.isEmpty()) {
                lines.noted("the file has no grant, and no entry says that there was one");
            } else {
                lines.cannotTell(granted.get(0).name() + " rests on a grant that is not in the file");
            }
            return Optional.empty();
        }
        long objections = lines.objections();
        List<Grant> grants = read();
        if (lines.objections() != objections) {
            return Optional.empty();
        }
        Set<KeyId> issuers = Set.of();
        for (int i = grants.size() - 1; i >= 0; i--) {
            Optional<Grant> parent = i + 1 < grants.size() ? Optional.of(grants.get(i + 1)) : Optional.empty();
            Optional<Set<KeyId>> signers = signers(grants.get(i), proof.grants().get(i), parent);
            if (signers.isEmpty()) {
                return Optional.empty();
            }
            issuers = parent.isPresent() ? issuers : signers.get();
        }
        Grant own = grants.get(0);
        Grant root = grants.get(grants.size() - 1);
        entries(own, granted);
        if (ExecutionId.parentOf(root.getExecutionId()).isPresent()) {
            lines.cannotTell("the grant of `" + root.getExecutionId()
                    + "` was delegated by a parent whose grant is not in the file");
        } else {
            issuers(own, root, issuers, granted);
        }
        return lines.objections() == objections ? Optional.of(own) : Optional.empty();
    }

    private List<Grant> read() {
        var grants = new ArrayList<Grant>();
        String expected = proof.executionId();
        for (SignedRecord record : proof.grants()) {
            String name = "the grant of `" + expected + "`";
            Body<Grant> body = Body.of(Topic.GRANTS, record.fingerprint(), record.body());
            if (body instanceof Body.Unknown<Grant> unknown) {
                lines.cannotTell(name + " cannot be read: " + unknown.why());
                return grants;
            }
            if (body instanceof Body.Broken<Grant> broken) {
                lines.isFalse(name + " is none: " + broken.why());
                return grants;
            }
            Grant grant = ((Body.Read<Grant>) body).value();
            Optional<Rejection> flaw = GrantCheck.check(grant.getExecutionId(), grant);
            if (!grant.getExecutionId().equals(expected) || flaw.isPresent()) {
                lines.isFalse(name + " is none: "
                        + flaw.map(Rejection::detail).orElse("it is for " + Quoted.text(grant.getExecutionId())));
                return grants;
            }
            grants.add(grant);
            expected = ExecutionId.parentOf(expected).orElse("");
        }
        return grants;
    }

    private Optional<Set<KeyId>> signers(Grant grant, SignedRecord record, Optional<Grant> parent) {
        String id = grant.getExecutionId();
        var content = new SignedContent(
                proof.log().trustDomain(),
                Topic.GRANTS.logicalName(),
                id,
                record.fingerprint(),
                ByteBuffer.wrap(record.body()));
        if (parent.isEmpty() && ExecutionId.parentOf(id).isPresent()) {
            // Whose executor signed it is not in the file; that is said once, with the issuers.
            return Optional.of(Set.of());
        }
        JointResult result = parent.isPresent()
                ? asJoint(SignatureCheck.check(
                        record.signatures(),
                        content,
                        key -> Optional.of(executorKey(parent.get()))
                                .filter(one -> one.id().equals(key)),
                        "the executor that the grant of `" + parent.get().getExecutionId() + "` names"))
                : SignatureCheck.checkAll(
                        record.signatures(),
                        content,
                        key -> Optional.ofNullable(
                                vouched.keys(Role.GRANT_ISSUER).get(key)),
                        "a grant issuer for whom the root key vouches");
        if (result instanceof SignatureCheck.Result.Refused refused) {
            refused("the grant of `" + id + "` is not signed by who might: ", refused.rejection(), parent.isEmpty());
            return Optional.empty();
        }
        Optional<String> excess = parent.flatMap(above -> Attenuation.firstExcess(above, grant));
        if (excess.isPresent()) {
            lines.isFalse("the grant of `" + id + "` grants more than its parent's: " + excess.get());
            return Optional.empty();
        }
        parent.ifPresent(above -> lines.verified("the grant of `" + id + "` is signed by the executor of `"
                + above.getExecutionId() + "` and grants no more than that one's"));
        return Optional.of(((JointResult.Signed) result).signers());
    }

    /** A signature of a key that nobody in the file stands for may be one of an issuer whose authority it lacks. One that does not fit is false in any case. */
    private void refused(String what, Rejection rejection, boolean byIssuers) {
        Optional<String> lacking = byIssuers && rejection.reason() == Rejection.Reason.SIGNER_UNKNOWN
                ? vouched.lacking(Role.GRANT_ISSUER)
                : Optional.empty();
        lacking.ifPresentOrElse(
                lack -> lines.cannotTell(what + rejection.detail() + "; " + lack),
                () -> lines.isFalse(what + rejection.detail()));
    }

    private static JointResult asJoint(SignatureCheck.Result result) {
        return result instanceof SignatureCheck.Result.Signed signed
                ? new JointResult.Signed(Set.of(signed.signer()))
                : (SignatureCheck.Result.Refused) result;
    }

    static VerifyingKey executorKey(Grant grant) {
        return VerifyingKey.of(Bytes.of(grant.getExecutorKey()));
    }

    /** What entries say of the grant must be what it says. */
    private void entries(Grant grant, List<ReadEntry> granted) {
        for (ReadEntry entry : granted) {
            long remaining = grant.getNotAfter().toEpochMilli() - entry.decidedAtMillis();
            boolean same = entry.fact("agent").equals(Optional.of(grant.getAgent()))
                    && entry.fact("initiator").equals(Optional.of(grant.getInitiator()))
                    && entry.fact("tenant").equals(Optional.of(grant.getTenant()))
                    && entry.fact("region").equals(Optional.of(grant.getRegion()))
                    && entry.fact("grantRemainingMillis").equals(Optional.of(remaining));
            if (!same) {
                lines.isFalse(entry.name() + " was decided under another grant: its facts differ from grant "
                        + Quoted.text(grant.getGrantId()) + " in agent, initiator, tenant, region or end");
                return;
            }
        }
    }

    /** Wherever everything was found in order, those who granted must have been in force. */
    private void issuers(Grant own, Grant root, Set<KeyId> issuers, List<ReadEntry> granted) {
        var subject = new Subject(root.getAgent(), root.getTenant(), root.getRegion());
        String name = "grant " + Quoted.text(own.getGrantId()) + " of `" + own.getExecutionId() + "`";
        String issued = own == root ? "" : " with those it was delegated from";
        Optional<Vouched.Standing> holds = Optional.empty();
        for (ReadEntry entry : granted) {
            Instant at = entry.entry().getDecidedAt();
            Vouched.Standing standing =
                    vouched.judge(Role.GRANT_ISSUER, issuers, Optional.of(subject), at.toEpochMilli());
            boolean trusted = entry.entry().getVerdict() == VerdictKind.TRUSTED;
            boolean valid = !at.isBefore(own.getNotBefore()) && at.isBefore(own.getNotAfter());
            if (trusted && !valid) {
                lines.isFalse(entry.name() + " found everything in order at " + at + ", when " + name
                        + " was not valid: it is from " + own.getNotBefore() + " to " + own.getNotAfter());
                return;
            }
            if (trusted && standing instanceof Vouched.Standing.Fails fails) {
                lines.isFalse(entry.name() + " found everything in order at " + at + ", when who issued " + name
                        + " might not: " + fails.detail());
                return;
            }
            if (trusted && standing instanceof Vouched.Standing.Disputed disputed) {
                lines.cannotTell(entry.name() + " found everything in order at " + at
                        + ", and whether who issued " + name + " still might is not in the file: "
                        + disputed.detail());
                return;
            }
            if (standing instanceof Vouched.Standing.Holds) {
                holds = Optional.of(standing);
            }
        }
        if (holds.isPresent()) {
            lines.verified(name + issued + " is signed by its issuer, who might issue it whenever everything was found"
                    + " in order: " + holds.get().detail());
        } else {
            lines.noted(
                    name + issued + " is signed by keys of role GRANT_ISSUER, of which none was in force at any entry"
                            + " of the file; none of them found everything in order");
        }
    }
}
