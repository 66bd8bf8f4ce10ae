package dev.holdfast.cli.command.past;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.rules.Packs;
import dev.holdfast.cli.recorded.RulesetArchive;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.pack.Pack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/** Looks for the ruleset of a digest: among the folders given, what ships, and what was published. Any thread. */
public final class RulesetSearch {
    private final List<Origin> given;
    private final boolean named;
    private final Optional<ExecutorConfig> deployment;

    /**
     * Reads the folders.
     *
     * @param folders of packs, or of rules as {@code rules.directory} names them
     * @param deployment where rulesets are published; empty when none is known
     * @throws CommandFailed when a folder holds no rules
     */
    public RulesetSearch(List<Path> folders, Optional<ExecutorConfig> deployment) throws IOException, CommandFailed {
        this.given = given(folders);
        this.named = !folders.isEmpty();
        this.deployment = deployment;
    }

    /**
     * A ruleset, and where it was found.
     *
     * @param origin for a person
     */
    public record Origin(Ruleset ruleset, String origin) {}

    /** What came of looking for one. */
    public sealed interface Found {
        /** It was found. */
        record There(Origin origin) implements Found {}

        /** It was not, and why. */
        record Missing(String why) implements Found {}
    }

    /**
     * The ruleset of a digest.
     *
     * @throws CommandFailed when it is nowhere
     */
    public Origin find(String digest) throws IOException, CommandFailed {
        Found found = look(digest);
        if (found instanceof Found.There there) {
            return there.origin();
        }
        throw new CommandFailed(((Found.Missing) found).why(), 2);
    }

    /** The ruleset of a digest, or why it is not found. */
    public Found look(String digest) throws IOException {
        for (Origin each : given) {
            if (each.ruleset().digest().equals(digest)) {
                return new Found.There(each);
            }
        }
        Optional<RulesetArchive.Published> published = Optional.empty();
        String archive = "no deployment is known to ask (--config)";
        if (deployment.isPresent()) {
            try {
                published = RulesetArchive.find(deployment.get(), digest);
                archive = "it is not, or not any more, on the topic of governance";
            } catch (KafkaException e) {
                archive = "the topic of governance cannot be read: " + e.getMessage();
            }
        }
        if (published.isPresent()) {
            return new Found.There(new Origin(
                    published.get().ruleset(),
                    "published as version " + published.get().version()));
        }
        return new Found.Missing("expected to find the ruleset " + digest
                + " that was in force, and did not: it is not the baseline that ships"
                + (named ? ", nor what --rules names" : "") + ", and " + archive
                + "; name the folders of its packs, as they were then, with --rules");
    }

    private static List<Origin> given(List<Path> folders) throws IOException, CommandFailed {
        var given = new ArrayList<Origin>();
        if (!folders.isEmpty()) {
            List<Pack> packs = Packs.read(folders).packs();
            given.add(new Origin(Pack.withBaseline(packs), "the packs of --rules"));
            for (Pack pack : packs) {
                given.add(new Origin(Pack.withBaseline(List.of(pack)), "the pack `" + pack.name() + "` of --rules"));
            }
        }
        for (Path folder : folders) {
            try {
                given.add(new Origin(Ruleset.baselineAnd(folder), "the rules in `" + folder + "`"));
            } catch (IllegalArgumentException e) {
                throw new CommandFailed(String.valueOf(e.getMessage()), 2);
            }
        }
        given.add(new Origin(Ruleset.baseline(), "the baseline that ships"));
        return given;
    }
}
