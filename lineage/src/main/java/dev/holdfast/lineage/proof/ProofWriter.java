package dev.holdfast.lineage.proof;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.holdfast.lineage.StrictBase64;
import dev.holdfast.lineage.merkle.ConsistencyProof;
import dev.holdfast.lineage.merkle.Hash;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** Writes proof files: same proof, same bytes. What it writes {@link ProofReader} reads, as long as it is within {@link ProofLimits}. */
public final class ProofWriter {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonGenerator json;

    private ProofWriter(JsonGenerator json) {
        this.json = json;
    }

    /**
     * Writes a proof to a stream, which stays the caller's.
     *
     * @throws IOException when it cannot be written
     */
    public static void write(ProofFile proof, OutputStream out) throws IOException {
        try (JsonGenerator json = FACTORY.createGenerator(out, JsonEncoding.UTF8)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            var indenter = new DefaultIndenter("  ", "\n");
            json.setPrettyPrinter(
                    new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter));
            new ProofWriter(json).proof(proof);
            json.writeRaw('\n');
        }
    }

    /** Writes an element of a list. */
    @FunctionalInterface
    private interface Element<T> {
        void write(T element) throws IOException;
    }

    private void proof(ProofFile proof) throws IOException {
        json.writeStartObject();
        json.writeStringField("format", ProofFile.FORMAT);
        json.writeNumberField("version", ProofFile.VERSION);
        json.writeStringField("trustDomain", proof.log().trustDomain());
        json.writeStringField("executionId", proof.executionId());
        json.writeNumberField("partition", proof.log().partition());
        list("schemas", proof.schemas(), this::schema);
        list("entries", proof.entries(), this::entry);
        list("openings", proof.openings(), this::opening);
        list(
                "checkpoints",
                proof.checkpoints(),
                checkpoint -> json.writeString(checkpoint.note().toString()));
        list("consistency", proof.consistency(), this::consistency);
        list("grants", proof.grants(), this::signed);
        list("authorities", proof.authorities(), this::signed);
        list("rulesets", proof.rulesets(), this::ruleset);
        list("acknowledgments", proof.acknowledgments(), this::signed);
        json.writeEndObject();
    }

    private void schema(WriterSchema schema) throws IOException {
        json.writeStartObject();
        fingerprint(schema.fingerprint());
        json.writeStringField("schema", schema.text());
        json.writeEndObject();
    }

    private void entry(LoggedEntry entry) throws IOException {
        json.writeStartObject();
        json.writeNumberField("index", entry.inclusion().index());
        json.writeNumberField("size", entry.inclusion().size());
        path(entry.inclusion().path());
        json.writeStringField("encoded", StrictBase64.encode(entry.encoded()));
        json.writeEndObject();
    }

    private void opening(OpenedFact opening) throws IOException {
        json.writeStartObject();
        json.writeNumberField("entry", opening.entry());
        json.writeStringField("fact", opening.name());
        json.writeStringField("salt", StrictBase64.encode(opening.salt()));
        json.writeStringField("value", opening.json());
        json.writeEndObject();
    }

    private void consistency(ConsistencyProof proof) throws IOException {
        json.writeStartObject();
        json.writeNumberField("from", proof.first());
        json.writeNumberField("to", proof.second());
        path(proof.path());
        json.writeEndObject();
    }

    private void signed(SignedRecord signed) throws IOException {
        json.writeStartObject();
        fingerprint(signed.fingerprint());
        json.writeStringField("body", StrictBase64.encode(signed.body()));
        list("signatures", signed.signatures(), signature -> json.writeString(StrictBase64.encode(signature)));
        json.writeEndObject();
    }

    private void ruleset(RulesetFiles ruleset) throws IOException {
        json.writeStartObject();
        json.writeStringField("digest", ruleset.digest());
        list("files", List.copyOf(ruleset.files().entrySet()), this::ruleFile);
        json.writeEndObject();
    }

    private void ruleFile(Map.Entry<String, String> file) throws IOException {
        json.writeStartObject();
        json.writeStringField("path", file.getKey());
        json.writeStringField("text", file.getValue());
        json.writeEndObject();
    }

    private void path(List<Hash> path) throws IOException {
        list("path", path, hash -> json.writeString(hash.base64()));
    }

    private void fingerprint(long fingerprint) throws IOException {
        json.writeStringField("fingerprint", String.format("%016x", fingerprint));
    }

    private <T> void list(String name, List<T> elements, Element<T> element) throws IOException {
        json.writeArrayFieldStart(name);
        for (T each : elements) {
            element.write(each);
        }
        json.writeEndArray();
    }
}
