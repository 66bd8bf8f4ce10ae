package dev.holdfast.cli.command.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.DurationText;
import dev.holdfast.cli.command.TpmKeyFile;
import dev.holdfast.record.ExecutionRequest;
import dev.holdfast.record.TpmBinding;
import dev.holdfast.trust.evidence.Freshness;
import dev.holdfast.trust.evidence.StatementCheck;
import dev.holdfast.trust.evidence.spiffe.SpiffeIds;
import dev.holdfast.trust.evidence.tpm.TpmQuoteCheck;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a request asks to be attested, as its file says it. Files that it names are looked for beside it. */
final class RequestedEvidence {
    static final List<String> KEYS = List.of("spiffeId", "jwtAudience", "tpm", "statements", "evidenceMaxAge");

    private final Path file;
    private final JsonNode root;

    RequestedEvidence(Path file, JsonNode root) {
        this.file = file;
        this.root = root;
    }

    /** Nothing, for each key. */
    static void template(ObjectNode root) {
        root.put("spiffeId", "");
        root.put("jwtAudience", "");
        root.putNull("tpm");
        root.putObject("statements");
        root.putObject("evidenceMaxAge");
    }

    /** Asks for it; a value that is to be stated becomes evidence, and so a reference value of the grant. */
    void applyTo(ExecutionRequest request) throws CommandFailed {
        String spiffeId = text("spiffeId", root.get("spiffeId"));
        if (spiffeId != null) {
            refuse("spiffeId", SpiffeIds.flaw(spiffeId));
            request.setSpiffeId(spiffeId);
        }
        request.setJwtAudience(text("jwtAudience", root.get("jwtAudience")));
        JsonNode tpm = root.get("tpm");
        if (tpm != null && !tpm.isNull()) {
            request.setTpm(binding(object("tpm", tpm, List.of("key", "pcrs", "digests"))));
        }
        statements(request);
        ages(request);
    }

    private TpmBinding binding(JsonNode tpm) throws CommandFailed {
        List<Integer> pcrs = new ArrayList<>();
        for (JsonNode pcr : array("tpm.pcrs", tpm.get("pcrs"))) {
            if (!pcr.isInt()) {
                throw flaw("expected `tpm.pcrs` to hold numbers, found " + pcr);
            }
            pcrs.add(pcr.intValue());
        }
        List<ByteBuffer> digests = new ArrayList<>();
        for (JsonNode digest : array("tpm.digests", tpm.get("digests"))) {
            try {
                digests.add(
                        ByteBuffer.wrap(HexFormat.of().parseHex(digest.asText().toLowerCase(Locale.ROOT))));
            } catch (IllegalArgumentException e) {
                throw flaw("expected `tpm.digests` to hold 32 bytes each in hex, found " + digest);
            }
        }
        var binding = new TpmBinding(
                TpmKeyFile.read("request `" + file + "`: `tpm.key`", beside("tpm.key", tpm.get("key"))), pcrs, digests);
        refuse("tpm", TpmQuoteCheck.flaw(binding));
        return binding;
    }

    private void statements(ExecutionRequest request) throws CommandFailed {
        JsonNode statements = root.get("statements");
        if (statements == null) {
            return;
        }
        var keys = new TreeMap<String, ByteBuffer>();
        var values = new TreeMap<String, String>();
        for (Map.Entry<String, JsonNode> each :
                object("statements", statements, List.of()).properties()) {
            String name = "statements." + each.getKey();
            JsonNode statement = object(name, each.getValue(), List.of("key", "value"));
            try {
                keys.put(
                        each.getKey(),
                        ByteBuffer.wrap(KeyFiles.readVerifyingKey(beside(name + ".key", statement.get("key")))
                                .raw()));
            } catch (KeyFileException e) {
                throw flaw("`" + name + ".key`: " + e.getMessage());
            }
            String value = text(name + ".value", statement.get("value"));
            if (value != null) {
                values.put(each.getKey(), value);
            }
        }
        refuse("statements", StatementCheck.flaw(keys));
        request.setStatementKeys(keys);
        request.setEvidence(values);
    }

    private void ages(ExecutionRequest request) throws CommandFailed {
        JsonNode maximumAges = root.get("evidenceMaxAge");
        if (maximumAges == null) {
            return;
        }
        var ages = new TreeMap<String, Long>();
        for (Map.Entry<String, JsonNode> each :
                object("evidenceMaxAge", maximumAges, List.of()).properties()) {
            String age = each.getValue().asText();
            ages.put(
                    each.getKey().toUpperCase(Locale.ROOT).replace('-', '_'),
                    DurationText.parse(age)
                            .orElseThrow(() -> flaw("expected `evidenceMaxAge." + each.getKey()
                                    + "` to be a duration such as 90s, 10m or 8h, found `" + age + "`"))
                            .toMillis());
        }
        refuse("evidenceMaxAge", Freshness.flaw(ages));
        request.setEvidenceMaxAgeMillis(ages);
    }

    private Path beside(String name, @Nullable JsonNode value) throws CommandFailed {
        String text = text(name, value);
        if (text == null) {
            throw flaw("expected `" + name + "` to name a file with a public key in PEM, found none");
        }
        return file.resolveSibling(text);
    }

    /** A text; null for none, and for an empty one. */
    private @Nullable String text(String name, @Nullable JsonNode value) throws CommandFailed {
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw flaw("expected `" + name + "` to be a text, found " + value);
        }
        return value.textValue().isEmpty() ? null : value.textValue();
    }

    /** @param known keys; empty for any */
    private JsonNode object(String name, JsonNode value, List<String> known) throws CommandFailed {
        if (!value.isObject()) {
            throw flaw("expected `" + name + "` to be an object, found " + value);
        }
        for (Map.Entry<String, JsonNode> each : value.properties()) {
            if (!known.isEmpty() && !known.contains(each.getKey())) {
                throw flaw("expected the keys " + String.join(", ", known) + " in `" + name + "`, found `"
                        + each.getKey() + "`");
            }
        }
        return value;
    }

    private JsonNode array(String name, @Nullable JsonNode value) throws CommandFailed {
        if (value == null || !value.isArray()) {
            throw flaw("expected `" + name + "` to be an array, found " + (value == null ? "none" : value));
        }
        return value;
    }

    private void refuse(String name, Optional<String> flaw) throws CommandFailed {
        if (flaw.isPresent()) {
            throw flaw("`" + name + "`: " + flaw.get());
        }
    }

    private CommandFailed flaw(String detail) {
        return RequestFile.flaw(file, detail);
    }
}
