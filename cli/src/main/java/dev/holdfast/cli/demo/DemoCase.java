package dev.holdfast.cli.demo;

import dev.holdfast.record.TrustState;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The cases, each with what happens, the program that runs, and how it has to end. */
public enum DemoCase {
    STEADY("an honest worker finishes its work", "COMPLETED", List.of(TrustState.COMPLETED), """
            for i in 1 2 3 4 5 6; do
              echo "work.step $i" > "$HOLDFAST_ACTIONS"
              sleep 0.5
            done
            """),
    OVER_BUDGET(
            "a process burns more CPU than granted",
            "PAUSED, then HALTED",
            List.of(TrustState.PAUSED, TrustState.HALTED),
            """
            (while :; do :; done) &
            wait
            """),
    STRAYER("a worker reports an action outside its scope", "HALTED", List.of(TrustState.HALTED), """
            sleep 2
            echo "http.get https://elsewhere.example/" > "$HOLDFAST_ACTIONS"
            sleep 600
            """),
    TAMPERED(
            "the executable on disk is not the one granted",
            "never leased, HALTED",
            List.of(TrustState.HALTED),
            "sleep 600\n"),
    CUT_OFF(
            "its connection to Kafka is cut",
            "stopped by its own lease, then HALTED",
            List.of(TrustState.PAUSED, TrustState.HALTED),
            "sleep 600 & sleep 600\n"),
    SILENT(
            "heartbeats stop while the process lives",
            "PAUSED, then HALTED",
            List.of(TrustState.PAUSED, TrustState.HALTED),
            "sleep 600\n"),
    EXPIRED("the grant runs out mid-run", "HALTED", List.of(TrustState.HALTED), "sleep 600\n"),
    FORGED("heartbeats signed by a key that the grant does not name", "dead letters, never leased", List.of(), "");

    private static final long OVER_BUDGET_CPU_MILLIS = 1_500;
    private static final long AMPLE_CPU_MILLIS = 60_000;

    private final String story;
    private final String expected;
    private final List<TrustState> denials;
    private final String script;

    DemoCase(String story, String expected, List<TrustState> denials, String script) {
        this.story = story;
        this.expected = expected;
        this.denials = denials;
        this.script = script;
    }

    /** Its name as people type it: {@code over-budget}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What really happens. */
    public String story() {
        return story;
    }

    /** How it has to end, for people. */
    public String expected() {
        return expected;
    }

    /** The states that have to be passed through, in this order, after the first lease. */
    List<TrustState> mustPass() {
        return denials;
    }

    /** Where it has to stand in the end. */
    TrustState finalState() {
        return denials.isEmpty() ? TrustState.PENDING : denials.get(denials.size() - 1);
    }

    /** What the worker does, for {@code /bin/sh}. */
    String script() {
        return script;
    }

    /** What its grant allows it to use. */
    Map<String, Long> budgets() {
        return Map.of("cpu.millis", this == OVER_BUDGET ? OVER_BUDGET_CPU_MILLIS : AMPLE_CPU_MILLIS);
    }

    /** Whether a lease must be given, or must not. */
    boolean leased() {
        return this != TAMPERED && this != FORGED;
    }
}
