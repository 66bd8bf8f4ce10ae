package dev.holdfast.cli.command.rules.explain;

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

/**
 * Looks for the ruleset of a digest: among the folders given, what ships, and what was published.
 *
 * @param folders of packs, or of rules as {@code rules.directory} names them
 * @param deployment where rulesets are published; empty when none is known
 */
record RulesetSearch(List<Path> folders, Optional<ExecutorConfig> deployment) {
    /**
     * A ruleset, and where it was found.
     *
     * @param origin for a person
     */
    record Origin(Ruleset ruleset, String origin) {}

    Origin find(String digest) throws IOException, CommandFailed {
        for (Origin each : given()) {
            if (each.ruleset().digest().equals(digest)) {
                return each;
            }
        }
        Ruleset baseline = Ruleset.baseline();
        if (baseline.digest().equals(digest)) {
            return new Origin(baseline, "the baseline that ships");
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
            return new Origin(
                    published.get().ruleset(),
                    "published as version " + published.get().version());
        }
        throw new CommandFailed(
                "expected to find the ruleset " + digest
                        + " that was in force, and did not: it is not the baseline that ships"
                        + (folders.isEmpty() ? "" : ", nor what --rules names") + ", and " + archive
                        + "; name the folders of its packs, as they were then, with --rules",
                2);
    }

    private List<Origin> given() throws IOException, CommandFailed {
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
        return given;
    }
}
