package dev.holdfast.topology.scenario;

import dev.holdfast.record.RuleFile;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.rules.Ruleset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Rulesets as policy authors publish them. */
public final class Bundles {
    private static final String BARRING = """
            package dev.holdfast.packs.house
            import dev.holdfast.trust.facts.ExecutionFacts
            global dev.holdfast.rules.Findings findings
            rule "nobody of this name"
            when
                ExecutionFacts( agent == "%s" )
            then
                findings.pause("AGENT_BARRED", "this agent may not run here");
            end
            """;

    private static final String FAILING = """
            package dev.holdfast.packs.house
            import dev.holdfast.trust.facts.ExecutionFacts
            global dev.holdfast.rules.Findings findings
            rule "fails"
            when
                ExecutionFacts( $counters : counters )
            then
                findings.pause("NEVER", "one more than " + ($counters.get("none") + 1));
            end
            """;

    private Bundles() {}

    /** The baseline, and a rule that pauses an agent. */
    public static Ruleset barring(String agent) {
        return with("house/agents.drl", BARRING.formatted(agent));
    }

    /** The text of that rule alone. */
    public static String barringText(String agent) {
        return BARRING.formatted(agent);
    }

    /** The baseline, and a rule that fails on every execution. */
    public static Ruleset failing() {
        return with("house/fails.drl", FAILING);
    }

    /** The baseline, and more rules than one evaluation may fire. */
    public static Ruleset runaway(int rules) {
        var text =
                new StringBuilder("package dev.holdfast.packs.house\nimport dev.holdfast.trust.facts.ExecutionFacts\n");
        for (int rule = 0; rule < rules; rule++) {
            text.append("rule \"fires ").append(rule).append("\" when ExecutionFacts( depth >= 0 ) then end\n");
        }
        return with("house/fires.drl", text.toString());
    }

    /** The baseline, and one file more. */
    public static Ruleset with(String path, String text) {
        var files = new ArrayList<>(Ruleset.baseline().files());
        files.add(new Ruleset.RuleFile(path, text));
        return Ruleset.of(files);
    }

    /** The baseline with something else in one of its files. */
    public static Ruleset replacing(String path, String text, String by) {
        return Ruleset.of(Ruleset.baseline().files().stream()
                .map(file -> file.path().equals(path)
                        ? new Ruleset.RuleFile(path, file.text().replace(text, by))
                        : file)
                .toList());
    }

    /** To be in force, or on trial, as soon as it can be. */
    public static RulesetRecord version(long version, Ruleset ruleset) {
        return RulesetRecord.newBuilder()
                .setVersion(version)
                .setDigest(ruleset.digest())
                .setFiles(ruleset.files().stream()
                        .map(file -> new RuleFile(file.path(), file.text()))
                        .toList())
                .setActivateAt(Instant.EPOCH)
                .setAuthor("ada")
                .build();
    }

    /** The end of a trial. */
    public static RulesetRecord end(long version) {
        return RulesetRecord.newBuilder()
                .setVersion(version)
                .setDigest("")
                .setFiles(List.of())
                .setActivateAt(Instant.EPOCH)
                .setAuthor("ada")
                .build();
    }
}
