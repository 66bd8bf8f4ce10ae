package dev.holdfast.topology.process;

import dev.holdfast.record.GovernanceState;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.topology.process.Inbound.Rejected;
import dev.holdfast.trust.intake.GovernanceCheck;
import dev.holdfast.trust.intake.Rejection.Reason;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A ruleset as policy authors have published it, to decide or to be tried.
 *
 * @param act of which it is the part
 * @param content the same, as it was signed
 */
record PublishedRuleset(GovernanceState act, RulesetRecord content) {
    static PublishedRuleset of(GovernanceState act) {
        RulesetRecord active = act.getAct().getRuleset();
        return new PublishedRuleset(
                act,
                Objects.requireNonNull(
                        active == null ? act.getAct().getShadow() : active, "an act of this kind has a ruleset"));
    }

    long version() {
        return content.getVersion();
    }

    String digest() {
        return content.getDigest();
    }

    /** From when on it is to be in force, in epoch milliseconds of the broker's clock. */
    long dueAt() {
        return content.getActivateAt().toEpochMilli();
    }

    /** Whether it has no rules, but ends a trial. */
    boolean endsTrial() {
        return GovernanceCheck.endsTrial(content);
    }

    /** Whether it is the same that another act says, under whichever signatures. */
    boolean says(PublishedRuleset other) {
        return content.equals(other.content);
    }

    /** Its files, to be compiled, and what they require of executors. */
    Ruleset files() {
        return Ruleset.of(content.getFiles().stream()
                        .map(file -> new Ruleset.RuleFile(file.getPath(), file.getText()))
                        .toList())
                .requiring(content.getCapabilities());
    }

    /** Rejects files that are not those of the digest, and a baseline that lacks files or is another one without saying so. */
    void verify() throws Rejected {
        Ruleset files = files();
        if (!files.digest().equals(digest())) {
            throw new Rejected(
                    Reason.RULESET_INVALID,
                    "expected files with the digest " + digest() + ", found " + files.digest()
                            + "; build the bundle again and publish that");
        }
        Optional<String> lacking = files.lackingOfBaseline();
        if (lacking.isPresent()) {
            throw new Rejected(
                    Reason.RULESET_INVALID,
                    "expected the baseline beside the other packs, found no `" + lacking.get()
                            + "`; publish with `holdfast rules publish`, which adds it");
        }
        Optional<String> replaced = files.replacedOfBaseline();
        if (replaced.isPresent() && !content.getBaselineReplaced()) {
            throw new Rejected(
                    Reason.RULESET_INVALID,
                    "expected the baseline that this evaluator ships, found another `" + replaced.get()
                            + "`; publish with a `holdfast` of the evaluator's version, or with --replace-baseline if that is meant");
        }
    }

    /** The same without its files, for a store that keeps them elsewhere. */
    RulesetRecord withoutFiles() {
        return RulesetRecord.newBuilder(content).setFiles(List.of()).build();
    }
}
