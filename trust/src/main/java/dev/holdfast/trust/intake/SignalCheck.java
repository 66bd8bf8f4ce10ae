package dev.holdfast.trust.intake;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Signal;
import dev.holdfast.record.SignalSource;
import dev.holdfast.record.SignalTrace;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.intake.Rejection.Reason;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a signal, whose signature and source have been verified, is one, about this life of its execution, and newer than whatever its source has
 * said of its kind.
 *
 * <p>One that is not newer is refused, not passed over: a source's signals come to the evaluator in the order in which it sent them, so an older one is
 * either a repetition or somebody's attempt to bring back what no longer holds, and both belong on the record.
 */
public final class SignalCheck {
    private SignalCheck() {}

    /**
     * The first flaw of a signal, held against the state before it; empty when it has none.
     *
     * @param authority name of the authority that vouches for whoever signed it
     * @param now epoch milliseconds of the broker's clock
     */
    public static Optional<Rejection> check(ExecutionState state, Signal signal, String authority, long now) {
        if (isOver(state)) {
            return Optional.of(new Rejection(
                    Reason.EXECUTION_ENDED,
                    "expected a signal about an execution that may still run, found this one " + state.getState()));
        }
        return form(signal)
                .or(() -> instant(state, signal, now))
                .or(() -> room(state, signal, authority))
                .map(detail -> new Rejection(Reason.OUT_OF_RANGE, detail))
                .or(() -> replayed(state, signal, authority));
    }

    private static boolean isOver(ExecutionState state) {
        return state.getEnded()
                || state.getState() == TrustState.HALTED
                || state.getState() == TrustState.COMPLETED
                || state.getState() == TrustState.DENIED;
    }

    /**
     * What is wrong with a signal by itself; empty when nothing is.
     */
    public static Optional<String> form(Signal signal) {
        return name("the kind", signal.getKind())
                .or(() -> name("the source", signal.getSource()))
                .or(() -> text("the value", signal.getValue(), 1, Limits.SIGNAL_NAME_CHARACTERS))
                .or(() -> text("the reference", signal.getReference(), 0, Limits.NAME_CHARACTERS))
                .or(() -> attributes(signal.getAttributes()));
    }

    private static Optional<String> name(String what, String name) {
        return name.length() > Limits.SIGNAL_NAME_CHARACTERS
                ? Optional.of("expected " + what + " of a signal to have at most " + Limits.SIGNAL_NAME_CHARACTERS
                        + " characters, found " + name.length())
                : Name.flaw(what + " of a signal", name);
    }

    private static Optional<String> text(String what, String text, int least, int most) {
        return text.length() < least || text.length() > most
                ? Optional.of("expected " + what + " of a signal to have " + least + " to " + most
                        + " characters, found " + text.length())
                : PlainText.flaw(what + " of a signal", text);
    }

    private static Optional<String> attributes(Map<String, String> attributes) {
        if (attributes.size() > Limits.SIGNAL_ATTRIBUTES) {
            return Optional.of("expected at most " + Limits.SIGNAL_ATTRIBUTES + " attributes of a signal, found "
                    + attributes.size());
        }
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            if (attribute.getKey().isEmpty()
                    || attribute.getKey().length() > Limits.SIGNAL_NAME_CHARACTERS
                    || attribute.getValue().length() > Limits.SIGNAL_ATTRIBUTE_CHARACTERS) {
                return Optional.of("expected attributes of a signal with names of 1 to " + Limits.SIGNAL_NAME_CHARACTERS
                        + " and values of at most " + Limits.SIGNAL_ATTRIBUTE_CHARACTERS + " characters");
            }
        }
        return Optional.empty();
    }

    /**
     * What was observed before the execution was heard of may be about another one that had its id before. A finished one is kept for longer after the end
     * of its grant than clocks may differ.
     */
    private static Optional<String> instant(ExecutionState state, Signal signal, long now) {
        if (!Limits.holds(signal.getObservedAt())) {
            return Optional.of("expected observed-at from the year 1970 to 9999, found " + signal.getObservedAt());
        }
        long observedAt = signal.getObservedAt().toEpochMilli();
        if (observedAt > now + Limits.SIGNAL_SKEW_MILLIS) {
            return Optional.of("expected observed-at at most " + Limits.SIGNAL_SKEW_MILLIS / 1_000
                    + " s after the broker's clock (" + Instant.ofEpochMilli(now) + "), found " + signal.getObservedAt()
                    + "; set the source's clock");
        }
        if (observedAt < state.getFirstSeenAt() - Limits.SIGNAL_SKEW_MILLIS) {
            return Optional.of("expected observed-at at most " + Limits.SIGNAL_SKEW_MILLIS / 1_000
                    + " s before the execution was first heard of ("
                    + Instant.ofEpochMilli(state.getFirstSeenAt()) + "), found " + signal.getObservedAt());
        }
        return Optional.empty();
    }

    private static Optional<String> room(ExecutionState state, Signal signal, String authority) {
        Optional<SignalTrace> trace = traceOf(state, signal.getKind());
        boolean full = trace.isPresent()
                && trace.get().getSources().size() >= Limits.SIGNAL_SOURCES
                && sourceOf(trace.get(), signal, authority).isEmpty();
        return full
                ? Optional.of("expected signals of kind `" + signal.getKind() + "` from at most "
                        + Limits.SIGNAL_SOURCES + " sources for one execution, found one of another, `"
                        + signal.getSource() + "`")
                : Optional.empty();
    }

    private static Optional<Rejection> replayed(ExecutionState state, Signal signal, String authority) {
        return traceOf(state, signal.getKind())
                .flatMap(trace -> sourceOf(trace, signal, authority))
                .filter(source -> signal.getObservedAt().toEpochMilli() <= source.getObservedAt())
                .map(source -> new Rejection(
                        Reason.REPLAYED,
                        "expected a signal of kind `" + signal.getKind() + "` that `" + signal.getSource()
                                + "` has observed after " + Instant.ofEpochMilli(source.getObservedAt())
                                + ", found one of " + signal.getObservedAt()));
    }

    /** What is kept of a kind; empty when nothing is. */
    public static Optional<SignalTrace> traceOf(ExecutionState state, String kind) {
        return state.getSignalTraces().stream()
                .filter(trace -> trace.getKind().equals(kind))
                .findFirst();
    }

    /** What is kept of whoever observed a signal; empty when nothing is. */
    public static Optional<SignalSource> sourceOf(SignalTrace trace, Signal signal, String authority) {
        return trace.getSources().stream()
                .filter(source -> source.getAuthority().equals(authority)
                        && source.getSource().equals(signal.getSource()))
                .findFirst();
    }
}
