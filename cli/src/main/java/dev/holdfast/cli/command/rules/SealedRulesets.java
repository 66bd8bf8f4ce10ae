package dev.holdfast.cli.command.rules;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.governance.InvalidAct;
import dev.holdfast.cli.governance.RulesetFile;
import dev.holdfast.cli.governance.RulesetLine;
import dev.holdfast.record.RuleFile;
import dev.holdfast.record.RulesetRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads rulesets that are handed from one policy author to the next, and shows what a signature is put under. */
final class SealedRulesets {
    private SealedRulesets() {}

    /** One whose files and signatures fit together. */
    static RulesetFile read(Path file) throws IOException, CommandFailed {
        try {
            RulesetFile ruleset = RulesetFile.read(file);
            Optional<String> flaw = ruleset.flaw();
            if (flaw.isPresent()) {
                throw new CommandFailed("refused `" + file + "`: " + flaw.get());
            }
            return ruleset;
        } catch (InvalidAct e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), 2);
        }
    }

    static List<String> lines(RulesetFile file) {
        RulesetRecord ruleset = file.ruleset();
        var lines = new ArrayList<String>();
        lines.add((file.line() == RulesetLine.IN_FORCE ? "ruleset" : "shadow") + " version " + ruleset.getVersion()
                + " for " + file.trustDomain() + ", by " + ruleset.getAuthor()
                + (ruleset.getNote().isEmpty() ? "" : ": " + ruleset.getNote()));
        lines.add("digest " + ruleset.getDigest());
        lines.add("in force "
                + (ruleset.getActivateAt().equals(Instant.EPOCH)
                        ? "as soon as it is compiled"
                        : "from " + ruleset.getActivateAt() + " on")
                + "; requires " + ruleset.getCapabilities()
                + (ruleset.getBaselineReplaced() ? "; TAKES THE PLACE OF THE BASELINE" : ""));
        for (RuleFile each : ruleset.getFiles()) {
            lines.add("  " + each.getPath() + ", " + each.getText().getBytes(StandardCharsets.UTF_8).length + " bytes");
        }
        lines.add("signed by " + signers(file));
        return lines.stream().map(Visible::text).toList();
    }

    static Map<String, Object> object(RulesetFile file) {
        RulesetRecord ruleset = file.ruleset();
        var object = new LinkedHashMap<String, Object>();
        object.put("act", file.line() == RulesetLine.IN_FORCE ? "ruleset" : "shadow");
        object.put("trustDomain", file.trustDomain());
        object.put("version", ruleset.getVersion());
        object.put("digest", ruleset.getDigest());
        object.put("activateAt", ruleset.getActivateAt().toString());
        object.put("author", ruleset.getAuthor());
        object.put("note", ruleset.getNote());
        object.put("baselineReplaced", ruleset.getBaselineReplaced());
        object.put(
                "capabilities",
                ruleset.getCapabilities().stream().map(Enum::name).toList());
        object.put("files", ruleset.getFiles().stream().map(RuleFile::getPath).toList());
        object.put("signedBy", signers(file));
        return object;
    }

    private static List<String> signers(RulesetFile file) {
        return file.signatures().stream()
                .map(each -> each.key().id().toString())
                .toList();
    }
}
