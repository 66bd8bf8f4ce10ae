package dev.holdfast.cli.denials;

import dev.holdfast.record.Dimension;
import dev.holdfast.record.TrustState;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.trust.facts.IssuerStanding;
import dev.holdfast.trust.intake.Rejection;
import dev.holdfast.trust.verdict.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** All codes there are, read off what makes them. */
final class Codes {
    private static final String CODE = "\"([A-Z][A-Z_]+)\"";
    private static final Pattern IN_RULES =
            Pattern.compile("(?:findings\\.(?:pause|halt)|admission\\.deny)\\(\\s*" + CODE);
    private static final Pattern IN_CODE = Pattern.compile(CODE);
    private static final String OF_AUTHORITIES = "AUTHORITY_";

    private Codes() {}

    /** Why records become dead letters. */
    static Set<String> reasons() {
        return Arrays.stream(Rejection.Reason.values()).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** What the packs find that are always in force. */
    static Set<String> ofTheBaseline() {
        var codes = new TreeSet<String>();
        Ruleset.baseline().files().forEach(file -> collect(IN_RULES, file.text(), codes));
        return codes;
    }

    /** What the code itself finds, under whatever rules: all that it quotes in capitals, but for names of states. */
    static Set<String> ofTheFloor() throws IOException {
        var codes = new TreeSet<String>();
        for (String source : new String[] {
            "trust/src/main/java/dev/holdfast/trust/verdict/Floor.java",
            "trust/src/main/java/dev/holdfast/trust/admission/AdmissionJudge.java",
            "trust/src/main/java/dev/holdfast/trust/verdict/Finding.java"
        }) {
            collect(IN_CODE, Files.readString(Path.of("..").resolve(source)), codes);
        }
        Arrays.stream(TrustState.values()).map(Enum::name).forEach(codes::remove);
        if (codes.remove(OF_AUTHORITIES)) {
            EnumSet.complementOf(EnumSet.of(IssuerStanding.VALID, IssuerStanding.NONE))
                    .forEach(standing -> codes.add(OF_AUTHORITIES + standing));
        }
        return codes;
    }

    /** What is found of a dimension that is not verified when no rule says why. */
    static Set<String> ofDimensions() {
        var codes = new TreeSet<String>();
        for (Dimension dimension : Dimension.values()) {
            codes.add(dimension + "_" + Check.FAILED);
            codes.add(dimension + "_" + Check.UNKNOWN);
        }
        return codes;
    }

    private static void collect(Pattern pattern, String text, Set<String> into) {
        pattern.matcher(text).results().forEach(found -> into.add(found.group(1)));
    }
}
