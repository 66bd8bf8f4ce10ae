package dev.holdfast.lineage.verify;

import dev.holdfast.lineage.proof.ProofFile;
import dev.holdfast.lineage.proof.RulesetFiles;
import dev.holdfast.trust.evidence.Quoted;
import dev.holdfast.trust.signature.FilesDigest;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Whether the rules of the file are those that were in force. */
final class RulesetCheck {
    private RulesetCheck() {}

    static void check(ProofFile proof, List<ReadEntry> entries, Lines lines) {
        Set<String> named = new LinkedHashSet<>();
        entries.forEach(entry -> named.add(entry.entry().getRulesetDigest()));
        Set<String> there = new HashSet<>();
        for (RulesetFiles ruleset : proof.rulesets()) {
            var digest = new FilesDigest();
            ruleset.files().forEach(digest::add);
            String found = digest.hex();
            there.add(ruleset.digest());
            if (!found.equals(ruleset.digest())) {
                lines.isFalse("the files of ruleset " + ruleset.digest() + " are not those of its digest: they have "
                        + found);
            } else if (named.contains(found)) {
                lines.verified("the file holds all " + ruleset.files().size() + " files of ruleset " + found
                        + ", under which was decided");
            } else {
                lines.noted("no entry was decided under ruleset " + found + ", which the file holds as well");
            }
        }
        for (String digest : named) {
            if (!there.contains(digest)) {
                lines.cannotTell("under which rules was decided is known by their digest " + Quoted.text(digest)
                        + " alone: their files are not in the file");
            }
        }
    }
}
