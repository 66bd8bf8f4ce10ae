package dev.holdfast.lineage.note;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A text and the signatures under it. Its text is not to be believed before one of them has been verified: see {@link #check}.
 *
 * @param text ends with the end of a line
 * @param signatures at least one
 */
public record SignedNote(String text, List<NoteSignature> signatures) {
    /** Largest note, in bytes. */
    public static final int MAXIMUM_BYTES = 128 * 1024;

    /** Signatures of one note; the specification asks for 16 at the least. */
    public static final int MAXIMUM_SIGNATURES = 64;

    public SignedNote {
        signatures = List.copyOf(signatures);
    }

    /** What bytes turned out to be. */
    public sealed interface Parsed {
        /** A note, not yet verified. */
        record Note(SignedNote value) implements Parsed {}

        /** Not a note, and why. */
        record Malformed(String why) implements Parsed {}
    }

    /** Whether a note is to be believed. */
    public sealed interface Check {
        /**
         * Signed by at least one of the keys that were given, and by none of them wrongly.
         *
         * @param valid what was verified, in the order of the lines
         * @param unknown signatures of other keys, which say nothing
         */
        record Believed(List<VerifierKey.Verification.Valid> valid, List<NoteSignature> unknown) implements Check {
            public Believed {
                valid = List.copyOf(valid);
                unknown = List.copyOf(unknown);
            }
        }

        /** Signed by none of them, or by one of them wrongly; and why. */
        record Refused(String why) implements Check {}
    }

    /** Reads a note. */
    public static Parsed parse(byte[] bytes) {
        if (bytes.length > MAXIMUM_BYTES) {
            return new Parsed.Malformed(
                    "expected a note of at most " + MAXIMUM_BYTES + " bytes, found " + bytes.length);
        }
        String note;
        try {
            note = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new Parsed.Malformed("expected a note in UTF-8, found other bytes");
        }
        if (note.chars().anyMatch(c -> c < ' ' && c != '\n')) {
            return new Parsed.Malformed("expected a note without control characters, found some");
        }
        int blank = note.lastIndexOf("\n\n");
        if (blank < 0 || !note.endsWith("\n") || blank + 2 == note.length()) {
            return new Parsed.Malformed("expected a note of a text, an empty line and signatures");
        }
        return parse(note.substring(0, blank + 1), note.substring(blank + 2));
    }

    private static Parsed parse(String text, String lines) {
        var signatures = new ArrayList<NoteSignature>();
        for (String line : lines.substring(0, lines.length() - 1).split("\n", -1)) {
            Optional<NoteSignature> signature = NoteSignature.parse(line);
            if (signature.isEmpty()) {
                return new Parsed.Malformed("expected signature " + (signatures.size() + 1)
                        + " of a note as a dash, the name of a key and base 64, found another line");
            }
            if (signatures.size() == MAXIMUM_SIGNATURES) {
                return new Parsed.Malformed("expected a note of at most " + MAXIMUM_SIGNATURES + " signatures");
            }
            signatures.add(signature.get());
        }
        return new Parsed.Note(new SignedNote(text, signatures));
    }

    /** Checks the signatures of some keys. One that does not fit refuses the whole note; those of other keys are left alone. */
    public Check check(List<VerifierKey> keys) {
        var valid = new ArrayList<VerifierKey.Verification.Valid>();
        var unknown = new ArrayList<NoteSignature>();
        for (NoteSignature signature : signatures) {
            Optional<VerifierKey> key =
                    keys.stream().filter(one -> one.made(signature)).findFirst();
            if (key.isEmpty()) {
                unknown.add(signature);
                continue;
            }
            VerifierKey.Verification verification = key.get().verify(text, signature);
            if (verification instanceof VerifierKey.Verification.Invalid invalid) {
                return new Check.Refused(invalid.why());
            }
            valid.add((VerifierKey.Verification.Valid) verification);
        }
        return valid.isEmpty()
                ? new Check.Refused("expected a signature by one of " + keys.size() + " known keys, found none")
                : new Check.Believed(valid, unknown);
    }

    /** The note with more signatures, those of one key that are there already left out. */
    public SignedNote with(List<NoteSignature> more) {
        var all = new ArrayList<>(signatures);
        for (NoteSignature signature : more) {
            if (!all.contains(signature)) {
                all.add(signature);
            }
        }
        return new SignedNote(text, all);
    }

    /** The whole note. */
    @Override
    public String toString() {
        var note = new StringBuilder(text).append('\n');
        signatures.forEach(signature -> note.append(signature.line()));
        return note.toString();
    }
}
