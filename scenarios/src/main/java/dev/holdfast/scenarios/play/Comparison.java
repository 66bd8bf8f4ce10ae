package dev.holdfast.scenarios.play;

import dev.holdfast.scenarios.Expectation;
import dev.holdfast.scenarios.Happening;
import dev.holdfast.scenarios.Scenario;
import dev.holdfast.scenarios.play.Performance.Moment;
import dev.holdfast.scenarios.play.Performance.Sample;
import dev.holdfast.trust.verdict.Finding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds what came of a scenario against what was expected. */
final class Comparison {
    private final Scenario scenario;
    private final Performance performance;
    // What happened twice at one instant is equal and yet two things, each to be expected by itself.
    private final IdentityHashMap<Moment.Happened, Expectation> met = new IdentityHashMap<>();

    private Comparison(Scenario scenario, Performance performance) {
        this.scenario = scenario;
        this.performance = performance;
    }

    static Outcome of(Scenario scenario, Performance performance) {
        return new Comparison(scenario, performance).compare();
    }

    private Outcome compare() {
        var rows = new ArrayList<Outcome.Row>();
        for (Expectation expected : scenario.expectations()) {
            if (expected.happening().isPresent()) {
                performance.moments().stream()
                        .filter(Moment.Happened.class::isInstance)
                        .map(Moment.Happened.class::cast)
                        .filter(moment -> !met.containsKey(moment) && meets(moment, expected))
                        .findFirst()
                        .ifPresent(moment -> met.put(moment, expected));
            }
        }
        for (Moment moment : performance.moments()) {
            rows.add(row(moment));
        }
        for (int i = 0; i < scenario.expectations().size(); i++) {
            Expectation expected = scenario.expectations().get(i);
            if (expected.happening().isPresent() && !met.containsValue(expected)) {
                rows.add(new Outcome.Row(expected.atMillis(), "", text(expected), expected.line(), true));
            }
            Optional<Sample> sample = performance.samples().get(i);
            standing(expected, sample).ifPresent(rows::add);
        }
        rows.sort(Comparator.comparingLong(Outcome.Row::atMillis));
        return new Outcome(scenario, List.copyOf(rows));
    }

    private Outcome.Row row(Moment moment) {
        if (moment instanceof Moment.Happened happened) {
            String text = text(happened.execution(), happened.what().word(), happened.findings(), happened.grounds())
                    + (happened.detail().isEmpty() ? "" : ": " + happened.detail());
            Expectation expected = met.get(happened);
            return expected == null
                    ? new Outcome.Row(happened.atMillis(), text, "", 0, true)
                    : new Outcome.Row(happened.atMillis(), text, text(expected), expected.line(), false);
        } else if (moment instanceof Moment.Impossible impossible) {
            return new Outcome.Row(impossible.atMillis(), impossible.why(), "", 0, true);
        } else if (moment instanceof Moment.Failed failed) {
            return new Outcome.Row(
                    failed.atMillis(),
                    failed.execution() + " meets a failure: " + failed.why(),
                    "",
                    0,
                    !isFailureExpected(failed.execution()));
        }
        return new Outcome.Row(moment.atMillis(), moment instanceof Moment.Sent sent ? sent.text() : "", "", 0, false);
    }

    /** Whether a scenario says somewhere that rules fail on an execution: then they may. */
    private boolean isFailureExpected(String execution) {
        return scenario.expectations().stream()
                .filter(expected -> expected.execution().equals(execution))
                .flatMap(expected -> expected.findings().stream())
                .flatMap(SortedSet::stream)
                .anyMatch(code -> Finding.isRuleFailure(code, Finding.FLOOR));
    }

    /** A row about where an execution stands; empty when nothing is expected of that. */
    private static Optional<Outcome.Row> standing(Expectation expected, Optional<Sample> sample) {
        boolean ofFindings =
                expected.happening().isEmpty() && expected.findings().isPresent();
        if (expected.state().isEmpty() && expected.verdict().isEmpty() && !ofFindings) {
            return Optional.empty();
        }
        String wanted = Stream.of(
                        expected.state().map(Enum::name),
                        expected.verdict().map(verdict -> "verdict " + verdict),
                        ofFindings ? expected.findings().map(Comparison::codes) : Optional.<String>empty())
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
        String found = sample.map(each -> Stream.of(
                                expected.state().map(any -> each.state().name()),
                                expected.verdict().map(any -> "verdict " + each.verdict()),
                                ofFindings ? Optional.of(codes(each.findings())) : Optional.<String>empty())
                        .flatMap(Optional::stream)
                        .collect(Collectors.joining(", ")))
                .orElse("not known");
        String failure = sample.map(Sample::failure).orElse("");
        return Optional.of(new Outcome.Row(
                expected.atMillis(),
                expected.execution() + " is " + found + (failure.isEmpty() ? "" : ": " + failure),
                expected.execution() + " is " + wanted,
                expected.line(),
                !found.equals(wanted)));
    }

    private static boolean meets(Moment.Happened moment, Expectation expected) {
        return moment.execution().equals(expected.execution())
                && expected.happening().equals(Optional.of(moment.what()))
                && Math.abs(moment.atMillis() - expected.atMillis()) <= expected.withinMillis()
                && expected.findings().map(moment.findings()::equals).orElse(true)
                && expected.grounds().map(moment.grounds()::equals).orElse(true);
    }

    private static String text(Expectation expected) {
        return text(
                        expected.execution(),
                        expected.happening().map(Happening::word).orElse(""),
                        expected.findings().orElse(Collections.emptySortedSet()),
                        expected.grounds().orElse(Collections.emptySortedSet()))
                + (expected.withinMillis() == 0 ? "" : " within " + expected.withinMillis() + "ms");
    }

    private static String text(String execution, String what, SortedSet<String> findings, SortedSet<String> grounds) {
        return what + " " + execution + (findings.isEmpty() ? "" : ": " + String.join(" ", findings))
                + (grounds.isEmpty() ? "" : " as " + String.join(" ", grounds));
    }

    private static String codes(SortedSet<String> findings) {
        return findings.isEmpty() ? "without findings" : String.join(" ", findings);
    }
}
