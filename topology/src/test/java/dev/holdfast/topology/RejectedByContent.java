package dev.holdfast.topology;

import static dev.holdfast.topology.RejectedRecord.NEIGHBOUR;
import static dev.holdfast.topology.RejectedRecord.NEWCOMER;
import static dev.holdfast.topology.RejectedRecord.PARTITIONS;
import static dev.holdfast.topology.RejectedRecord.VICTIM;
import static dev.holdfast.topology.RejectedRecord.beat;
import static dev.holdfast.topology.RejectedRecord.row;

import dev.holdfast.record.AcknowledgmentStage;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Phase;
import dev.holdfast.record.Role;
import dev.holdfast.record.RuleFile;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.topology.scenario.Acts;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.topology.scenario.Requests;
import dev.holdfast.trust.intake.Rejection.Reason;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Records of which the form is good, or nearly, and that are rejected for what they say. */
final class RejectedByContent {
    private RejectedByContent() {}

    static Stream<Arguments> rows() {
        return Stream.of(requests(), contents()).flatMap(rows -> rows);
    }

    private static Stream<Arguments> requests() {
        return Stream.of(
                row(
                        "a request for another execution",
                        Reason.REQUEST_INVALID,
                        (s, v) -> Requests.of(s).signed(NEWCOMER, request -> request.setExecutionId(NEIGHBOUR))),
                row(
                        "a request for a child",
                        Reason.REQUEST_INVALID,
                        (s, v) -> Requests.of(s).signed(VICTIM + "/child", request -> {})),
                row(
                        "a request by what is no key",
                        Reason.REQUEST_INVALID,
                        (s, v) -> Requests.of(s)
                                .signed(NEWCOMER, request -> request.setExecutorKey(ByteBuffer.wrap(new byte[31])))),
                row(
                        "a request without a signature",
                        Reason.UNSIGNED,
                        (s, v) -> Requests.of(s).signed(NEWCOMER, request -> {}).unsigned()),
                row(
                        "a request with somebody else's key",
                        Reason.SIGNER_UNKNOWN,
                        (s, v) -> Requests.of(s)
                                .signed(
                                        NEWCOMER,
                                        request -> request.setExecutorKey(ByteBuffer.wrap(
                                                Keys.STRANGER.verifyingKey().raw())))),
                row("a request that was altered", Reason.SIGNATURE_INVALID, (s, v) -> {
                    Input request = Requests.of(s).signed(NEWCOMER, any -> {});
                    return request.withValue(Requests.of(s)
                            .signed(NEWCOMER, r -> r.setAgent("other"))
                            .value());
                }),
                row("a request whose text is longer than the record", Reason.UNDECODABLE, (s, v) -> {
                    Input request = Requests.of(s).signed(NEWCOMER, any -> {});
                    WireFormat wire = WireFormat.parse(request.value());
                    byte[] twoGiB = {(byte) 0xFC, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F};
                    return request.withValue(WireFormat.join(wire.schemaId(), twoGiB));
                }),
                row("a request whose list is longer than the record", Reason.UNDECODABLE, (s, v) -> {
                    Input request = Requests.of(s).signed(NEWCOMER, any -> {});
                    WireFormat wire = WireFormat.parse(request.value());
                    byte[] body = new byte[46];
                    body[6] =
                            64; // An executor key of 32 bytes after six empty texts, then a scope of two billion rules.
                    System.arraycopy(
                            new byte[] {(byte) 0xFC, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F}, 0, body, 39, 5);
                    return request.withValue(WireFormat.join(wire.schemaId(), body));
                }),
                row(
                        "a request for what is granted",
                        Reason.REQUEST_CONFLICTING,
                        (s, v) -> Requests.of(s).signed(VICTIM, request -> {})),
                row("a request when too many wait for a grant", Reason.TOO_MANY_WAITING, (s, v) -> {
                    for (int i = 0, waiting = 0; waiting < 10_000; i++) {
                        if (RootSegmentPartitioner.partitionOf("w-" + i, PARTITIONS) == 0) {
                            s.send(s.signing().unsigned(Topic.HEARTBEATS, "w-" + i, v.next(heartbeat -> {})));
                            waiting++;
                        }
                    }
                    return Requests.of(s).signed(NEWCOMER, request -> {});
                }));
    }

    private static Stream<Arguments> contents() {
        return Stream.of(
                row(
                        "a grant that grants nothing",
                        Reason.GRANT_INVALID,
                        (s, v) -> s.signedGrant(NEWCOMER, Keys.ISSUER, grant -> grant.setScope(List.of()))),
                row(
                        "a grant for another execution",
                        Reason.GRANT_INVALID,
                        (s, v) -> s.signedGrant(NEWCOMER, Keys.ISSUER, grant -> grant.setExecutionId(VICTIM))),
                row(
                        "a second grant",
                        Reason.GRANT_CONFLICTING,
                        (s, v) -> s.signedGrant(VICTIM, Keys.ISSUER, grant -> grant.setGrantId("other"))),
                row("a grant of an issuer that may not speak for the tenant", Reason.AUTHORITY_REFUSED, (s, v) -> {
                    var narrow = Acts.authority("narrow", Role.GRANT_ISSUER, Keys.STRANGER);
                    narrow.setTenants(List.of("acme"));
                    s.vouch(narrow);
                    return s.signedGrant(NEWCOMER, Keys.STRANGER, grant -> grant.setTenant("other"));
                }),
                row(
                        "a child of nobody",
                        Reason.PARENT_UNKNOWN,
                        (s, v) -> s.signedGrant(NEWCOMER + "/child", Keys.EXECUTOR, grant -> {})),
                row(
                        "a child wider than its parent",
                        Reason.GRANT_WIDENED,
                        (s, v) -> s.signedGrant(
                                VICTIM + "/child",
                                Keys.EXECUTOR,
                                grant -> grant.setScope(List.of(new ScopeRule("*", "*", null, null))))),
                row(
                        "a child that its parent did not delegate to",
                        Reason.SIGNER_UNKNOWN,
                        (s, v) -> s.signedGrant(VICTIM + "/child", Keys.ISSUER, grant -> {})),
                row(
                        "a revocation of everything by accident",
                        Reason.GOVERNANCE_INVALID,
                        (s, v) -> s.revocationRecord(
                                Acts.revocation("r-1", SelectorKind.EVERYTHING, "", s.now()), Keys.OPERATOR)),
                row("an authority of an earlier version", Reason.GOVERNANCE_ROLLED_BACK, (s, v) -> {
                    var later = Acts.authority("more", Role.OPERATOR, Keys.OPERATOR);
                    later.setVersion(2);
                    s.vouch(later);
                    return s.authorityRecord(Acts.authority("more", Role.OPERATOR, Keys.STRANGER), Keys.ROOT);
                }),
                row("a ruleset of another digest", Reason.RULESET_INVALID, (s, v) -> {
                    s.vouch(Acts.authority("authors", Role.POLICY_AUTHOR, Keys.AUTHOR));
                    var ruleset = new RulesetRecord(
                            1L,
                            "0".repeat(64),
                            List.of(new RuleFile("house/rules.drl", "package house")),
                            s.now(),
                            "ada",
                            "",
                            false,
                            List.of());
                    return s.rulesetRecord(ruleset, Keys.AUTHOR);
                }),
                row(
                        "an authority that the root did not vouch for",
                        Reason.AUTHORITY_REFUSED,
                        (s, v) -> s.authorityRecord(
                                Acts.authority("mine", Role.GRANT_ISSUER, Keys.STRANGER), Keys.OPERATOR)),
                row(
                        "an order of a stranger",
                        Reason.SIGNER_UNKNOWN,
                        (s, v) -> s.orderRecord(haltAll(s), Keys.STRANGER)),
                row(
                        "an order of a grant issuer",
                        Reason.SIGNER_UNKNOWN,
                        (s, v) -> s.orderRecord(haltAll(s), Keys.ISSUER)),
                row("an order once more", Reason.ORDER_REPEATED, (s, v) -> {
                    var order = Acts.order("o-1", OrderAction.RESUME, SelectorKind.EXECUTION, "nobody", s.now());
                    s.order(order);
                    return s.orderRecord(order, Keys.OPERATOR);
                }),
                row("a heartbeat without a grant", Reason.GRANT_MISSING, (s, v) -> beat(s.executor(NEWCOMER))),
                row(
                        "an answer without a grant",
                        Reason.GRANT_MISSING,
                        (s, v) -> s.executor(NEWCOMER)
                                .acknowledgment(1, ControlAction.HALT, AcknowledgmentStage.EFFECTIVE)),
                row(
                        "a signal without a grant",
                        Reason.GRANT_MISSING,
                        (s, v) -> s.signedSignal(NEWCOMER, Keys.SOURCE, signal -> {})),
                row(
                        "a signal of an unknown source",
                        Reason.SIGNER_UNKNOWN,
                        (s, v) -> s.signedSignal(VICTIM, Keys.SOURCE, signal -> {})),
                row("a signal of a source that may not speak for the agent", Reason.AUTHORITY_REFUSED, (s, v) -> {
                    var narrow = Acts.authority("narrow", Role.SIGNAL_SOURCE, Keys.SOURCE);
                    narrow.setAgents(List.of("another"));
                    s.vouch(narrow);
                    return s.signedSignal(VICTIM, Keys.SOURCE, signal -> {});
                }),
                row("a signal once more", Reason.REPLAYED, (s, v) -> {
                    s.vouchForSource();
                    Input signal = s.signedSignal(VICTIM, Keys.SOURCE, any -> {});
                    s.send(signal);
                    return signal;
                }),
                row("a signal after the end", Reason.EXECUTION_ENDED, (s, v) -> {
                    s.vouchForSource();
                    v.beat(h -> h.setPhase(Phase.ENDED).setExitCode(0));
                    return s.signedSignal(VICTIM, Keys.SOURCE, signal -> {});
                }),
                row("a signal without a value", Reason.OUT_OF_RANGE, (s, v) -> {
                    s.vouchForSource();
                    return s.signedSignal(VICTIM, Keys.SOURCE, signal -> signal.setValue(""));
                }),
                row("a heartbeat once more", Reason.REPLAYED, (s, v) -> {
                    Input beat = beat(v);
                    s.send(beat);
                    return beat;
                }),
                row("an older heartbeat", Reason.REPLAYED, (s, v) -> v.heartbeat(h -> h.setSequence(1))),
                row(
                        "a second executor",
                        Reason.SECOND_EXECUTOR,
                        (s, v) -> s.executor(VICTIM, "instance-2").heartbeat(h -> h.setSequence(50))),
                row("a heartbeat after the end", Reason.EXECUTION_ENDED, (s, v) -> {
                    v.beat(h -> h.setPhase(Phase.ENDED).setExitCode(0));
                    return beat(v);
                }),
                row("an epoch out of reach", Reason.OUT_OF_RANGE, (s, v) -> v.heartbeat(h -> h.setObeyedEpoch(5_000))));
    }

    private static OperatorOrder haltAll(EvaluatorScenario s) {
        return Acts.order("o-1", OrderAction.HALT, SelectorKind.EVERYTHING, "everything", s.now());
    }
}
