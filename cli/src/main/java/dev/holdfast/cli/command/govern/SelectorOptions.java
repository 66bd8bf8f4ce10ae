package dev.holdfast.cli.command.govern;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose executions. Exactly one of them is to be given. */
final class SelectorOptions {
    private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final String EVERYTHING = "everything";
    private static final String ALL = "--execution, --grant, --agent, --tenant, --executor-key, --issuer, --evidence,"
            + " --image, --policy or --everything";

    @Option(names = "--execution", paramLabel = "ID", description = "This execution, and all that descends from it.")
    private @Nullable String execution;

    @Option(names = "--grant", paramLabel = "ID", description = "What runs under the grant of this id.")
    private @Nullable String grant;

    @Option(names = "--agent", paramLabel = "NAME", description = "Whatever this agent runs.")
    private @Nullable String agent;

    @Option(names = "--tenant", paramLabel = "NAME", description = "Whatever runs on behalf of this tenant.")
    private @Nullable String tenant;

    @Option(
            names = "--executor-key",
            paramLabel = "ID|FILE",
            description = "Whatever this executor's key signs for: the key's id, or its public key (PEM).")
    private @Nullable String executorKey;

    @Option(
            names = "--issuer",
            paramLabel = "ID|FILE",
            description = "Whatever runs under a grant that this key signed: the key's id, or its public key (PEM).")
    private @Nullable String issuer;

    @Option(
            names = "--evidence",
            paramLabel = "NAME=VALUE",
            description = "Whatever has this evidence, such as executable.sha256=DIGEST.")
    private @Nullable String evidence;

    @Option(
            names = "--image",
            paramLabel = "SHA256",
            description = "Whatever runs this image: short for --evidence image.sha256=SHA256.")
    private @Nullable String image;

    @Option(names = "--policy", paramLabel = "DIGEST", description = "What runs under the ruleset of this digest.")
    private @Nullable String policy;

    @Option(names = "--everything", description = "Whatever there is.")
    private boolean everything;

    /**
     * The selector that was typed.
     *
     * @param named an execution that was named without an option; null for none
     */
    Selector selector(@Nullable String named) throws CommandFailed, KeyFileException {
        if (named != null && execution != null) {
            throw new CommandFailed("expected one execution, found `" + named + "` and `" + execution + "`", 2);
        }
        Map<SelectorKind, String> chosen = chosen(named == null ? execution : named);
        if (chosen.isEmpty()) {
            throw new CommandFailed("expected one of " + ALL + ", found none", 2);
        }
        if (chosen.size() > 1 || image != null && evidence != null) {
            throw new CommandFailed(
                    "expected exactly one of " + ALL + ", found several; every one of them is an act of its own", 2);
        }
        Map.Entry<SelectorKind, String> one = chosen.entrySet().iterator().next();
        SelectorKind kind = one.getKey();
        String value = one.getValue();
        if (value.isBlank()) {
            throw new CommandFailed(
                    option(kind) + ": expected a value, found an empty one"
                            + "; to choose whatever there is, spell it out: --everything",
                    2);
        }
        return new Selector(
                kind, kind == SelectorKind.EXECUTOR_KEY || kind == SelectorKind.ISSUER ? keyId(value) : value);
    }

    private Map<SelectorKind, String> chosen(@Nullable String anExecution) throws CommandFailed {
        var chosen = new EnumMap<SelectorKind, String>(SelectorKind.class);
        put(chosen, SelectorKind.EXECUTION, anExecution);
        put(chosen, SelectorKind.GRANT, grant);
        put(chosen, SelectorKind.AGENT, agent);
        put(chosen, SelectorKind.TENANT, tenant);
        put(chosen, SelectorKind.EXECUTOR_KEY, executorKey);
        put(chosen, SelectorKind.ISSUER, issuer);
        put(chosen, SelectorKind.EVIDENCE, image == null ? evidence : imageEvidence(image));
        put(chosen, SelectorKind.POLICY, policy);
        put(chosen, SelectorKind.EVERYTHING, everything ? EVERYTHING : null);
        return chosen;
    }

    private static void put(Map<SelectorKind, String> chosen, SelectorKind kind, @Nullable String value) {
        if (value != null) {
            chosen.put(kind, value);
        }
    }

    private static String imageEvidence(String digest) throws CommandFailed {
        if (!SHA256.matcher(digest).matches()) {
            throw new CommandFailed(
                    "--image: expected a SHA-256 of 64 lower-case hex digits, found `" + digest + "`", 2);
        }
        return "image.sha256=" + digest;
    }

    private static String keyId(String idOrFile) throws KeyFileException {
        return KEY_ID.matcher(idOrFile).matches()
                ? idOrFile
                : KeyFiles.readVerifyingKey(Path.of(idOrFile)).id().toString();
    }

    private static String option(SelectorKind kind) {
        return switch (kind) {
            case EXECUTION -> "the execution";
            case GRANT -> "--grant";
            case AGENT -> "--agent";
            case TENANT -> "--tenant";
            case EXECUTOR_KEY -> "--executor-key";
            case ISSUER -> "--issuer";
            case EVIDENCE -> "--evidence";
            case POLICY -> "--policy";
            case EVERYTHING, NOTHING -> "--everything";
        };
    }

    /** A selector for a person. */
    static String text(Selector selector) {
        return switch (selector.getKind()) {
            case EVERYTHING -> "everything";
            case EXECUTION -> "execution `" + selector.getValue() + "` and all that descends from it";
            default ->
                selector.getKind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " `" + selector.getValue() + "`";
        };
    }
}
