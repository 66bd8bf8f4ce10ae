package dev.holdfast.trust.signature;

import java.nio.charset.StandardCharsets;

/**
 * What a signature on a note covers (C2SP signed-note): text without control characters other than the end of a line. Every other content that is signed here
 * has such characters among its first bytes or behind its tag, so that no signature on a note is one on something else.
 *
 * @param text read, not changed
 */
public record NoteContent(String text) {
    /** @throws IllegalArgumentException when the text has control characters */
    public NoteContent {
        if (text.chars().anyMatch(c -> c < ' ' && c != '\n')) {
            throw new IllegalArgumentException("expected the text of a note without control characters, found some");
        }
    }

    /** The bytes that are signed. */
    public byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
