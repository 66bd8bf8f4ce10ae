package dev.holdfast.lineage.verify;

import static dev.holdfast.lineage.testing.Hostile.flipped;
import static dev.holdfast.lineage.testing.Hostile.of;
import static dev.holdfast.lineage.testing.SoundProof.EVALUATOR;
import static dev.holdfast.lineage.testing.SoundProof.EXECUTOR;
import static dev.holdfast.lineage.testing.SoundProof.ISSUER;
import static dev.holdfast.lineage.testing.SoundProof.ROOT;
import static dev.holdfast.lineage.testing.SoundProof.START;

import dev.holdfast.lineage.proof.SignedRecord;
import dev.holdfast.lineage.testing.Decisions;
import dev.holdfast.lineage.testing.Hostile;
import dev.holdfast.lineage.testing.Keys;
import dev.holdfast.lineage.testing.ProofEdit;
import dev.holdfast.lineage.testing.Records;
import dev.holdfast.lineage.testing.SoundProof;
import dev.holdfast.lineage.verify.Line.CannotTell;
import dev.holdfast.lineage.verify.Line.False;
import dev.holdfast.lineage.verify.Line.Noted;
import dev.holdfast.lineage.verify.Line.Verified;
import dev.holdfast.record.Acknowledgment;
import dev.holdfast.record.Authority;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Role;
import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.schemas.Topic;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One fixture for each way in which somebody might not have signed what they signed, each by its recipe. */
class HostileAuthorityTest {
    private static final String HOLDS_4 =
            "the checkpoint of size 12, which holds entry 4 of `job-1` of 2027-01-15T08:00:04Z,";
    private static final String HOLDS_7 =
            "the checkpoint of size 24, which holds entry 7 of `job-1` of 2027-01-15T08:00:07Z,";

    @ParameterizedTest
    @MethodSource({"evaluators", "grants", "acknowledgments"})
    void shouldBeCalledWhatItIs(Hostile hostile) throws Exception {
        hostile.assertCalled();
    }

    private static Instant at(long seconds) {
        return Instant.ofEpochMilli(START + seconds * 1_000);
    }

    static List<Hostile> evaluators() {
        return List.of(
                of("an authority that had expired when the log was signed", edit -> {
                    edit.authorities.set(0, SoundProof.evaluators(authority -> authority.setNotAfter(at(4))));
                    return new False(HOLDS_4 + " is signed by a key that was not an evaluator's then: authority"
                            + " `evaluators`: expected a signature before 2027-01-15T08:00:04Z, found one at"
                            + " 2027-01-15T08:00:04Z");
                }),
                of("an authority that was not valid yet", edit -> {
                    edit.authorities.set(0, SoundProof.evaluators(authority -> authority.setNotBefore(at(5))));
                    return new False(HOLDS_4 + " is signed by a key that was not an evaluator's then: authority"
                            + " `evaluators`: expected a signature not before 2027-01-15T08:00:05Z, found one at"
                            + " 2027-01-15T08:00:04Z");
                }),
                of("an authority that had expired when the checkpoint was first seen", edit -> {
                    edit.authorities.set(0, SoundProof.evaluators(authority -> authority.setNotAfter(at(20))));
                    return new CannotTell(HOLDS_7 + " was first seen at 2027-01-15T08:00:20Z, when its key was not an"
                            + " evaluator's any more: whether it was signed before cannot be told");
                }),
                of("an authority of another role", edit -> {
                    edit.authorities.set(
                            0, SoundProof.authority("evaluators", Role.OPERATOR, EVALUATOR, authority -> {}, ROOT));
                    return new False(
                            "the checkpoint of size 12 is signed by no evaluator's key for which the root key vouches");
                }),
                of("an authority that needs more signatures", edit -> {
                    edit.authorities.set(0, SoundProof.evaluators(authority -> {
                        authority.setKeys(List.of(
                                authority.getKeys().get(0),
                                ByteBuffer.wrap(ISSUER.verifyingKey().raw())));
                        authority.setThreshold(2);
                    }));
                    return new False(HOLDS_4 + " is signed by a key that was not an evaluator's then: authority"
                            + " `evaluators`: expected signatures by 2 of 2 keys, found 1");
                }),
                of("an authority that a later version withdraws", edit -> {
                    edit.authorities.add(SoundProof.evaluators(authority -> {
                        authority.setVersion(2);
                        authority.setKeys(List.of());
                    }));
                    return new CannotTell(
                            HOLDS_4 + " is signed by a key of which the file does not say whether it was an"
                                    + " evaluator's then: version 1 of authority `evaluators` stands for it, version 2 does"
                                    + " not");
                }),
                of("an authority that a version withdraws which begins later", edit -> {
                    edit.authorities.add(SoundProof.evaluators(authority -> {
                        authority.setVersion(2);
                        authority.setKeys(List.of());
                        authority.setNotBefore(at(30));
                    }));
                    return new Verified(HOLDS_7 + " is signed for the log `example.org/lineage/0` by an evaluator:"
                            + " version 1 of authority `evaluators`: signed by 1 of 1 keys, 1 needed");
                }),
                of("an authority of which only a later version with another key is there", edit -> {
                    edit.authorities.set(0, SoundProof.evaluators(authority -> {
                        authority.setVersion(2);
                        authority.setKeys(List.of(
                                ByteBuffer.wrap(Keys.ed25519(9).verifyingKey().raw())));
                    }));
                    return new CannotTell("the checkpoint of size 24 is signed by no evaluator's key for which the root"
                            + " key vouches in this file: the file has version 2 of authority `evaluators` and not version"
                            + " 1, which may have stood for it");
                }),
                of("an authority of which only a later version is there, valid since after the decision", edit -> {
                    edit.authorities.set(0, SoundProof.evaluators(authority -> {
                        authority.setVersion(3);
                        authority.setNotBefore(at(5));
                    }));
                    return new CannotTell(
                            HOLDS_4 + " is signed by a key of which the file does not say whether it was an"
                                    + " evaluator's then: authority `evaluators`: expected a signature not before"
                                    + " 2027-01-15T08:00:05Z, found one at 2027-01-15T08:00:04Z; the file has version 3 of"
                                    + " authority `evaluators` and not version 2, which may have stood for it");
                }),
                of("a forged signature beside an authority of which an earlier version lacks", edit -> {
                    edit.authorities.add(SoundProof.issuers(authority -> authority.setVersion(3)));
                    SignedRecord sound = edit.grants.get(0);
                    edit.grants.set(
                            0,
                            new SignedRecord(
                                    sound.fingerprint(),
                                    sound.body(),
                                    List.of(flipped(sound.signatures().get(0), 40))));
                    return new False("the grant of `job-1` is not signed by who might: the signature of key "
                            + ISSUER.verifyingKey().id()
                            + " does not fit these bytes, this topic, this key and the trust domain `example.org`");
                }),
                of("an issuer of whose authority only a later version is there", edit -> {
                    edit.authorities.set(1, SoundProof.issuers(authority -> {
                        authority.setVersion(2);
                        authority.setKeys(List.of(
                                ByteBuffer.wrap(Keys.ed25519(9).verifyingKey().raw())));
                    }));
                    return new CannotTell("the grant of `job-1` is not signed by who might: expected a signature by a"
                            + " grant issuer for whom the root key vouches, found one by key "
                            + ISSUER.verifyingKey().id()
                            + "; the file has version 2 of authority `issuers` and not version 1, which may have stood"
                            + " for it");
                }),
                of("an authority that another key than the root signed", edit -> {
                    edit.authorities.set(
                            0,
                            SoundProof.authority("evaluators", Role.EVALUATOR, EVALUATOR, authority -> {}, EVALUATOR));
                    return new False("version 1 of authority `evaluators` is not signed by the root key: expected a"
                            + " signature by the root key that you named, found one by key "
                            + EVALUATOR.verifyingKey().id());
                }),
                of("an authority with a changed body", edit -> {
                    SignedRecord sound = edit.authorities.get(0);
                    edit.authorities.set(
                            0,
                            new SignedRecord(
                                    sound.fingerprint(),
                                    SoundProof.evaluators(authority -> authority.setVersion(2))
                                            .body(),
                                    sound.signatures()));
                    return new False(
                            "version 2 of authority `evaluators` is not signed by the root key: the signature of"
                                    + " key " + ROOT.verifyingKey().id()
                                    + " does not fit these bytes, this topic, this key and the trust domain `example.org`");
                }),
                of("an authority of another deployment", edit -> {
                    edit.authorities.set(
                            0,
                            Records.signed(
                                    "example.com",
                                    Topic.GOVERNANCE,
                                    "authority/evaluators/1",
                                    GovernanceRecord.newBuilder()
                                            .setAuthority(authorityOf(edit))
                                            .build(),
                                    ROOT));
                    return new False(
                            "version 1 of authority `evaluators` is not signed by the root key: the signature of"
                                    + " key " + ROOT.verifyingKey().id()
                                    + " does not fit these bytes, this topic, this key and the trust domain `example.org`");
                }),
                of("an unsigned authority", edit -> {
                    SignedRecord sound = edit.authorities.get(0);
                    edit.authorities.set(0, new SignedRecord(sound.fingerprint(), sound.body(), List.of()));
                    return new False("version 1 of authority `evaluators` is not signed by the root key: expected one"
                            + " header `holdfast-signature`, found none");
                }),
                of("an order in the place of an authority", edit -> {
                    var order = new OperatorOrder(
                            "o-1",
                            OrderAction.HALT,
                            new Selector(SelectorKind.EXECUTION, "job-1"),
                            "enough",
                            "olga",
                            at(0));
                    edit.authorities.add(Records.signed(
                            "example.org",
                            Topic.GOVERNANCE,
                            "order/o-1",
                            GovernanceRecord.newBuilder().setOrder(order).build(),
                            ROOT));
                    return new False("the authority at place 3 of the file is another act of governance");
                }),
                of("an authority that is none", edit -> {
                    edit.authorities.add(new SignedRecord(Topic.GOVERNANCE.fingerprint(), new byte[] {9}, List.of()));
                    return new False(
                            "the authority at place 3 of the file is none: its bytes are not what their schema says");
                }));
    }

    private static Authority authorityOf(ProofEdit edit) {
        Body<GovernanceRecord> body = Body.of(
                Topic.GOVERNANCE,
                Topic.GOVERNANCE.fingerprint(),
                edit.authorities.get(0).body());
        return ((Body.Read<GovernanceRecord>) body).value().getAuthority();
    }

    static List<Hostile> grants() {
        return List.of(
                of("an issuer whose authority had expired", edit -> {
                    edit.authorities.set(1, SoundProof.issuers(authority -> authority.setNotAfter(at(5))));
                    return new False(
                            "entry 5 of `job-1` found everything in order at 2027-01-15T08:00:05Z, when who issued"
                                    + " grant `grant-1` of `job-1` might not: authority `issuers`: expected a signature before"
                                    + " 2027-01-15T08:00:05Z, found one at 2027-01-15T08:00:05Z");
                }),
                of("an issuer who may not speak for that agent", edit -> {
                    edit.authorities.set(1, SoundProof.issuers(authority -> authority.setAgents(List.of("other"))));
                    return new False(
                            "entry 2 of `job-1` found everything in order at 2027-01-15T08:00:02Z, when who issued"
                                    + " grant `grant-1` of `job-1` might not: authority `issuers`: expected agents that the"
                                    + " authority may speak for, found agent `fetcher`");
                }),
                of("an issuer whose authority a later version withdraws", edit -> {
                    edit.authorities.add(SoundProof.issuers(authority -> {
                        authority.setVersion(2);
                        authority.setKeys(List.of());
                    }));
                    return new CannotTell(
                            "entry 2 of `job-1` found everything in order at 2027-01-15T08:00:02Z, and whether"
                                    + " who issued grant `grant-1` of `job-1` still might is not in the file: version 1 of"
                                    + " authority `issuers` stands for it, version 2 does not");
                }),
                of("a grant that nobody issued", edit -> {
                    edit.grants.set(0, SoundProof.signed(SoundProof.grant(grant -> {}), EXECUTOR));
                    return new False("the grant of `job-1` is not signed by who might: expected a signature by a grant"
                            + " issuer for whom the root key vouches, found one by key "
                            + EXECUTOR.verifyingKey().id());
                }),
                of("a grant with a flipped bit in its signature", edit -> {
                    SignedRecord sound = edit.grants.get(0);
                    edit.grants.set(
                            0,
                            new SignedRecord(
                                    sound.fingerprint(),
                                    sound.body(),
                                    List.of(flipped(sound.signatures().get(0), 40))));
                    return new False("the grant of `job-1` is not signed by who might: the signature of key "
                            + ISSUER.verifyingKey().id()
                            + " does not fit these bytes, this topic, this key and the trust domain `example.org`");
                }),
                of("another grant for the same execution", edit -> {
                    edit.grants.set(
                            0, SoundProof.signed(SoundProof.grant(grant -> grant.setInitiator("mallory")), ISSUER));
                    return new False("entry 1 of `job-1` was decided under another grant: its facts differ from grant"
                            + " `grant-1` in agent, initiator, tenant, region or end");
                }),
                of("a grant for another execution", edit -> {
                    edit.grants.set(
                            0, SoundProof.signed(SoundProof.grant(grant -> grant.setExecutionId("job-2")), ISSUER));
                    return new False("the grant of `job-1` is none: it is for `job-2`");
                }),
                of("a grant that grants nothing", edit -> {
                    edit.grants.set(0, SoundProof.signed(SoundProof.grant(grant -> grant.setScope(List.of())), ISSUER));
                    return new False(
                            "the grant of `job-1` is none: the grant grants nothing: expected at least one rule in"
                                    + " its scope");
                }),
                of("no grant", edit -> {
                    edit.grants.clear();
                    return new CannotTell("entry 1 of `job-1` rests on a grant that is not in the file");
                }),
                of("a grant of a schema that is not known", edit -> {
                    SignedRecord sound = edit.grants.get(0);
                    edit.grants.set(0, new SignedRecord(0x0123456789ABCDEFL, sound.body(), sound.signatures()));
                    return new CannotTell("the grant of `job-1` cannot be read: it was written by the schema"
                            + " 0123456789abcdef, which this version does not know; use a newer one");
                }));
    }

    static List<Hostile> acknowledgments() {
        return List.of(
                of("an acknowledgment of somebody else", edit -> {
                    Acknowledgment halt = decisions().acknowledgments().get(1);
                    edit.acknowledgments.set(1, SoundProof.signed(halt, EVALUATOR));
                    return new False(
                            "the acknowledgment at place 2 of the file is not signed by the executor: expected a"
                                    + " signature by the executor that the grant names, found one by key "
                                    + EVALUATOR.verifyingKey().id());
                }),
                of("an acknowledgment with a changed body", edit -> {
                    Acknowledgment halt = decisions().acknowledgments().get(1);
                    SignedRecord sound = edit.acknowledgments.get(1);
                    halt.setEpoch(4);
                    edit.acknowledgments.set(
                            1, new SignedRecord(sound.fingerprint(), Records.body(halt), sound.signatures()));
                    return new False("the acknowledgment at place 2 of the file is not signed by the executor: the"
                            + " signature of key " + EXECUTOR.verifyingKey().id()
                            + " does not fit these bytes, this topic, this key and the trust domain `example.org`");
                }),
                of("an acknowledgment of a command that no entry gives", edit -> {
                    Acknowledgment halt = decisions().acknowledgments().get(1);
                    halt.setEpoch(2);
                    edit.acknowledgments.add(SoundProof.signed(halt, EXECUTOR));
                    return new Noted("the executor of `job-1` says with its own signature that HALT of epoch 2 is"
                            + " EFFECTIVE, a command that no entry of the file gives: of a transaction that was aborted,"
                            + " or of an entry that is not here");
                }),
                of("the last entries removed, and the acknowledgment of their command left", edit -> {
                    edit.entries.subList(4, edit.entries.size()).clear();
                    return new CannotTell("the executor of `job-1` says with its own signature that HALT of epoch 3 is"
                            + " EFFECTIVE, above epoch 1 of the last entry: more entries followed that are not in the file,"
                            + " or the transaction was aborted");
                }),
                of("an acknowledgment that is none", edit -> {
                    edit.acknowledgments.add(new SignedRecord(Topic.ACKS.fingerprint(), new byte[0], List.of()));
                    return new False(
                            "the acknowledgment at place 3 of the file is none: its bytes are not what their schema"
                                    + " says");
                }),
                of("an acknowledgment without a grant", edit -> {
                    edit.grants.clear();
                    return new CannotTell(
                            "the acknowledgment at place 1 of the file cannot be verified: the file has no"
                                    + " grant that holds, which would name the executor's key");
                }),
                of("an acknowledgment by a key of nobody", edit -> {
                    Acknowledgment halt = decisions().acknowledgments().get(1);
                    edit.acknowledgments.set(0, SoundProof.signed(halt, Keys.ed25519(99)));
                    return new False(
                            "the acknowledgment at place 1 of the file is not signed by the executor: expected a"
                                    + " signature by the executor that the grant names, found one by key "
                                    + Keys.ed25519(99).verifyingKey().id());
                }));
    }

    private static Decisions decisions() {
        return SoundProof.decisions();
    }
}
