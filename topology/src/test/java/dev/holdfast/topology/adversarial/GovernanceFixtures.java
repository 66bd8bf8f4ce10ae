package dev.holdfast.topology.adversarial;

import static dev.holdfast.topology.adversarial.Fixture.rejected;
import static dev.holdfast.topology.adversarial.Fixture.taken;
import static dev.holdfast.topology.adversarial.Scene.NEIGHBOUR;
import static dev.holdfast.topology.adversarial.Scene.VICTIM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Authority;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Revocation;
import dev.holdfast.record.Role;
import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.topology.scenario.Acts;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Acts of governance that choose everybody by accident, are for ever or for no time, or contradict themselves. */
final class GovernanceFixtures {
    private GovernanceFixtures() {}

    static Stream<Fixture> all() {
        return Stream.of(empty(), everything(), narrow(), times(), ids(), parts(), authorities())
                .flatMap(fixtures -> fixtures);
    }

    private static Stream<Fixture> empty() {
        return Arrays.stream(SelectorKind.values())
                .flatMap(kind -> Stream.of(
                        order("a halt by " + kind + " of nothing", kind, ""), revocation("of " + kind, kind, "")));
    }

    private static Stream<Fixture> everything() {
        return Stream.of("*", "Everything", "EVERYTHING", " everything", "everything ", "all", "\u0435verything")
                .map(value -> order("a halt of everything by `" + value + "`", SelectorKind.EVERYTHING, value));
    }

    private static Stream<Fixture> narrow() {
        return Stream.of(
                order("a halt of an execution `*`", SelectorKind.EXECUTION, "*"),
                order("a halt of an execution `/`", SelectorKind.EXECUTION, "/"),
                order("a halt of an execution `victim/`", SelectorKind.EXECUTION, "victim/"),
                order("a halt of an execution `victim/../neighbour`", SelectorKind.EXECUTION, "victim/../neighbour"),
                order("a halt of a Cyrillic execution", SelectorKind.EXECUTION, "v\u0456ctim"),
                order("a halt of a key in capitals", SelectorKind.EXECUTOR_KEY, "A".repeat(32)),
                order("a halt of half a key", SelectorKind.EXECUTOR_KEY, "a".repeat(16)),
                order("a halt of an issuer `*`", SelectorKind.ISSUER, "*"),
                order("a halt of evidence `=`", SelectorKind.EVIDENCE, "="),
                order("a halt of evidence without a value", SelectorKind.EVIDENCE, "executable.sha256="),
                order("a halt of evidence without a name", SelectorKind.EVIDENCE, "=aa"),
                order("a halt of a tenant of 2,049 characters", SelectorKind.TENANT, "t".repeat(2_049)),
                spares("a halt of an agent `*`, a name like others", SelectorKind.AGENT, "*"),
                spares("a halt of an agent of a space", SelectorKind.AGENT, " "),
                spares("a halt of a tenant of nobody", SelectorKind.TENANT, "nobody"),
                spares("a halt of an execution that is a beginning of another", SelectorKind.EXECUTION, "vic"),
                spares("a halt of evidence that ends alike", SelectorKind.EVIDENCE, "sha256=aa"));
    }

    private static Stream<Fixture> times() {
        return LongStream.of(Long.MIN_VALUE, -1, 0, 253_402_300_799_999L, 253_402_300_800_000L, Long.MAX_VALUE)
                .mapToObj(Instant::ofEpochMilli)
                .flatMap(issuedAt -> Stream.concat(
                        Stream.of(invalid(
                                "an order issued at " + issuedAt.toEpochMilli() + " ms",
                                s -> s.scenario()
                                        .orderRecord(
                                                halt("o-1", SelectorKind.EXECUTION, VICTIM, issuedAt), Keys.OPERATOR))),
                        0 <= issuedAt.toEpochMilli() && issuedAt.toEpochMilli() <= 253_402_300_799_999L
                                ? Stream.empty()
                                : Stream.of(invalid(
                                        "a revocation issued at " + issuedAt.toEpochMilli() + " ms",
                                        s -> s.scenario()
                                                .revocationRecord(
                                                        Acts.revocation(
                                                                "r-1", SelectorKind.EXECUTION, VICTIM, issuedAt),
                                                        Keys.OPERATOR)))));
    }

    private static Stream<Fixture> ids() {
        return Stream.of("", "a/b", "../authority/root", "o\u200B1", "\u043E-1", "o 1", "o\n1", "o".repeat(129))
                .map(id -> invalid("an order named `" + escaped(id) + "`", s -> {
                    GovernanceRecord act = GovernanceRecord.newBuilder()
                            .setOrder(halt(
                                    id,
                                    SelectorKind.EXECUTION,
                                    VICTIM,
                                    s.scenario().now()))
                            .build();
                    return s.act("order/" + id, act, Keys.OPERATOR);
                }));
    }

    private static Stream<Fixture> parts() {
        return Stream.of(
                invalid(
                        "an act of nothing",
                        s -> s.act("order/o-1", GovernanceRecord.newBuilder().build(), Keys.OPERATOR)),
                invalid(
                        "an act of two parts",
                        s -> s.act(
                                "order/o-1",
                                GovernanceRecord.newBuilder()
                                        .setOrder(halt(
                                                "o-1",
                                                SelectorKind.EXECUTION,
                                                VICTIM,
                                                s.scenario().now()))
                                        .setRevocation(revoke(s))
                                        .build(),
                                Keys.OPERATOR)),
                invalid(
                        "an order under another's key",
                        s -> s.act(
                                "order/o-2",
                                GovernanceRecord.newBuilder()
                                        .setOrder(halt(
                                                "o-1",
                                                SelectorKind.EXECUTION,
                                                VICTIM,
                                                s.scenario().now()))
                                        .build(),
                                Keys.OPERATOR)),
                invalid(
                        "a revocation under an order's key",
                        s -> s.act(
                                "order/r-1",
                                GovernanceRecord.newBuilder()
                                        .setRevocation(revoke(s))
                                        .build(),
                                Keys.OPERATOR)),
                rejected(
                        "an act keyed by 513 bytes",
                        Reason.KEY_INVALID,
                        s -> s.scenario()
                                .revocationRecord(revoke(s), Keys.OPERATOR)
                                .withKey(new byte[513])),
                rejected(
                        "an act without a key",
                        Reason.KEY_INVALID,
                        s -> s.scenario()
                                .revocationRecord(revoke(s), Keys.OPERATOR)
                                .withKey(null)),
                rejected(
                        "an act of the executor",
                        Reason.SIGNER_UNKNOWN,
                        s -> s.scenario().revocationRecord(revoke(s), Keys.EXECUTOR)));
    }

    private static Stream<Fixture> authorities() {
        return Stream.of(
                authority("version 0", a -> a.setVersion(0)),
                authority("the most negative version", a -> a.setVersion(Long.MIN_VALUE)),
                authority("a threshold of 0", a -> a.setThreshold(0)),
                authority("the most negative threshold", a -> a.setThreshold(Integer.MIN_VALUE)),
                authority("a threshold above its keys", a -> a.setThreshold(Integer.MAX_VALUE)),
                authority("no role", a -> a.setRole(Role.NONE)),
                authority("a key twice", a -> a.setKeys(List.of(raw(Keys.STRANGER), raw(Keys.STRANGER)))),
                authority("a key of 31 bytes", a -> a.setKeys(List.of(ByteBuffer.wrap(new byte[31])))),
                authority("a key of zeros", a -> a.setKeys(List.of(ByteBuffer.wrap(new byte[32])))),
                authority("65 keys", a -> a.setKeys(Collections.nCopies(65, raw(Keys.STRANGER)))),
                authority("an end in the year 292 million", a -> a.setNotAfter(Instant.ofEpochMilli(Long.MAX_VALUE))),
                authority(
                        "a beginning 292 million years ago", a -> a.setNotBefore(Instant.ofEpochMilli(Long.MIN_VALUE))),
                authority("an end before its beginning", a -> a.setNotAfter(a.getNotBefore())),
                authority("no agents", a -> a.setAgents(List.of())),
                authority("an empty pattern", a -> a.setTenants(List.of(""))),
                authority(
                        "257 regions",
                        a -> a.setRegions(IntStream.range(0, 257)
                                .mapToObj(Integer::toString)
                                .toList())),
                taken(
                        "an authority of the last version there is",
                        s -> s.scenario().authorityRecord(with(a -> a.setVersion(Long.MAX_VALUE)), Keys.ROOT),
                        s -> assertThat(s.standing(VICTIM)).isEqualTo(TrustState.TRUSTED)));
    }

    private static Authority with(Consumer<Authority> change) {
        Authority authority = Acts.authority("more", Role.OPERATOR, Keys.STRANGER);
        change.accept(authority);
        return authority;
    }

    private static Fixture authority(String name, Consumer<Authority> change) {
        return invalid("an authority with " + name, s -> s.scenario().authorityRecord(with(change), Keys.ROOT));
    }

    private static ByteBuffer raw(SigningKey key) {
        return ByteBuffer.wrap(key.verifyingKey().raw());
    }

    private static Fixture invalid(String name, Fixture.Recipe recipe) {
        return rejected(name, Reason.GOVERNANCE_INVALID, recipe);
    }

    private static Fixture order(String name, SelectorKind kind, String value) {
        return invalid(name, s -> order(s, kind, value));
    }

    private static Input order(Scene scene, SelectorKind kind, String value) {
        return scene.scenario()
                .orderRecord(halt("o-1", kind, value, scene.scenario().now()), Keys.OPERATOR);
    }

    private static Fixture revocation(String name, SelectorKind kind, String value) {
        return invalid(
                "a revocation " + name + " that is empty",
                s -> s.scenario()
                        .revocationRecord(
                                Acts.revocation("r-1", kind, value, s.scenario().now()), Keys.OPERATOR));
    }

    /** It is legal, and nobody is halted by it. */
    private static Fixture spares(String name, SelectorKind kind, String value) {
        return taken(name, s -> order(s, kind, value), s -> {
            assertThat(s.standing(VICTIM)).isEqualTo(TrustState.TRUSTED);
            assertThat(s.standing(NEIGHBOUR)).isEqualTo(TrustState.TRUSTED);
        });
    }

    private static OperatorOrder halt(String id, SelectorKind kind, String value, Instant issuedAt) {
        return new OperatorOrder(id, OrderAction.HALT, new Selector(kind, value), "a closer look", "olga", issuedAt);
    }

    private static Revocation revoke(Scene scene) {
        return Acts.revocation(
                "r-1", SelectorKind.EXECUTION, VICTIM, scene.scenario().now());
    }

    private static String escaped(String text) {
        return text.length() > 20
                ? text.length() + " characters"
                : text.replace("\n", "\\n").replace("\u200B", "\\u200B");
    }
}
