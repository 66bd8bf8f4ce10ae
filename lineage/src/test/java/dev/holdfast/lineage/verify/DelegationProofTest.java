package dev.holdfast.lineage.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.proof.LoggedEntry;
import dev.holdfast.lineage.proof.SignedRecord;
import dev.holdfast.lineage.testing.Decisions;
import dev.holdfast.lineage.testing.Hostile;
import dev.holdfast.lineage.testing.Keys;
import dev.holdfast.lineage.testing.MemoryLog;
import dev.holdfast.lineage.testing.ProofEdit;
import dev.holdfast.lineage.testing.Records;
import dev.holdfast.lineage.testing.SoundProof;
import dev.holdfast.lineage.verify.Line.CannotTell;
import dev.holdfast.lineage.verify.Line.False;
import dev.holdfast.lineage.verify.Line.Verified;
import dev.holdfast.record.Grant;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.facts.Surroundings;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Proofs of executions that were delegated: grants from the execution's own up to the root's. */
class DelegationProofTest {
    private static final SigningKey CHILD_EXECUTOR = Keys.ed25519(7);
    private static final Grant PARENT = SoundProof.grant(grant -> grant.setDelegationDepth(1));
    private static final Grant CHILD = SoundProof.grant(grant -> {
        grant.setExecutionId("job-1/part");
        grant.setGrantId("grant-2");
        grant.setExecutorKey(ByteBuffer.wrap(CHILD_EXECUTOR.verifyingKey().raw()));
    });

    private static ProofEdit proof(SignedRecord... grants) throws Exception {
        Decisions decisions = Decisions.of(
                CHILD, SoundProof.rules().digest(), Surroundings.below(TrustState.TRUSTED), SoundProof.START + 1_000);
        var edit = new ProofEdit(SoundProof.sound());
        edit.executionId = CHILD.getExecutionId();
        edit.grants.clear();
        edit.grants.addAll(List.of(grants));
        edit.openings.clear();
        edit.acknowledgments.clear();
        decisions
                .acknowledgments()
                .forEach(one -> edit.acknowledgments.add(Records.signed(
                        SoundProof.TRUST_DOMAIN, Topic.ACKS, CHILD.getExecutionId(), one, CHILD_EXECUTOR)));
        var log = new MemoryLog();
        for (LineageEntry entry : decisions.entries()) {
            log.append(Hash.ofLeaf(Records.encoded(entry)));
        }
        edit.entries.clear();
        for (int i = 0; i < decisions.entries().size(); i++) {
            LoggedEntry logged = SoundProof.logged(
                    log, decisions.entries().get(i), i, log.frontier().size());
            edit.entries.add(logged);
        }
        edit.consistency.clear();
        edit.checkpoints.clear();
        edit.checkpoints.add(SoundProof.checkpoint(
                log, log.frontier().size(), SoundProof.LOG_SIGNER, SoundProof.LOG_SIGNER_TOMORROW, SoundProof.WITNESS));
        return edit;
    }

    private static SignedRecord signed(Grant grant, SigningKey... signers) {
        return SoundProof.signed(grant, signers);
    }

    @Test
    void shouldFollowTheGrantsUpToTheRoot() throws Exception {
        ProofEdit edit = proof(signed(CHILD, SoundProof.EXECUTOR), signed(PARENT, SoundProof.ISSUER));

        Report report = Hostile.verified(edit.proof());

        assertThat(report.lines())
                .contains(
                        new Verified(
                                "the grant of `job-1/part` is signed by the executor of `job-1` and grants no more than"
                                        + " that one's"),
                        new Verified("grant `grant-2` of `job-1/part` with those it was delegated from is signed by its"
                                + " issuer, who might issue it whenever everything was found in order: version 1 of"
                                + " authority `issuers`: signed by 1 of 1 keys, 1 needed"));
        assertThat(report.exit()).isEqualTo(Report.TRUE);
    }

    @Test
    void shouldCallAGrantFalseThatWasWidened() throws Exception {
        Grant narrow = SoundProof.grant(grant -> {
            grant.setDelegationDepth(1);
            grant.setScope(List.of(ScopeRule.newBuilder()
                    .setAction("http.get")
                    .setResource("*")
                    .build()));
        });
        ProofEdit edit = proof(signed(CHILD, SoundProof.EXECUTOR), signed(narrow, SoundProof.ISSUER));

        Report report = Hostile.verified(edit.proof());

        assertThat(report.lines())
                .anySatisfy(line -> assertThat(line)
                        .isInstanceOfSatisfying(
                                False.class,
                                flaw -> assertThat(flaw.text())
                                        .startsWith(
                                                "the grant of `job-1/part` grants more than its parent's: expected ")));
        assertThat(report.exit()).isEqualTo(Report.FALSE);
    }

    @Test
    void shouldCallAGrantFalseThatItsParentDidNotSign() throws Exception {
        ProofEdit edit = proof(signed(CHILD, SoundProof.ISSUER), signed(PARENT, SoundProof.ISSUER));

        assertThat(Hostile.verified(edit.proof()).lines())
                .contains(new False("the grant of `job-1/part` is not signed by who might: expected a signature by the"
                        + " executor that the grant of `job-1` names, found one by key "
                        + SoundProof.ISSUER.verifyingKey().id()));
    }

    @Test
    void shouldNotTellWhoGrantedWithoutTheParentsGrant() throws Exception {
        ProofEdit edit = proof(signed(CHILD, SoundProof.EXECUTOR));

        Report report = Hostile.verified(edit.proof());

        assertThat(report.lines())
                .contains(new CannotTell(
                        "the grant of `job-1/part` was delegated by a parent whose grant is not in the file"));
        assertThat(report.exit()).isEqualTo(Report.CANNOT_TELL);
    }
}
