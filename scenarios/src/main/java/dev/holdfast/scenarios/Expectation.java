package dev.holdfast.scenarios;

import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import java.util.Optional;
import java.util.SortedSet;

/**
 * What must be at an instant.
 *
 * @param atMillis since the scenario began
 * @param line of the file on which it stands, from 1
 * @param execution whom it is about
 * @param happening what must happen then; empty when it is about where the execution stands
 * @param findings codes of all findings, those that come with what happens if there is something; empty when any will do
 * @param grounds codes of the rules that foresee what is asked for, for an answer; empty when any will do
 * @param verdict of the last evaluation by then
 * @param state where it stands then
 * @param withinMillis how much earlier or later it may happen
 */
public record Expectation(
        long atMillis,
        int line,
        String execution,
        Optional<Happening> happening,
        Optional<SortedSet<String>> findings,
        Optional<SortedSet<String>> grounds,
        Optional<VerdictKind> verdict,
        Optional<TrustState> state,
        long withinMillis) {}
