package dev.holdfast.lineage.verify;

import dev.holdfast.lineage.proof.SignedRecord;
import dev.holdfast.record.Authority;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.authority.Admission;
import dev.holdfast.trust.authority.Authorities;
import dev.holdfast.trust.intake.GovernanceCheck;
import dev.holdfast.trust.intake.Rejection;
import dev.holdfast.trust.intake.SignatureCheck;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the root key has signed the authorities of the file. */
final class AuthorityCheck {
    private AuthorityCheck() {}

    static Vouched check(String trustDomain, List<SignedRecord> authorities, List<VerifyingKey> roots, Lines lines) {
        var versions = new ArrayList<Vouched.Version>();
        int place = 0;
        for (SignedRecord record : authorities) {
            place++;
            String name = "the authority at place " + place + " of the file";
            Body<GovernanceRecord> body = Body.of(Topic.GOVERNANCE, record.fingerprint(), record.body());
            if (body instanceof Body.Unknown<GovernanceRecord> unknown) {
                lines.cannotTell(name + " cannot be read: " + unknown.why());
            } else if (body instanceof Body.Broken<GovernanceRecord> broken) {
                lines.isFalse(name + " is none: " + broken.why());
            } else {
                check(trustDomain, name, ((Body.Read<GovernanceRecord>) body).value(), record, roots, lines)
                        .ifPresent(versions::add);
            }
        }
        return new Vouched(versions);
    }

    private static Optional<Vouched.Version> check(
            String trustDomain,
            String place,
            GovernanceRecord act,
            SignedRecord record,
            List<VerifyingKey> roots,
            Lines lines) {
        Authority authority = act.getAuthority();
        if (authority == null) {
            lines.isFalse(place + " is another act of governance");
            return Optional.empty();
        }
        String key = "authority/" + authority.getName();
        Optional<Rejection> flaw = GovernanceCheck.check(key, act, 0);
        if (flaw.isPresent()) {
            lines.isFalse(place + " is none: " + flaw.get().detail());
            return Optional.empty();
        }
        String name = "version " + authority.getVersion() + " of authority `" + authority.getName() + "`";
        var content = new SignedContent(
                trustDomain, Topic.GOVERNANCE.logicalName(), key, record.fingerprint(), ByteBuffer.wrap(record.body()));
        SignatureCheck.Result result = SignatureCheck.check(
                record.signatures(),
                content,
                id -> roots.stream().filter(root -> root.id().equals(id)).findFirst(),
                "the root key that you named");
        if (result instanceof SignatureCheck.Result.Refused refused) {
            lines.isFalse(name + " is not signed by the root key: "
                    + refused.rejection().detail());
            return Optional.empty();
        }
        if (!(Authorities.none().admission(authority) instanceof Admission.Admitted admitted)) {
            lines.isFalse(name + " is of no sound form");
            return Optional.empty();
        }
        lines.verified(name + ", role " + authority.getRole() + ", valid from " + authority.getNotBefore() + " to "
                + authority.getNotAfter() + ", is signed by the root key");
        return Optional.of(new Vouched.Version(authority.getName(), authority.getVersion(), admitted.authorities()));
    }
}
