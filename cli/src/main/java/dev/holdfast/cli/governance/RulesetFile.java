package dev.holdfast.cli.governance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.record.Capability;
import dev.holdfast.record.RuleFile;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.signature.VerifyingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A ruleset on its way from one policy author to the next, with the signatures it has so far, in a file: JSON that people can read. It holds no secret.
 *
 * @param schema fingerprint of the schema by which it is signed, in hex
 * @param signatures as they stand in the file; {@link #flaw} says whether they are over this ruleset
 */
public record RulesetFile(
        String trustDomain, RulesetLine line, RulesetRecord ruleset, String schema, List<Signature> signatures) {
    /** Names the form of the file. */
    public static final String FORMAT = "holdfast-ruleset/1";

    /** The most a file may have: every byte of the rules may be escaped as six, and signatures are few. */
    private static final long MAXIMUM_BYTES = 8L * 1024 * 1024;

    private static final int MAXIMUM_SIGNATURES = 64;
    private static final ObjectMapper JSON = new ObjectMapper();

    public RulesetFile {
        signatures = List.copyOf(signatures);
    }

    /** A signature, and the public key by which whoever holds the file can verify it. Whether that key may sign is for evaluators to say. */
    public record Signature(VerifyingKey key, RecordSignature value) {}

    /** One that nobody has signed yet. */
    public static RulesetFile unsigned(String trustDomain, RulesetLine line, RulesetRecord ruleset) {
        return new RulesetFile(trustDomain, line, ruleset, fingerprint(), List.of());
    }

    /**
     * Reads one, without believing it.
     *
     * @throws InvalidAct when it is none; its message names the file and the field
     */
    public static RulesetFile read(Path path) throws IOException, InvalidAct {
        if (!Files.isRegularFile(path) || Files.size(path) > MAXIMUM_BYTES) {
            throw new InvalidAct("expected a ruleset in a file of at most " + MAXIMUM_BYTES + " bytes, found none at `"
                    + path + "`; `holdfast rules publish --out` writes one");
        }
        try {
            return of(JSON.readTree(Files.readAllBytes(path)));
        } catch (JsonProcessingException e) {
            throw new InvalidAct("expected JSON in `" + path + "`, found something else: " + e.getOriginalMessage());
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new InvalidAct("expected a ruleset in `" + path + "`: " + e.getMessage());
        }
    }

    private static RulesetFile of(JsonNode root) {
        if (!FORMAT.equals(root.path("format").asText())) {
            throw new IllegalArgumentException("expected the format `" + FORMAT + "`, found `"
                    + root.path("format").asText() + "`");
        }
        var files = new ArrayList<RuleFile>();
        array(root, "files").forEach(file -> files.add(new RuleFile(text(file, "path"), text(file, "text"))));
        var capabilities = new ArrayList<Capability>();
        array(root, "capabilities").forEach(each -> capabilities.add(Capability.valueOf(each.asText())));
        var signatures = new ArrayList<Signature>();
        if (array(root, "signatures").size() > MAXIMUM_SIGNATURES) {
            throw new IllegalArgumentException("expected at most " + MAXIMUM_SIGNATURES + " signatures");
        }
        array(root, "signatures").forEach(each -> signatures.add(signature(each)));
        JsonNode version = root.path("version");
        if (!version.isIntegralNumber() || !version.canConvertToLong()) {
            throw new IllegalArgumentException("expected a whole number as `version`, found `" + version + "`");
        }
        return new RulesetFile(
                text(root, "trustDomain"),
                RulesetLine.valueOf(text(root, "line")),
                RulesetRecord.newBuilder()
                        .setVersion(version.asLong())
                        .setDigest(text(root, "digest"))
                        .setFiles(files)
                        .setActivateAt(Instant.parse(text(root, "activateAt")))
                        .setAuthor(text(root, "author"))
                        .setNote(text(root, "note"))
                        .setBaselineReplaced(root.path("baselineReplaced").asBoolean())
                        .setCapabilities(capabilities)
                        .build(),
                text(root, "schema"),
                signatures);
    }

    private static Signature signature(JsonNode node) {
        RecordSignature.Parsed parsed =
                RecordSignature.parse(Base64.getDecoder().decode(text(node, "signature")));
        if (parsed instanceof RecordSignature.Parsed.Signature signature) {
            return new Signature(
                    VerifyingKey.of(Base64.getDecoder().decode(text(node, "publicKey"))), signature.value());
        }
        throw new IllegalArgumentException("`signature`: " + ((RecordSignature.Parsed.Malformed) parsed).why());
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("expected a text as `" + field + "`");
        }
        return value.asText();
    }

    private static JsonNode array(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isArray()) {
            throw new IllegalArgumentException("expected a list as `" + field + "`");
        }
        return value;
    }

    /** Writes it, in place of what was there, all of it or nothing. */
    public void write(Path path) throws IOException {
        Path whole = path.toAbsolutePath();
        Path beside = whole.resolveSibling(whole.getFileName() + ".new");
        Files.write(
                beside,
                JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(object()),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        Files.move(beside, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private Map<String, Object> object() {
        var object = new LinkedHashMap<String, Object>();
        object.put("format", FORMAT);
        object.put("trustDomain", trustDomain);
        object.put("line", line.name());
        object.put("schema", schema);
        object.put("version", ruleset.getVersion());
        object.put("digest", ruleset.getDigest());
        object.put("activateAt", ruleset.getActivateAt().toString());
        object.put("author", ruleset.getAuthor());
        object.put("note", ruleset.getNote());
        object.put("baselineReplaced", ruleset.getBaselineReplaced());
        object.put(
                "capabilities",
                ruleset.getCapabilities().stream().map(Enum::name).toList());
        object.put(
                "files",
                ruleset.getFiles().stream()
                        .map(file -> Map.of("path", file.getPath(), "text", file.getText()))
                        .toList());
        Base64.Encoder base64 = Base64.getEncoder();
        object.put(
                "signatures",
                signatures.stream()
                        .map(each -> Map.of(
                                "publicKey",
                                base64.encodeToString(each.key().raw()),
                                "signature",
                                base64.encodeToString(each.value().header())))
                        .toList());
        return object;
    }

    /** The act that is signed and published. */
    public Act act() throws InvalidAct {
        return line == RulesetLine.IN_FORCE ? Act.of(ruleset) : Act.ofTrial(ruleset);
    }

    /** What shows that it is not what was written or signed; empty when nothing does. */
    public Optional<String> flaw() throws InvalidAct {
        if (!schema.equals(fingerprint())) {
            return Optional.of("expected a file of this version of Holdfast, with the schema " + fingerprint()
                    + ", found the schema " + schema + "; sign and publish with the version that wrote it");
        }
        SignedContent content = act().signed(trustDomain);
        String digest = Ruleset.of(ruleset.getFiles().stream()
                        .map(file -> new Ruleset.RuleFile(file.getPath(), file.getText()))
                        .toList())
                .digest();
        if (!digest.equals(ruleset.getDigest())) {
            return Optional.of("expected files with the digest " + ruleset.getDigest() + ", found " + digest
                    + "; the rules in the file were changed after it was written");
        }
        return signatures.stream()
                .filter(each ->
                        !(each.value().verify(each.key(), content) instanceof RecordSignature.Verification.Valid))
                .findFirst()
                .map(
                        each -> "expected a signature of " + each.key().id()
                                + " over this ruleset, found one over something else; the file was changed after it was signed");
    }

    /** The same with one more signature; one key signs once. */
    public RulesetFile signedBy(SigningKey key) throws InvalidAct {
        if (signatures.stream().anyMatch(each -> each.key().equals(key.verifyingKey()))) {
            return this;
        }
        var all = new ArrayList<>(signatures);
        all.add(new Signature(key.verifyingKey(), key.sign(act().signed(trustDomain))));
        return new RulesetFile(trustDomain, line, ruleset, schema, all);
    }

    private static String fingerprint() {
        return HexFormat.of().toHexDigits(Topic.GOVERNANCE.fingerprint());
    }
}
