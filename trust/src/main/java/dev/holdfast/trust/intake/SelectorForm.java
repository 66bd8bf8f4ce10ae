package dev.holdfast.trust.intake;

import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.schemas.ExecutionId;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether a selector can choose anything. */
final class SelectorForm {
    private static final String EVERYTHING = "everything";
    private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{32}");
    // A name and a value of evidence, each as long as it may be, and what stands between them.
    private static final int EVIDENCE_CHARACTERS = 2 * Limits.TEXT_CHARACTERS + 1;

    private SelectorForm() {}

    /** What is wrong with a selector; empty when nothing is. */
    static Optional<String> flaw(Selector selector) {
        String value = selector.getValue();
        int most = selector.getKind() == SelectorKind.EVIDENCE ? EVIDENCE_CHARACTERS : Limits.TEXT_CHARACTERS;
        if (value.isEmpty() || value.length() > most) {
            return Optional.of("expected a selector's value of 1 to " + most + " characters, found " + value.length());
        }
        return switch (selector.getKind()) {
            case GRANT, AGENT, TENANT, POLICY -> Optional.empty();
            case EXECUTION -> ExecutionId.flaw(value).map(flaw -> "selector EXECUTION: " + flaw);
            case EXECUTOR_KEY, ISSUER ->
                KEY_ID.matcher(value).matches()
                        ? Optional.empty()
                        : Optional.of("selector " + selector.getKind()
                                + ": expected a key id of 32 lower-case hex digits, found `" + value + "`");
            case EVIDENCE -> {
                int equals = value.indexOf('=');
                yield equals > 0 && equals < value.length() - 1
                        ? Optional.empty()
                        : Optional.of("selector EVIDENCE: expected `name=value`, found `" + value + "`");
            }
            case EVERYTHING ->
                value.equals(EVERYTHING)
                        ? Optional.empty()
                        : Optional.of("selector EVERYTHING: expected the word `" + EVERYTHING
                                + "`, so that nobody chooses everything by mistake, found `" + value + "`");
            case NOTHING ->
                Optional.of(
                        "expected a selector that can choose, found NOTHING or one that this version does not know");
        };
    }
}
