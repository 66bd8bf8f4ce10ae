package dev.holdfast.topology;

import static dev.holdfast.topology.RejectedRecord.NEIGHBOUR;
import static dev.holdfast.topology.RejectedRecord.NEWCOMER;
import static dev.holdfast.topology.RejectedRecord.STRAY;
import static dev.holdfast.topology.RejectedRecord.VICTIM;
import static dev.holdfast.topology.RejectedRecord.beat;
import static dev.holdfast.topology.RejectedRecord.row;

import dev.holdfast.record.Acknowledgment;
import dev.holdfast.record.AcknowledgmentStage;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Deadline;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.Tick;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.topology.scenario.SessionExecutor;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.session.SessionHeader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.params.provider.Arguments;

/** Records that are rejected before anybody asks what they say: by their bytes, their key, or what is to prove who sent them. */
final class RejectedByForm {
    private RejectedByForm() {}

    static Stream<Arguments> rows() {
        return Stream.of(bytes(), keys(), signatures(), sessions()).flatMap(rows -> rows);
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

    /** An executor whose session is open. */
    private static SessionExecutor opened(EvaluatorScenario s) {
        SessionExecutor executor = s.inSession(NEWCOMER, HeartbeatMode.SESSION);
        executor.beat();
        return executor;
    }

    private static byte[] sessionHeader() {
        byte[] header = new byte[SessionHeader.HEADER_BYTES];
        header[0] = 1;
        return header;
    }

    private static Acknowledgment acknowledgment(EvaluatorScenario s) {
        return new Acknowledgment(1L, ControlAction.HALT, AcknowledgmentStage.EFFECTIVE, "instance-1", s.now(), 1L, "");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
