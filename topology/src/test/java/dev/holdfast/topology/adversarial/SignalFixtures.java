package dev.holdfast.topology.adversarial;

import static dev.holdfast.topology.adversarial.Fixture.rejected;
import static dev.holdfast.topology.adversarial.Fixture.taken;
import static dev.holdfast.topology.adversarial.Scene.VICTIM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Authority;
import dev.holdfast.record.Role;
import dev.holdfast.record.Signal;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.Acts;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.signature.SigningKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Signals of whoever may not observe the victim, and of a source that turned bad: without bounds, out of time, or once more. */
final class SignalFixtures {
    private SignalFixtures() {}

    static Stream<Fixture> all() {
        return Stream.of(sources(), times(), texts(), replays(), others()).flatMap(fixtures -> fixtures);
    }

    private static Stream<Fixture> sources() {
        return Stream.of(
                rejected("a signal of a stranger", Reason.SIGNER_UNKNOWN, s -> by(s, Keys.STRANGER)),
                rejected("a signal of the executor about itself", Reason.SIGNER_UNKNOWN, s -> by(s, Keys.EXECUTOR)),
                rejected("a signal of an operator", Reason.SIGNER_UNKNOWN, s -> by(s, Keys.OPERATOR)),
                rejected(
                        "a signal that nobody signed",
                        Reason.UNSIGNED,
                        s -> by(s, Keys.SOURCE).unsigned()),
                rejected("a signal of another trust domain", Reason.SIGNATURE_INVALID, s -> {
                    s.scenario().vouchForSource();
                    return s.scenario()
                            .signing()
                            .sign(Topic.SIGNALS, VICTIM, sound(s), Keys.SOURCE, "elsewhere.example");
                }),
                rejected("a neighbour's signal", Reason.SIGNATURE_INVALID, s -> {
                    s.scenario().vouchForSource();
                    return s.scenario()
                            .signedSignal(Scene.NEIGHBOUR, Keys.SOURCE, signal -> {})
                            .withKey(Scene.utf8(VICTIM));
                }),
                rejected(
                        "a signal of a source for other agents",
                        Reason.AUTHORITY_REFUSED,
                        s -> narrow(s, "other-agents", authority -> authority.setAgents(List.of("fetch-*")))),
                rejected(
                        "a signal of a source for other tenants",
                        Reason.AUTHORITY_REFUSED,
                        s -> narrow(s, "other-tenants", authority -> authority.setTenants(List.of("acme")))),
                rejected(
                        "a signal of a source for other regions",
                        Reason.AUTHORITY_REFUSED,
                        s -> narrow(s, "other-regions", authority -> authority.setRegions(List.of("us-*")))),
                rejected(
                        "a signal of a source whose time is over",
                        Reason.AUTHORITY_REFUSED,
                        s -> narrow(s, "former-sources", authority -> authority.setNotAfter(Instant.ofEpochMilli(1)))));
    }

    private static Stream<Fixture> times() {
        return Stream.of(
                        Instant.ofEpochMilli(Long.MIN_VALUE),
                        Instant.ofEpochMilli(-1),
                        Instant.EPOCH,
                        Instant.parse("9999-12-31T23:59:59.999Z"),
                        Instant.ofEpochMilli(Long.MAX_VALUE))
                .map(instant -> outOfRange(
                        "observed at " + instant.toEpochMilli() + " ms", signal -> signal.setObservedAt(instant)));
    }

    private static Stream<Fixture> texts() {
        return Stream.of(
                outOfRange("of no kind", signal -> signal.setKind("")),
                outOfRange("of a kind of 65 characters", signal -> signal.setKind("k".repeat(65))),
                outOfRange("of a kind with a letter that looks alike", signal -> signal.setKind("рrompt.injection")),
                outOfRange("of a kind that climbs", signal -> signal.setKind("../prompt.injection")),
                outOfRange("without a value", signal -> signal.setValue("")),
                outOfRange("with a value of 65 characters", signal -> signal.setValue("v".repeat(65))),
                outOfRange("with a value turned round", signal -> signal.setValue("\u202Edetcepsus")),
                outOfRange("of no source", signal -> signal.setSource("")),
                outOfRange("of a source that drives the terminal", signal -> signal.setSource("\u001B[2J")),
                outOfRange("with a reference of 129 characters", signal -> signal.setReference("r".repeat(129))),
                outOfRange("with 17 attributes", signal -> signal.setAttributes(attributes(17, 1))),
                outOfRange("with an attribute of 257 characters", signal -> signal.setAttributes(attributes(1, 257))),
                outOfRange("with an attribute without a name", signal -> signal.setAttributes(Map.of("", "x"))));
    }

    private static Stream<Fixture> replays() {
        return Stream.of(
                rejected("a signal once more", Reason.REPLAYED, s -> {
                    Input signal = by(s, Keys.SOURCE);
                    s.scenario().send(signal);
                    return signal;
                }),
                rejected("an all-clear from before the alarm", Reason.REPLAYED, s -> {
                    s.scenario().vouchForSource();
                    Instant before = s.scenario().now().minusMillis(1);
                    s.scenario().signal(VICTIM, "prompt.injection", "suspected");
                    return s.scenario()
                            .signedSignal(
                                    VICTIM,
                                    Keys.SOURCE,
                                    signal -> signal.setValue("cleared").setObservedAt(before));
                }));
    }

    private static Stream<Fixture> others() {
        return Stream.of(
                rejected("a signal about nobody", Reason.GRANT_MISSING, s -> {
                    s.scenario().vouchForSource();
                    return s.scenario().signedSignal("nobody-knows", Keys.SOURCE, signal -> {});
                }),
                rejected("a signal cut short", Reason.UNDECODABLE, s -> {
                    s.scenario().vouchForSource();
                    return s.scenario().signing().signCut(Topic.SIGNALS, VICTIM, sound(s), Keys.SOURCE, 3);
                }),
                rejected(
                        "a heartbeat in a signal's place",
                        Reason.SCHEMA_UNEXPECTED,
                        s -> s.beat().onTopic(Topic.SIGNALS)),
                taken(
                        "a signal as large as one may be",
                        s -> {
                            s.scenario().vouchForSource();
                            return s.scenario()
                                    .signedSignal(
                                            VICTIM,
                                            Keys.SOURCE,
                                            signal -> signal.setKind("k".repeat(64))
                                                    .setValue("\u6f22".repeat(64))
                                                    .setAttributes(attributes(16, 256)));
                        },
                        s -> {
                            assertThat(s.standing(VICTIM)).isEqualTo(TrustState.TRUSTED);
                            assertThat(s.stored(VICTIM)).hasSizeLessThan(4_000);
                        }));
    }

    private static Fixture outOfRange(String name, Consumer<Signal.Builder> change) {
        return rejected("a signal " + name, Reason.OUT_OF_RANGE, s -> {
            s.scenario().vouchForSource();
            return s.scenario().signedSignal(VICTIM, Keys.SOURCE, change);
        });
    }

    private static Input by(Scene s, SigningKey signer) {
        s.scenario().vouchForSource();
        return s.scenario().signedSignal(VICTIM, signer, signal -> {});
    }

    private static Input narrow(Scene s, String name, Consumer<Authority> change) {
        Authority authority = Acts.authority(name, Role.SIGNAL_SOURCE, Keys.SECOND_SOURCE);
        change.accept(authority);
        s.scenario().vouch(authority);
        return s.scenario().signedSignal(VICTIM, Keys.SECOND_SOURCE, signal -> {});
    }

    private static Signal sound(Scene s) {
        return Signal.newBuilder()
                .setKind("prompt.injection")
                .setValue("suspected")
                .setSource("gateway-1")
                .setObservedAt(s.scenario().now())
                .build();
    }

    private static Map<String, String> attributes(int count, int characters) {
        var map = new TreeMap<String, String>();
        for (int i = 0; i < count; i++) {
            map.put("a" + i, "x".repeat(characters));
        }
        return map;
    }
}
