package dev.holdfast.cli.command.admission;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.DurationText;
import dev.holdfast.record.Capability;
import dev.holdfast.record.Detail;
import dev.holdfast.record.ExecutionRequest;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.ScopeRule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for, in a file: JSON of the form that {@link #template()} shows. What only the executor can know (its key, what it measured, who
 * vouches for it) is not in it.
 */
final class RequestFile {
    /** Names the form of the file. */
    static final String FORMAT = "holdfast-request/1";

    private static final long MAXIMUM_BYTES = 64 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> PLAIN_KEYS = List.of(
            "format",
            "execution",
            "agent",
            "initiator",
            "tenant",
            "region",
            "validFor",
            "scope",
            "budgets",
            "heartbeat",
            "lease",
            "grace",
            "confirmWithin",
            "heartbeatModes",
            "requiredCapabilities",
            "delegationDepth",
            "metadata",
            "detail",
            "sealed");
    private static final List<String> KEYS =
            Stream.concat(PLAIN_KEYS.stream(), RequestedEvidence.KEYS.stream()).toList();

    private final Path file;
    private final JsonNode root;

    private RequestFile(Path file, JsonNode root) {
        this.file = file;
        this.root = root;
    }

    /** A file with every key; what is not required has its default. */
    static String template() {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT);
        root.put("execution", "order-17");
        root.put("agent", "batch-7");
        root.put("initiator", "alice");
        root.put("tenant", "");
        root.put("region", "");
        root.put("validFor", "10m");
        root.putArray("scope")
                .addObject()
                .put("action", "http.get")
                .put("resource", "https://inside.example/*")
                .put("maxCount", 1_000)
                .put("maxPerMinute", 60);
        root.putObject("budgets").put("cpu.millis", 60_000);
        root.put("heartbeat", "1s");
        root.put("lease", "10s");
        root.put("grace", "10s");
        root.put("confirmWithin", "5s");
        root.putArray("heartbeatModes").add(HeartbeatMode.SIGNED.name());
        root.putArray("requiredCapabilities");
        root.put("delegationDepth", 0);
        root.putObject("metadata");
        root.put("detail", Detail.CHANGES.name());
        root.putArray("sealed");
        RequestedEvidence.template(root);
        return root.toPrettyString();
    }

    /**
     * Reads one. The key, the measured evidence, the vouchers, the request's id and instant are the caller's to set.
     *
     * @throws CommandFailed when it is missing, malformed, or has a key that nobody reads
     */
    static ExecutionRequest read(Path path) throws CommandFailed {
        return new RequestFile(path, json(path)).request();
    }

    private static JsonNode json(Path path) throws CommandFailed {
        try {
            if (Files.size(path) > MAXIMUM_BYTES) {
                throw flaw(path, "expected at most " + MAXIMUM_BYTES + " bytes");
            }
            return JSON.readTree(Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            throw flaw(path, "there is no such file; `holdfast request template` prints one");
        } catch (JacksonException e) {
            throw flaw(
                    path,
                    "expected JSON, found something else at line "
                            + (e.getLocation() == null ? "1" : e.getLocation().getLineNr()));
        } catch (IOException e) {
            throw flaw(path, "cannot be read: " + e.getMessage());
        }
    }

    private ExecutionRequest request() throws CommandFailed {
        if (!root.isObject()) {
            throw flaw("expected a JSON object; `holdfast request template` prints one");
        }
        known("", root, KEYS);
        String format = required("format");
        if (!format.equals(FORMAT)) {
            throw flaw("expected `format` to be `" + FORMAT + "`, found `" + format + "`");
        }
        ExecutionRequest request = ExecutionRequest.newBuilder()
                .setRequestId("")
                .setExecutionId(required("execution"))
                .setAgent(required("agent"))
                .setInitiator(text("initiator", ""))
                .setTenant(text("tenant", ""))
                .setRegion(text("region", ""))
                .setExecutorKey(ByteBuffer.allocate(0))
                .setScope(scope())
                .setBudgets(budgets())
                .setDurationMillis(millis("validFor", null))
                .setHeartbeatIntervalMillis(smallMillis("heartbeat", "1s"))
                .setLeaseMillis(smallMillis("lease", "10s"))
                .setGraceMillis(smallMillis("grace", "10s"))
                .setConfirmationMillis(smallMillis("confirmWithin", "5s"))
                .setHeartbeatModes(modes())
                .setRequiredCapabilities(capabilities())
                .setDelegationDepth((int) number("delegationDepth", root.get("delegationDepth"), Integer.MAX_VALUE, 0L))
                .setMetadata(metadata())
                .setDetail(detail())
                .setSealed(sealed())
                .setRequestedAt(Instant.EPOCH)
                .build();
        new RequestedEvidence(file, root).applyTo(request);
        return request;
    }

    private void known(String where, JsonNode object, List<String> known) throws CommandFailed {
        for (Map.Entry<String, JsonNode> each : object.properties()) {
            if (!known.contains(each.getKey())) {
                throw flaw("expected the keys " + String.join(", ", known) + where + ", found `" + each.getKey() + "`");
            }
        }
    }

    private List<ScopeRule> scope() throws CommandFailed {
        var rules = new ArrayList<ScopeRule>();
        for (JsonNode each : array("scope")) {
            if (!each.isObject()) {
                throw flaw("expected `scope` to hold objects with `action` and `resource`, found " + each);
            }
            known(" in `scope`", each, List.of("action", "resource", "maxCount", "maxPerMinute"));
            JsonNode action = each.get("action");
            JsonNode resource = each.get("resource");
            if (action == null || !action.isTextual() || resource == null || !resource.isTextual()) {
                throw flaw("expected every rule of `scope` to have the texts `action` and `resource`, found " + each);
            }
            rules.add(new ScopeRule(
                    action.textValue(), resource.textValue(), most(each, "maxCount"), most(each, "maxPerMinute")));
        }
        return rules;
    }

    private @Nullable Long most(JsonNode rule, String name) throws CommandFailed {
        JsonNode value = rule.get(name);
        return value == null || value.isNull() ? null : number(name, value, Long.MAX_VALUE, null);
    }

    private Map<String, Long> budgets() throws CommandFailed {
        var budgets = new TreeMap<String, Long>();
        for (Map.Entry<String, JsonNode> each : object("budgets").properties()) {
            budgets.put(each.getKey(), number("budgets." + each.getKey(), each.getValue(), Long.MAX_VALUE, null));
        }
        return budgets;
    }

    private Map<String, String> metadata() throws CommandFailed {
        var metadata = new TreeMap<String, String>();
        for (Map.Entry<String, JsonNode> each : object("metadata").properties()) {
            if (!each.getValue().isTextual()) {
                throw flaw("expected `metadata." + each.getKey() + "` to be a text, found " + each.getValue());
            }
            metadata.put(each.getKey(), each.getValue().textValue());
        }
        return metadata;
    }

    private Detail detail() throws CommandFailed {
        String level = text("detail", Detail.CHANGES.name());
        return switch (level) {
            case "CHANGES" -> Detail.CHANGES;
            case "FULL" -> Detail.FULL;
            default -> throw flaw("expected `detail` to be CHANGES or FULL, found `" + level + "`");
        };
    }

    private List<String> sealed() throws CommandFailed {
        var sealed = new ArrayList<String>();
        for (JsonNode each : array("sealed")) {
            if (!each.isTextual()) {
                throw flaw("expected `sealed` to hold names of facts, found " + each);
            }
            sealed.add(each.textValue());
        }
        return sealed;
    }

    private List<HeartbeatMode> modes() throws CommandFailed {
        var modes = new ArrayList<HeartbeatMode>();
        for (JsonNode each : array("heartbeatModes")) {
            switch (each.asText()) {
                case "SIGNED" -> modes.add(HeartbeatMode.SIGNED);
                case "SESSION" -> modes.add(HeartbeatMode.SESSION);
                default -> throw flaw("expected `heartbeatModes` to hold SIGNED or SESSION, found " + each);
            }
        }
        return modes.isEmpty() ? List.of(HeartbeatMode.SIGNED) : modes;
    }

    private List<Capability> capabilities() throws CommandFailed {
        var capabilities = new ArrayList<Capability>();
        for (JsonNode each : array("requiredCapabilities")) {
            switch (each.asText()) {
                case "PAUSE" -> capabilities.add(Capability.PAUSE);
                case "KILL" -> capabilities.add(Capability.KILL);
                case "FREEZE" -> capabilities.add(Capability.FREEZE);
                default -> throw flaw("expected `requiredCapabilities` to hold PAUSE, KILL or FREEZE, found " + each);
            }
        }
        return capabilities;
    }

    private JsonNode array(String name) throws CommandFailed {
        JsonNode value = root.get(name);
        if (value == null) {
            return JSON.createArrayNode();
        }
        if (!value.isArray()) {
            throw flaw("expected `" + name + "` to be an array, found " + value);
        }
        return value;
    }

    private JsonNode object(String name) throws CommandFailed {
        JsonNode value = root.get(name);
        if (value == null) {
            return JSON.createObjectNode();
        }
        if (!value.isObject()) {
            throw flaw("expected `" + name + "` to be an object, found " + value);
        }
        return value;
    }

    private String required(String name) throws CommandFailed {
        String value = text(name, "");
        if (value.isBlank()) {
            throw flaw("expected a text `" + name + "`, found none");
        }
        return value;
    }

    private String text(String name, String otherwise) throws CommandFailed {
        JsonNode value = root.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isTextual()) {
            throw flaw("expected `" + name + "` to be a text, found " + value);
        }
        return value.textValue();
    }

    private long millis(String name, @Nullable String otherwise) throws CommandFailed {
        String text = otherwise == null ? required(name) : text(name, otherwise);
        return DurationText.parse(text)
                .orElseThrow(() -> flaw("expected `" + name
                        + "` to be a duration such as 500ms, 90s, 10m, 8h or 7d, found `" + text + "`"))
                .toMillis();
    }

    private int smallMillis(String name, String otherwise) throws CommandFailed {
        long millis = millis(name, otherwise);
        if (millis > Integer.MAX_VALUE) {
            throw flaw("expected `" + name + "` to be at most " + Integer.MAX_VALUE + " ms, found " + millis);
        }
        return (int) millis;
    }

    private long number(String name, @Nullable JsonNode value, long most, @Nullable Long otherwise)
            throws CommandFailed {
        if (value == null && otherwise != null) {
            return otherwise;
        }
        if (value == null
                || !value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < 0
                || value.longValue() > most) {
            throw flaw("expected `" + name + "` to be a whole number from 0 to " + most + ", found " + value);
        }
        return value.longValue();
    }

    private CommandFailed flaw(String what) {
        return flaw(file, what);
    }

    static CommandFailed flaw(Path path, String what) {
        return new CommandFailed("request `" + path + "`: " + what, 2);
    }
}
