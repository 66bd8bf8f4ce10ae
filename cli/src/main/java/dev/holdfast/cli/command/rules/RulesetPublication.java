package dev.holdfast.cli.command.rules;

import dev.holdfast.cli.command.Json;
import dev.holdfast.cli.governance.Act;
import dev.holdfast.cli.governance.Copies;
import dev.holdfast.cli.governance.GovernancePublisher;
import dev.holdfast.cli.governance.RulesetLine;
import dev.holdfast.cli.governance.RulesetWatch;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SigningKey;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Publishes a ruleset, says so, and waits for what becomes of it.
 *
 * @param line to which it belongs
 * @param act that is published
 * @param ruleset the act's content; one without files ends a trial
 */
record RulesetPublication(RulesetLine line, Act act, RulesetRecord ruleset) {
    /**
     * Where it says what.
     *
     * @param json whether on {@code out} there is nothing but one object
     */
    record Voice(PrintWriter out, PrintWriter err, boolean json) {}

    /**
     * Signs and publishes.
     *
     * @param wait how long to wait for every partition; zero for not at all
     * @return the command's exit status
     */
    int run(ExecutorConfig config, List<SigningKey> signers, Duration wait, Voice voice) {
        List<String> signedBy =
                signers.stream().map(key -> key.verifyingKey().id().toString()).toList();
        return run(config, publisher -> publisher.publish(act, signers), signedBy, wait, voice);
    }

    /** Publishes what was signed elsewhere; otherwise the same. */
    int runSigned(ExecutorConfig config, List<RecordSignature> signatures, Duration wait, Voice voice) {
        List<String> signedBy =
                signatures.stream().map(each -> each.keyId().toString()).toList();
        return run(config, publisher -> publisher.send(act, signatures), signedBy, wait, voice);
    }

    private static final String ELSE = "what is refused, and what to do then: docs/rules/publishing.md";

    private int run(
            ExecutorConfig config,
            Function<GovernancePublisher, Copies> publication,
            List<String> signedBy,
            Duration wait,
            Voice voice) {
        try (RulesetWatch watch = wait.isZero() ? null : new RulesetWatch(config, line)) {
            long published;
            Copies copies;
            try (var publisher = new GovernancePublisher(config)) {
                published = System.nanoTime();
                copies = publication.apply(publisher);
            }
            Map<String, Object> object = object(signedBy, copies.partitions());
            if (!voice.json()) {
                say(voice.out(), object);
            }
            int status = watch == null ? 0 : follow(watch, copies, wait, published, object, voice);
            if (voice.json()) {
                voice.out().println(Json.line(object));
            }
            voice.out().flush();
            return status;
        }
    }

    private int follow(
            RulesetWatch watch, Copies copies, Duration wait, long published, Map<String, Object> object, Voice voice) {
        boolean isLater = !ruleset.getActivateAt().equals(Instant.EPOCH);
        RulesetWatch.Outcome outcome = watch.await(
                new RulesetWatch.Published(ruleset.getVersion(), ruleset.getDigest(), copies, isLater), wait);
        long millis = Duration.ofNanos(System.nanoTime() - published).toMillis();
        object.put("outcome", outcome.kind().name());
        object.put("afterMillis", millis);
        switch (outcome.kind()) {
            case IN_FORCE -> {
                if (!voice.json()) {
                    voice.out().println(place() + " on every partition after " + millis + " ms");
                }
            }
            case PENDING -> {
                object.put("activateAt", ruleset.getActivateAt().toString());
                if (!voice.json()) {
                    voice.out()
                            .println("pending on every partition after " + millis + " ms: in force from "
                                    + ruleset.getActivateAt() + " on; `holdfast rules status` tells");
                }
            }
            case REFUSED -> {
                object.put("why", outcome.detail());
                voice.err()
                        .println("refused: " + outcome.detail()
                                + (line == RulesetLine.IN_FORCE
                                        ? "\nthe rules that were in force still are"
                                        : "\nthe trial that was still is")
                                + "\n"
                                + outcome.reason()
                                        .map(RulesetPublication::remedy)
                                        .orElse(ELSE));
            }
            case OPEN -> {
                object.put("why", outcome.detail());
                voice.err()
                        .println("not " + place() + " everywhere within " + wait.toSeconds() + " s: "
                                + outcome.detail());
            }
        }
        voice.err().flush();
        return switch (outcome.kind()) {
            case IN_FORCE, PENDING -> 0;
            case REFUSED, OPEN -> 1;
        };
    }

    private static String remedy(Reason reason) {
        return switch (reason) {
            case SIGNER_UNKNOWN, AUTHORITY_REFUSED ->
                "sign with as many keys of one authority of policy authors as it asks for, an --author-key each;"
                        + " the root key vouches for them by `holdfast authority publish --role policy-author`";
            case GOVERNANCE_ROLLED_BACK ->
                "somebody has published since, or the clock was ahead: look at what is there now, and publish again"
                        + " with a higher --version, or with none";
            case RULESET_INVALID -> "mend what is named and publish again";
            default -> ELSE;
        };
    }

    private boolean ends() {
        return ruleset.getFiles().isEmpty();
    }

    private String place() {
        if (line == RulesetLine.IN_FORCE) {
            return "in force";
        }
        return ends() ? "over" : "on trial";
    }

    private Map<String, Object> object(List<String> signedBy, int partitions) {
        var object = new LinkedHashMap<String, Object>();
        object.put("act", line == RulesetLine.IN_FORCE ? "ruleset" : "shadow");
        object.put("version", ruleset.getVersion());
        object.put("digest", ruleset.getDigest());
        object.put("files", ruleset.getFiles().size());
        object.put("signedBy", signedBy);
        object.put("partitions", partitions);
        return object;
    }

    private void say(PrintWriter out, Map<String, Object> object) {
        String what = line == RulesetLine.IN_FORCE ? "ruleset version " : "shadow version ";
        out.println("published " + what + ruleset.getVersion() + ": "
                + (ends()
                        ? "the trial is to be over"
                        : ruleset.getFiles().size() + " files, digest " + ruleset.getDigest()));
        out.println("signed by " + object.get("signedBy") + "; a copy on each of " + object.get("partitions")
                + " partitions");
        out.flush();
    }
}
