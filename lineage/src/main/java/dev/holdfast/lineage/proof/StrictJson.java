package dev.holdfast.lineage.proof;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.holdfast.lineage.StrictBase64;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON of which every part is expected: each field of an object is known, there, and there once. Nothing is skipped and nothing is kept that is not asked
 * for, so what is nested deeper than what is expected ends the reading at once. One thread.
 */
final class StrictJson implements AutoCloseable {
    private static final int MAXIMUM_DIGITS = 20;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(ProofLimits.FILE_BYTES)
                    .maxNestingDepth(ProofLimits.DEPTH)
                    .maxStringLength(ProofLimits.RULE_CHARACTERS)
                    .maxNameLength(ProofLimits.NAME_CHARACTERS)
                    .maxNumberLength(MAXIMUM_DIGITS)
                    .build())
            .build();

    private final JsonParser parser;
    // The first token of an element, which has been read to see that the list goes on.
    private @Nullable JsonToken ahead;

    StrictJson(InputStream in) throws IOException {
        this.parser = FACTORY.createParser(in);
    }

    /** Reads the value of a field, or an element of a list. */
    @FunctionalInterface
    interface Reading {
        void read() throws IOException, MalformedProof;
    }

    /** Reads an element of a list. */
    @FunctionalInterface
    interface Element<T> {
        T read() throws IOException, MalformedProof;
    }

    /** Reads an object with just these fields, in any order. */
    void object(String what, Map<String, Reading> fields) throws IOException, MalformedProof {
        expect(JsonToken.START_OBJECT, what + " to be an object");
        Set<String> seen = new HashSet<>();
        while (next(what) == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            Reading field = fields.get(name);
            if (field == null) {
                throw flaw(
                        "expected no field of " + what + " but those that the format has, found `" + shown(name) + "`");
            }
            seen.add(name);
            field.read();
        }
        for (String name : fields.keySet()) {
            if (!seen.contains(name)) {
                throw flaw("expected the field `" + name + "` of " + what + ", found none");
            }
        }
    }

    /** Reads a list of at most so many elements. */
    <T> List<T> list(String what, int maximum, Element<T> element) throws IOException, MalformedProof {
        expect(JsonToken.START_ARRAY, what + " to be a list");
        var list = new ArrayList<T>();
        ahead = next(what);
        while (ahead != JsonToken.END_ARRAY) {
            if (list.size() == maximum) {
                throw flaw("expected at most " + maximum + " " + what + ", found more");
            }
            list.add(element.read());
            ahead = next(what);
        }
        ahead = null;
        return list;
    }

    /** Reads a text. */
    String text(String what, int maximumCharacters) throws IOException, MalformedProof {
        expect(JsonToken.VALUE_STRING, what + " to be a text");
        String text;
        try {
            text = parser.getText();
        } catch (JsonProcessingException e) {
            throw flaw(e);
        }
        if (text.length() > maximumCharacters) {
            throw flaw("expected " + what + " of at most " + maximumCharacters + " characters, found " + text.length());
        }
        return text;
    }

    /** Reads a whole number from 0 to a maximum. */
    long number(String what, long maximum) throws IOException, MalformedProof {
        expect(JsonToken.VALUE_NUMBER_INT, what + " to be a whole number");
        long number;
        try {
            number = parser.getLongValue();
        } catch (JsonProcessingException e) {
            throw flaw("expected " + what + " from 0 to " + maximum + ", found a number beyond that");
        }
        if (number < 0 || number > maximum) {
            throw flaw("expected " + what + " from 0 to " + maximum + ", found " + number);
        }
        return number;
    }

    /** Reads bytes in strict base 64. */
    byte[] base64(String what, int maximumBytes) throws IOException, MalformedProof {
        String text = text(what, (maximumBytes + 2) / 3 * 4);
        byte[] bytes = StrictBase64.decode(text)
                .orElseThrow(() -> flaw("expected " + what + " in base 64, found another text"));
        if (bytes.length > maximumBytes) {
            throw flaw("expected " + what + " of at most " + maximumBytes + " bytes, found " + bytes.length);
        }
        return bytes;
    }

    /** Makes sure that nothing follows. */
    void end() throws IOException, MalformedProof {
        if (token() != null) {
            throw flaw("expected the end of the file after the proof, found more");
        }
    }

    MalformedProof flaw(String message) {
        return new MalformedProof(message, parser.currentLocation());
    }

    private void expect(JsonToken expected, String message) throws IOException, MalformedProof {
        JsonToken found = ahead != null ? ahead : token();
        ahead = null;
        if (found != expected) {
            throw flaw("expected " + message);
        }
    }

    private JsonToken next(String what) throws IOException, MalformedProof {
        JsonToken token = token();
        if (token == null) {
            throw flaw("expected the end of " + what + ", found that of the file");
        }
        return token;
    }

    private @Nullable JsonToken token() throws IOException, MalformedProof {
        try {
            return parser.nextToken();
        } catch (JsonProcessingException e) {
            throw flaw(e);
        }
    }

    /** Jackson's own words name its classes and settings. */
    private MalformedProof flaw(JsonProcessingException e) {
        return flaw(
                e instanceof StreamConstraintsException
                        ? "expected a proof file within its limits, found something longer or nested deeper than the"
                                + " format has it"
                        : "expected JSON with every field once, found something else");
    }

    private static String shown(String name) {
        String cut = name.length() > 64 ? name.substring(0, 64) : name;
        return cut.chars().allMatch(c -> c >= ' ' && c < 0x7F) ? cut : "a name that is not ASCII";
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
