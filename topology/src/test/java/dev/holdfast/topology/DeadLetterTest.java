package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.AcknowledgmentStage;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.Deadline;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Phase;
import dev.holdfast.record.RawHeader;
import dev.holdfast.record.Role;
import dev.holdfast.record.RuleFile;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.record.Tick;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.topology.scenario.Acts;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.topology.scenario.Requests;
import dev.holdfast.topology.scenario.SessionExecutor;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.session.SessionHeader;
import dev.holdfast.trust.signature.Digest;
import dev.holdfast.trust.signature.RecordSignature;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DeadLetterTest {
    private static final int PARTITIONS = 2;
    private static final String VICTIM = onPartition(0, "victim");
    private static final String NEIGHBOUR = onPartition(0, "neighbour");
    private static final String STRAY = onPartition(1, "stray");
    private static final String NEWCOMER = onPartition(0, "newcomer");

    private EvaluatorScenario scenario;
    private Executor victim;
    private Executor neighbour;

    /** Makes the record to be rejected, when the victim and its neighbour have their leases. */
    @FunctionalInterface
    interface Recipe {
        Input make(EvaluatorScenario scenario, Executor victim);
    }

    @BeforeEach
    void start() {
        scenario = EvaluatorScenario.with().partitions(PARTITIONS).start();
        victim = scenario.leased(VICTIM);
        neighbour = scenario.leased(NEIGHBOUR);
    }

    @AfterEach
    void close() {
        scenario.close();
    }

    private static String onPartition(int partition, String name) {
        return Stream.iterate(0, i -> i + 1)
                .map(i -> name + "-" + i)
                .filter(id -> RootSegmentPartitioner.partitionOf(id, PARTITIONS) == partition)
                .findFirst()
                .orElseThrow();
    }

    private static Arguments row(String name, Reason reason, Recipe recipe) {
        return Arguments.of(name, reason, recipe);
    }

    private static Input beat(Executor executor) {
        return executor.heartbeat(heartbeat -> {});
    }

    static Stream<Arguments> rejected() {
        return Stream.of(bytes(), keys(), signatures(), sessions(), requests(), contents())
                .flatMap(rows -> rows);
    }

    private static Stream<Arguments> bytes() {
        return Stream.of(
                row("no value", Reason.UNDECODABLE, (s, v) -> beat(v).withValue(null)),
                row(
                        "no value on a compacted topic",
                        Reason.UNDECODABLE,
                        (s, v) ->
                                s.signedGrant(VICTIM, Keys.ISSUER, grant -> {}).withValue(null)),
                row("an empty value", Reason.UNDECODABLE, (s, v) -> beat(v).withValue(new byte[0])),
                row(
                        "not the wire format",
                        Reason.UNDECODABLE,
                        (s, v) -> beat(v).withValue(new byte[] {7, 7, 7, 7, 7, 7})),
                row(
                        "a cut body, validly signed",
                        Reason.UNDECODABLE,
                        (s, v) -> s.signing()
                                .signCut(Topic.HEARTBEATS, VICTIM, v.next(heartbeat -> {}), Keys.EXECUTOR, 3)),
                row("a tick that is none", Reason.UNDECODABLE, (s, v) -> {
                    Input tick = s.signing().unsigned(Topic.TICKS, VICTIM, new Tick(Deadline.HEARTBEAT, s.now(), 0L));
                    return tick.withValue(Arrays.copyOf(tick.value(), 6));
                }),
                row(
                        "one byte more than the limit",
                        Reason.OVERSIZED,
                        (s, v) -> beat(v).withValue(Arrays.copyOf(beat(v).value(), 64 * 1024 + 1))),
                row(
                        "far more than a dead letter keeps",
                        Reason.OVERSIZED,
                        (s, v) -> beat(v).withValue(Arrays.copyOf(beat(v).value(), 300_000))),
                row(
                        "a schema nobody registered",
                        Reason.SCHEMA_UNKNOWN,
                        (s, v) -> beat(v).withValue(WireFormat.join(999_999, new byte[10]))),
                row(
                        "the schema of another record",
                        Reason.SCHEMA_UNEXPECTED,
                        (s, v) -> beat(v).withValue(
                                        s.signing().valueOf(Topic.TICKS, new Tick(Deadline.HEARTBEAT, s.now(), 0L)))));
    }

    private static Stream<Arguments> keys() {
        return Stream.of(
                row("no key", Reason.KEY_INVALID, (s, v) -> beat(v).withKey(null)),
                row(
                        "neither key nor value",
                        Reason.KEY_INVALID,
                        (s, v) -> beat(v).withKey(null).withValue(null)),
                row("an empty key", Reason.KEY_INVALID, (s, v) -> beat(v).withKey(new byte[0])),
                row(
                        "a key not in UTF-8",
                        Reason.KEY_INVALID,
                        (s, v) -> beat(v).withKey(new byte[] {(byte) 0xC3, 0x28})),
                row("an empty segment", Reason.KEY_INVALID, (s, v) -> beat(v).withKey(utf8("a//b"))),
                row("a segment of two dots", Reason.KEY_INVALID, (s, v) -> beat(v).withKey(utf8("a/../b"))),
                row("a key too long", Reason.KEY_INVALID, (s, v) -> beat(v).withKey(utf8("k".repeat(5_000)))),
                row(
                        "another partition's execution",
                        Reason.MISPLACED,
                        (s, v) -> s.signedGrant(STRAY, Keys.ISSUER, grant -> {})));
    }

    private static Stream<Arguments> signatures() {
        return Stream.of(
                row("no signature", Reason.UNSIGNED, (s, v) -> beat(v).unsigned()),
                row("two signatures", Reason.SIGNATURE_MALFORMED, (s, v) -> {
                    Input beat = beat(v);
                    return beat.alsoSigned(beat.signature());
                }),
                row("a signature cut short", Reason.SIGNATURE_MALFORMED, (s, v) -> {
                    Input beat = beat(v);
                    return beat.unsigned().alsoSigned(Arrays.copyOf(beat.signature(), 80));
                }),
                row(
                        "a header without a value",
                        Reason.SIGNATURE_MALFORMED,
                        (s, v) -> beat(v).unsigned().alsoSigned(null)),
                row("another algorithm", Reason.SIGNATURE_MALFORMED, (s, v) -> {
                    Input beat = beat(v);
                    byte[] header = beat.signature().clone();
                    header[0] = 2;
                    return beat.unsigned().alsoSigned(header);
                }),
                row(
                        "a stranger's signature",
                        Reason.SIGNER_UNKNOWN,
                        (s, v) -> s.signing().sign(Topic.HEARTBEATS, VICTIM, v.next(heartbeat -> {}), Keys.STRANGER)),
                row(
                        "an executor that grants to itself",
                        Reason.SIGNER_UNKNOWN,
                        (s, v) -> s.signedGrant(NEWCOMER, Keys.EXECUTOR, grant -> {})),
                row("a signature over other bytes", Reason.SIGNATURE_INVALID, (s, v) -> {
                    Input first = beat(v);
                    return beat(v).unsigned().alsoSigned(first.signature());
                }),
                row(
                        "a signature for another execution",
                        Reason.SIGNATURE_INVALID,
                        (s, v) -> s.signing()
                                .sign(Topic.HEARTBEATS, NEIGHBOUR, v.next(heartbeat -> {}), Keys.EXECUTOR)
                                .withKey(utf8(VICTIM))),
                row("a signature for another topic", Reason.SIGNATURE_INVALID, (s, v) -> {
                    var heartbeat = v.next(builder -> {});
                    Input elsewhere = s.signing().sign(Topic.ACKS, VICTIM, acknowledgment(s), Keys.EXECUTOR);
                    return s.signing()
                            .sign(Topic.HEARTBEATS, VICTIM, heartbeat, Keys.EXECUTOR)
                            .unsigned()
                            .alsoSigned(elsewhere.signature());
                }),
                row(
                        "a foreign trust domain",
                        Reason.SIGNATURE_INVALID,
                        (s, v) -> s.signing()
                                .sign(Topic.HEARTBEATS, VICTIM, v.next(h -> {}), Keys.EXECUTOR, "elsewhere")));
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

    private static Stream<Arguments> sessions() {
        return Stream.of(
                row(
                        "a session under a grant that accepts none",
                        Reason.SESSION_NOT_ACCEPTED,
                        (s, v) -> beat(v).withHeader(SessionHeader.HEADER, sessionHeader())),
                row(
                        "a plain heartbeat under a grant that accepts sessions alone",
                        Reason.SESSION_NOT_ACCEPTED,
                        (s, v) -> beat(
                                s.inSession(NEWCOMER, HeartbeatMode.SESSION).executor())),
                row(
                        "a session's header cut short",
                        Reason.SESSION_MALFORMED,
                        (s, v) -> beat(v).withHeader(SessionHeader.HEADER, Arrays.copyOf(sessionHeader(), 64))),
                row(
                        "a session's header without a value",
                        Reason.SESSION_MALFORMED,
                        (s, v) -> beat(v).unsigned().withHeader(SessionHeader.HEADER, null)),
                row(
                        "a session that nobody opened",
                        Reason.SESSION_UNKNOWN,
                        (s, v) -> beat(s.inSession(NEWCOMER, HeartbeatMode.SESSION)
                                        .executor())
                                .unsigned()
                                .withHeader(SessionHeader.HEADER, sessionHeader())),
                row("a heartbeat of a session after one that was lost", Reason.SESSION_CHAIN_BROKEN, (s, v) -> {
                    SessionExecutor executor = opened(s);
                    executor.heartbeat(heartbeat -> {});
                    return executor.heartbeat(heartbeat -> {});
                }),
                row("a heartbeat of a session once more", Reason.SESSION_CHAIN_BROKEN, (s, v) -> {
                    Input beat = opened(s).heartbeat(heartbeat -> {});
                    s.send(beat);
                    return beat;
                }),
                row("a heartbeat of a session with another code", Reason.SESSION_CODE_INVALID, (s, v) -> {
                    Input beat = opened(s).heartbeat(heartbeat -> {});
                    byte[] header = beat.headers().get(0).value().clone();
                    header[SessionHeader.HEADER_BYTES - 1] ^= 1;
                    return beat.unsigned().withHeader(SessionHeader.HEADER, header);
                }),
                row("a heartbeat of a session that was altered", Reason.SESSION_CODE_INVALID, (s, v) -> {
                    Input beat = opened(s).heartbeat(heartbeat -> {});
                    byte[] value = beat.value().clone();
                    value[value.length - 1] ^= 1;
                    return beat.withValue(value);
                }),
                row("other evidence on a code alone", Reason.SESSION_CHECKPOINT_DUE, (s, v) -> {
                    Input beat =
                            opened(s).heartbeat(heartbeat -> heartbeat.setEvidence(Map.of("executable.sha256", "bb")));
                    Header session = beat.headers().get(1);
                    return beat.unsigned().withHeader(session.key(), session.value());
                }));
    }

    private static byte[] sessionHeader() {
        byte[] header = new byte[SessionHeader.HEADER_BYTES];
        header[0] = 1;
        return header;
    }

    /** An executor whose session is open. */
    private static SessionExecutor opened(EvaluatorScenario s) {
        SessionExecutor executor = s.inSession(NEWCOMER, HeartbeatMode.SESSION);
        executor.beat();
        return executor;
    }

    private static dev.holdfast.record.Acknowledgment acknowledgment(EvaluatorScenario s) {
        return new dev.holdfast.record.Acknowledgment(
                1L, ControlAction.HALT, AcknowledgmentStage.EFFECTIVE, "instance-1", s.now(), 1L, "");
    }

    private static OperatorOrder haltAll(EvaluatorScenario s) {
        return Acts.order("o-1", OrderAction.HALT, SelectorKind.EVERYTHING, "everything", s.now());
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

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("rejected")
    void shouldKeepWhatItRejectsAndGoOn(String name, Reason reason, Recipe recipe) {
        Input input = recipe.make(scenario, victim);
        byte[] victimBefore = scenario.stored(VICTIM);
        int lettersBefore = scenario.deadLetters().size();

        var outcome = scenario.send(input);
        scenario.advance(Duration.ofMillis(10));
        neighbour.beat();

        assertThat(outcome.outputs())
                .singleElement()
                .satisfies(output -> assertThat(output.topic()).isEqualTo(Topic.DEAD_LETTERS));
        assertThat(scenario.deadLetters()).hasSize(lettersBefore + 1);
        DeadLetter letter = scenario.deadLetters().get(lettersBefore);
        assertThat(letter.getReason()).isEqualTo(reason.name());
        assertThat(letter.getDetail()).isNotBlank();
        assertThat(letter.getTopic()).isEqualTo("holdfast." + input.topic().logicalName());
        assertThat(letter.getPartition()).isZero();
        assertThat(letter.getOffset()).isEqualTo(outcome.offset());
        assertThat(letter.getAppendedAt()).isEqualTo(scenario.now().minusMillis(10));
        assertIsAsItWas(input, letter);
        assertThat(scenario.stored(VICTIM)).as("state of the victim").isEqualTo(victimBefore);
        assertThat(scenario.state(NEIGHBOUR).getSequence()).isEqualTo(neighbour.sequence());
    }

    private static void assertIsAsItWas(Input input, DeadLetter letter) {
        assertThat(bytes(letter.getKey())).isEqualTo(cut(input.key(), 1_024));
        byte[] value = input.value();
        assertThat(bytes(letter.getValue())).isEqualTo(cut(value, 65_536));
        assertThat(letter.getValueSizeBytes()).isEqualTo(value == null ? 0 : value.length);
        assertThat(letter.getValueSha256()).isEqualTo(value == null ? "" : Digest.sha256Hex(value));
        assertThat(letter.getHeaders())
                .extracting(RawHeader::getName)
                .containsExactlyElementsOf(
                        input.headers().stream().map(Header::key).toList());
        for (int i = 0; i < input.headers().size(); i++) {
            assertThat(bytes(letter.getHeaders().get(i).getValue()))
                    .isEqualTo(input.headers().get(i).value());
        }
    }

    @Test
    void shouldHaveARowForEveryReason() {
        var covered = EnumSet.noneOf(Reason.class);
        rejected().forEach(row -> covered.add((Reason) row.get()[1]));

        assertThat(covered).isEqualTo(EnumSet.allOf(Reason.class));
    }

    @Test
    void shouldNameTheRightPartitionOfAMisplacedRecord() {
        scenario.grant(STRAY);

        assertThat(scenario.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.getDetail()).contains("`" + STRAY + "` on partition 1"));
    }

    @Test
    void shouldKeepADeadLetterSmallWhateverIsSent() {
        Input monstrous = victim.heartbeat(heartbeat -> {})
                .withKey(utf8("k".repeat(900_000)))
                .withValue(new byte[900_000]);
        for (int i = 0; i < 40; i++) {
            monstrous = monstrous.withHeader("h".repeat(200_000), new byte[200_000]);
        }

        var outcome = scenario.send(monstrous);

        assertThat(outcome.outputs()).singleElement().satisfies(output -> {
            assertThat(output.key().length + output.value().length).isLessThan(200_000);
            assertThat(output.headers()).isEmpty();
        });
        assertThat(scenario.deadLetters().get(0).getHeaders()).hasSize(16);
    }

    @Test
    void shouldNotTakeASignatureFromAnotherHeader() {
        Input beat = victim.heartbeat(heartbeat -> {});

        scenario.send(beat.unsigned().withHeader(RecordSignature.HEADER.toUpperCase(), beat.signature()));

        assertThat(scenario.deadLetters()).extracting(DeadLetter::getReason).containsExactly("UNSIGNED");
    }

    private static byte[] cut(byte[] bytes, int most) {
        return bytes == null || bytes.length <= most ? bytes : Arrays.copyOf(bytes, most);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
