package dev.holdfast.lineage.proof;

import dev.holdfast.lineage.LogOrigin;
import dev.holdfast.lineage.merkle.ConsistencyProof;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.merkle.InclusionProof;
import dev.holdfast.lineage.note.SignedNote;
import dev.holdfast.schemas.ExecutionId;
import dev.holdfast.trust.intake.Limits;
import dev.holdfast.trust.sealing.SealedFact;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads proof files. Whatever the bytes are, it returns; nothing that it read is verified. */
public final class ProofReader {
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{16}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final StrictJson json;
    private String trustDomain = "";
    private String executionId = "";
    private int partition;
    private List<WriterSchema> schemas = List.of();
    private List<LoggedEntry> entries = List.of();
    private List<OpenedFact> openings = List.of();
    private List<LoggedCheckpoint> checkpoints = List.of();
    private List<ConsistencyProof> consistency = List.of();
    private List<SignedRecord> grants = List.of();
    private List<SignedRecord> authorities = List.of();
    private List<RulesetFiles> rulesets = List.of();
    private List<SignedRecord> acknowledgments = List.of();

    private ProofReader(StrictJson json) {
        this.json = json;
    }

    /** What a file turned out to be. */
    public sealed interface Parsed {
        /** A proof, not yet verified. */
        record Proof(ProofFile value) implements Parsed {}

        /** Not a proof. What it claims is not shown by it. */
        record Malformed(String why) implements Parsed {}
    }

    /**
     * Reads a file.
     *
     * @throws IOException when it cannot be read
     */
    public static Parsed read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException("expected a proof file at `" + file + "`, found none");
        }
        long size = Files.size(file);
        if (size > ProofLimits.FILE_BYTES) {
            return new Parsed.Malformed(
                    "expected a proof file of at most " + ProofLimits.FILE_BYTES + " bytes, found " + size);
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return read(in);
        }
    }

    /**
     * Reads a proof from a stream, which stays the caller's.
     *
     * @throws IOException when it cannot be read
     */
    public static Parsed read(InputStream in) throws IOException {
        try (var json = new StrictJson(in)) {
            return new Parsed.Proof(new ProofReader(json).proof());
        } catch (MalformedProof e) {
            return new Parsed.Malformed(e.why());
        }
    }

    private ProofFile proof() throws IOException, MalformedProof {
        json.object(
                "the proof",
                Map.ofEntries(
                        Map.entry("format", this::format),
                        Map.entry("version", this::version),
                        Map.entry(
                                "trustDomain",
                                () -> trustDomain = json.text("trustDomain", ProofLimits.NAME_CHARACTERS)),
                        Map.entry(
                                "executionId",
                                () -> executionId = json.text("executionId", ProofLimits.NAME_CHARACTERS)),
                        Map.entry("partition", () -> partition = (int) json.number("partition", Integer.MAX_VALUE)),
                        Map.entry("schemas", () -> schemas = json.list("schemas", ProofLimits.SCHEMAS, this::schema)),
                        Map.entry("entries", () -> entries = json.list("entries", ProofLimits.ENTRIES, this::entry)),
                        Map.entry(
                                "openings",
                                () -> openings = json.list("openings", ProofLimits.OPENINGS, this::opening)),
                        Map.entry(
                                "checkpoints",
                                () -> checkpoints =
                                        json.list("checkpoints", ProofLimits.CHECKPOINTS, this::checkpoint)),
                        Map.entry(
                                "consistency",
                                () -> consistency =
                                        json.list("consistency", ProofLimits.CHECKPOINTS, this::consistency)),
                        Map.entry("grants", () -> grants = json.list("grants", ProofLimits.GRANTS, this::signed)),
                        Map.entry(
                                "authorities",
                                () -> authorities = json.list("authorities", ProofLimits.AUTHORITIES, this::signed)),
                        Map.entry(
                                "rulesets",
                                () -> rulesets = json.list("rulesets", ProofLimits.RULESETS, this::ruleset)),
                        Map.entry(
                                "acknowledgments",
                                () -> acknowledgments =
                                        json.list("acknowledgments", ProofLimits.ACKNOWLEDGMENTS, this::signed))));
        json.end();
        Optional<String> flaw = LogOrigin.flaw(trustDomain, partition);
        if (flaw.isPresent()) {
            throw new MalformedProof("trustDomain: " + flaw.get());
        }
        Optional<String> id = ExecutionId.flaw(executionId);
        if (id.isPresent()) {
            throw new MalformedProof("executionId: " + id.get());
        }
        return new ProofFile(
                new LogOrigin(trustDomain, partition),
                executionId,
                schemas,
                entries,
                openings,
                checkpoints,
                consistency,
                grants,
                authorities,
                rulesets,
                acknowledgments);
    }

    private void format() throws IOException, MalformedProof {
        String found = json.text("format", ProofLimits.NAME_CHARACTERS);
        if (!found.equals(ProofFile.FORMAT)) {
            throw json.flaw("expected a file of the format `" + ProofFile.FORMAT + "`, found another format");
        }
    }

    private void version() throws IOException, MalformedProof {
        long found = json.number("version", Integer.MAX_VALUE);
        if (found != ProofFile.VERSION) {
            throw json.flaw("expected version " + ProofFile.VERSION + " of the format, found " + found
                    + "; use a version of Holdfast that knows it");
        }
    }

    private WriterSchema schema() throws IOException, MalformedProof {
        var schema = new Object() {
            private long fingerprint;
            private String text = "";
        };
        json.object(
                "a schema",
                Map.of(
                        "fingerprint",
                        () -> schema.fingerprint = fingerprint(),
                        "schema",
                        () -> schema.text = json.text("schema", ProofLimits.SCHEMA_CHARACTERS)));
        return new WriterSchema(schema.fingerprint, schema.text);
    }

    private LoggedEntry entry() throws IOException, MalformedProof {
        var entry = new Object() {
            private long index;
            private long size;
            private List<Hash> path = List.of();
            private byte[] encoded = {};
        };
        json.object(
                "an entry",
                Map.of(
                        "index",
                        () -> entry.index = json.number("index", Long.MAX_VALUE),
                        "size",
                        () -> entry.size = json.number("size", Long.MAX_VALUE),
                        "path",
                        () -> entry.path = path(InclusionProof.MAXIMUM_PATH),
                        "encoded",
                        () -> entry.encoded = json.base64("encoded", ProofLimits.ENTRY_BYTES)));
        return new LoggedEntry(entry.encoded, new InclusionProof(entry.index, entry.size, entry.path));
    }

    private OpenedFact opening() throws IOException, MalformedProof {
        var opening = new Object() {
            private long entry;
            private String fact = "";
            private byte[] salt = {};
            private String value = "";
        };
        json.object(
                "an opening",
                Map.of(
                        "entry",
                        () -> opening.entry = json.number("entry", Long.MAX_VALUE),
                        "fact",
                        () -> opening.fact = json.text("fact", ProofLimits.NAME_CHARACTERS),
                        "salt",
                        () -> opening.salt = json.base64("salt", SealedFact.SALT_BYTES),
                        "value",
                        () -> opening.value = json.text("value", ProofLimits.VALUE_CHARACTERS)));
        return new OpenedFact(opening.entry, opening.fact, opening.salt, opening.value);
    }

    private LoggedCheckpoint checkpoint() throws IOException, MalformedProof {
        byte[] text =
                json.text("a checkpoint", ProofLimits.CHECKPOINT_CHARACTERS).getBytes(StandardCharsets.UTF_8);
        SignedNote.Parsed note = SignedNote.parse(text);
        if (note instanceof SignedNote.Parsed.Malformed malformed) {
            throw json.flaw("checkpoint: " + malformed.why());
        }
        try {
            return LoggedCheckpoint.of(((SignedNote.Parsed.Note) note).value());
        } catch (IllegalArgumentException e) {
            throw json.flaw("checkpoint: " + e.getMessage());
        }
    }

    private ConsistencyProof consistency() throws IOException, MalformedProof {
        var proof = new Object() {
            private long first;
            private long second;
            private List<Hash> path = List.of();
        };
        json.object(
                "a consistency proof",
                Map.of(
                        "from",
                        () -> proof.first = json.number("from", Long.MAX_VALUE),
                        "to",
                        () -> proof.second = json.number("to", Long.MAX_VALUE),
                        "path",
                        () -> proof.path = path(ConsistencyProof.MAXIMUM_PATH)));
        return new ConsistencyProof(proof.first, proof.second, proof.path);
    }

    private SignedRecord signed() throws IOException, MalformedProof {
        var signed = new Object() {
            private long fingerprint;
            private byte[] body = {};
            private List<byte[]> signatures = List.of();
        };
        json.object(
                "a signed record",
                Map.of(
                        "fingerprint",
                        () -> signed.fingerprint = fingerprint(),
                        "body",
                        () -> signed.body = json.base64("body", ProofLimits.BODY_BYTES),
                        "signatures",
                        () -> signed.signatures = json.list(
                                "signatures",
                                Limits.SIGNATURES,
                                () -> json.base64("a signature", ProofLimits.SIGNATURE_BYTES))));
        return new SignedRecord(signed.fingerprint, signed.body, signed.signatures);
    }

    private RulesetFiles ruleset() throws IOException, MalformedProof {
        var ruleset = new Object() {
            private String digest = "";
            private List<String[]> files = new ArrayList<>();
        };
        json.object(
                "a ruleset",
                Map.of(
                        "digest",
                        () -> ruleset.digest = hex("digest", DIGEST),
                        "files",
                        () -> ruleset.files = json.list("files", Limits.RULE_FILES, this::ruleFile)));
        var files = new TreeMap<String, String>();
        for (String[] file : ruleset.files) {
            if (files.put(file[0], file[1]) != null) {
                throw json.flaw("expected each file of a ruleset once, found one again");
            }
        }
        return new RulesetFiles(ruleset.digest, files);
    }

    private String[] ruleFile() throws IOException, MalformedProof {
        String[] file = new String[2];
        json.object(
                "a file of rules",
                Map.of(
                        "path",
                        () -> file[0] = json.text("path", ProofLimits.NAME_CHARACTERS),
                        "text",
                        () -> file[1] = json.text("text", ProofLimits.RULE_CHARACTERS)));
        return file;
    }

    private List<Hash> path(int maximum) throws IOException, MalformedProof {
        return json.list("hashes of a path", maximum, () -> {
            String text = json.text("a hash", Hash.BYTES * 2);
            return Hash.ofBase64(text)
                    .orElseThrow(() -> json.flaw("expected a hash, 32 bytes in base 64, found another text"));
        });
    }

    private long fingerprint() throws IOException, MalformedProof {
        return Long.parseUnsignedLong(hex("fingerprint", FINGERPRINT), 16);
    }

    private String hex(String what, Pattern form) throws IOException, MalformedProof {
        String text = json.text(what, ProofLimits.NAME_CHARACTERS);
        if (!form.matcher(text).matches()) {
            throw json.flaw("expected the " + what + " in lower-case hex, found another text");
        }
        return text;
    }
}
