package dev.holdfast.topology.adversarial;

import static dev.holdfast.topology.adversarial.Fixture.rejected;
import static dev.holdfast.topology.adversarial.Scene.utf8;

import dev.holdfast.trust.intake.Rejection.Reason;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Ids that look like another one, are another spelling of it, or climb out of their place. An id is ASCII; so all of them are refused. */
final class ExecutionIdFixtures {
    private ExecutionIdFixtures() {}

    static Stream<Fixture> all() {
        return Stream.of(paths(), looks(), bytes(), legal()).flatMap(fixtures -> fixtures);
    }

    private static Stream<Fixture> paths() {
        return Stream.of(
                id("an empty segment", "victim//child"),
                id("a slash before", "/victim"),
                id("a slash behind", "victim/"),
                id("nothing but a slash", "/"),
                id("a step up at the start", "../victim"),
                id("a step up in the middle", "victim/../neighbour"),
                id("a step up at the end", "victim/.."),
                id("a step nowhere", "victim/./child"),
                id("a backslash", "victim\\child"),
                id("a slash in percent encoding", "victim%2Fchild"),
                id("a slash in percent encoding, twice", "victim%252Fchild"),
                id("dots in percent encoding", "victim/%2e%2e/neighbour"),
                id("the key of everybody", "*"),
                id("a pattern", "vic*"),
                id("33 segments", "a/".repeat(32) + "a"),
                id("10,000 segments", "a/".repeat(9_999) + "a"),
                id("513 bytes", "a".repeat(513)),
                id("a million bytes", "a".repeat(1_000_000)));
    }

    private static Stream<Fixture> looks() {
        return Stream.of(
                id("a Cyrillic letter", "v\u0456ctim"),
                id("a Greek letter", "\u03BDictim"),
                id("a letter of full width", "\uFF56ictim"),
                id("a slash of full width", "victim\uFF0Fchild"),
                id("a slash of division", "victim\u2215child"),
                id("a slash of fractions", "victim\u2044child"),
                id("a letter with its accent", "v\u00EDctim"),
                id("a letter and its accent", "vi\u0301ctim"),
                id("a joiner of no width", "vic\u200Dtim"),
                id("a space of no width", "vic\u200Btim"),
                id("a soft hyphen", "vic\u00ADtim"),
                id("a byte order mark", "\uFEFFvictim"),
                id("text turned round", "vic\u202Emit"),
                id("an isolate of direction", "\u2066victim\u2069"),
                id("a variation selector", "victim\uFE0F"),
                id("a tag character", "victim\uDB40\uDC61"),
                id("a space", "vic tim"),
                id("a space behind", "victim "),
                id("a space that does not break", "vic\u00A0tim"),
                id("a NUL", "victim\u0000"),
                id("a line feed", "victim\n"),
                id("a carriage return", "victim\r"),
                id("a tab", "victim\t"),
                id("a sequence for terminals", "\u001B[2Jvictim"),
                id("a delete", "victim\u007F"),
                id("a line separator", "victim\u2028"));
    }

    private static Stream<Fixture> bytes() {
        return Stream.of(
                key("an overlong slash", new byte[] {'a', (byte) 0xC0, (byte) 0xAF, 'b'}),
                key("an overlong dot", new byte[] {'a', '/', (byte) 0xC0, (byte) 0xAE}),
                key("an overlong NUL", new byte[] {'a', (byte) 0xC0, (byte) 0x80}),
                key("a lone surrogate", new byte[] {'a', (byte) 0xED, (byte) 0xA0, (byte) 0x80}),
                key(
                        "a pair of surrogates, each for itself",
                        new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0xBD, (byte) 0xED, (byte) 0xB8, (byte) 0x80}),
                key("a continuation without a beginning", new byte[] {'a', (byte) 0x80}),
                key("a beginning without its end", new byte[] {'a', (byte) 0xE2, (byte) 0x82}),
                key("beyond Unicode", new byte[] {(byte) 0xF5, (byte) 0x80, (byte) 0x80, (byte) 0x80}),
                key("UTF-16", "victim".getBytes(StandardCharsets.UTF_16)),
                key("Latin-1", "v\u00EDctim".getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static Stream<Fixture> legal() {
        return Stream.of(
                rejected(
                        "another case is another execution",
                        Reason.GRANT_MISSING,
                        s -> s.beat().withKey(utf8("VICTIM"))),
                rejected(
                        "32 segments are as many as may be",
                        Reason.GRANT_MISSING,
                        s -> s.beat().withKey(utf8("a/".repeat(31) + "a"))),
                rejected(
                        "three dots are a name",
                        Reason.GRANT_MISSING,
                        s -> s.beat().withKey(utf8("victim/..."))),
                rejected(
                        "a beginning of an id is another id",
                        Reason.GRANT_MISSING,
                        s -> s.beat().withKey(utf8("victi"))));
    }

    private static Fixture id(String name, String id) {
        return key(name, utf8(id));
    }

    private static Fixture key(String name, byte[] key) {
        return rejected("an id with " + name, Reason.KEY_INVALID, s -> s.beat().withKey(key));
    }
}
