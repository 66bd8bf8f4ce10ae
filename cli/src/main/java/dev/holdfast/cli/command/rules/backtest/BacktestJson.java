package dev.holdfast.cli.command.rules.backtest;

import dev.holdfast.rules.backtest.Change;
import dev.holdfast.rules.backtest.Moment;
import dev.holdfast.rules.backtest.Outcome;
import dev.holdfast.rules.backtest.Requests;
import dev.holdfast.rules.backtest.Summary;
import dev.holdfast.rules.backtest.Tally;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A backtest as a script reads it. */
final class BacktestJson {
    private BacktestJson() {}

    static Map<String, Object> of(Account account) {
        Summary summary = account.summary();
        var object = new LinkedHashMap<String, Object>();
        object.put("candidate", account.candidate());
        object.put("digest", account.digest());
        object.put("source", account.source());
        object.put("from", summary.from().orElseThrow().toString());
        object.put("to", summary.to().orElseThrow().toString());
        object.put("decisions", summary.decisions());
        object.put("afterTheEnd", summary.afterTheEnd());
        object.put("executions", summary.outcomes().size());
        object.put("rulesets", summary.rulesets());
        object.put("paused", changes(summary, Outcome::pause));
        object.put("halted", changes(summary, Outcome::halt));
        object.put("requests", requests(summary.requests()));
        object.put(
                "findings", summary.tallies().stream().map(BacktestJson::tally).toList());
        object.put(
                "differing",
                summary.differing().stream().map(BacktestJson::outcome).toList());
        object.put("faulty", account.result().faulty());
        object.put("faults", account.result().faults());
        object.put("limits", Account.LIMITS);
        return object;
    }

    private static Map<String, Object> changes(Summary summary, Function<Outcome, Change> of) {
        var object = new LinkedHashMap<String, Object>();
        summary.changes(of).forEach((change, count) -> object.put(change.name(), count));
        return object;
    }

    private static Map<String, Object> requests(Requests requests) {
        var object = new LinkedHashMap<String, Object>();
        object.put("admittedInBoth", requests.admitted());
        object.put("deniedInBoth", requests.denied());
        object.put("nowDenied", requests.nowDenied());
        object.put("nowAdmitted", requests.nowAdmitted());
        object.put(
                "examples",
                requests.examples().stream()
                        .map(example -> {
                            var each = new LinkedHashMap<String, Object>();
                            each.put("executionId", example.executionId());
                            each.put("entry", example.moment().entry());
                            each.put("at", example.moment().at().toString());
                            each.put("nowDenied", example.nowDenied());
                            return each;
                        })
                        .toList());
        return object;
    }

    private static Map<String, Object> tally(Tally tally) {
        var object = new LinkedHashMap<String, Object>();
        object.put("rule", tally.rule());
        object.put("code", tally.code());
        object.put("severity", tally.severity().name());
        object.put("recorded", tally.recorded());
        object.put("candidate", tally.candidate());
        object.put("new", tally.appeared());
        object.put("vanished", tally.vanished());
        object.put(
                "examples",
                tally.examples().stream()
                        .map(example -> {
                            var each = new LinkedHashMap<String, Object>();
                            each.put("new", example.appeared());
                            each.put("executionId", example.executionId());
                            each.put("entry", example.moment().entry());
                            each.put("at", example.moment().at().toString());
                            each.put("message", example.message());
                            return each;
                        })
                        .toList());
        return object;
    }

    private static Map<String, Object> outcome(Outcome outcome) {
        var object = new LinkedHashMap<String, Object>();
        object.put("executionId", outcome.executionId());
        object.put("pause", outcome.pause().name());
        object.put("paused", moment(outcome.paused()));
        object.put("wouldPause", moment(outcome.wouldPause()));
        object.put("halt", outcome.halt().name());
        object.put("halted", moment(outcome.halted()));
        object.put("wouldHalt", moment(outcome.wouldHalt()));
        object.put("parted", moment(outcome.parted()));
        object.put("haltsOnOtherFacts", outcome.haltsOnOtherFacts());
        return object;
    }

    private static @Nullable Map<String, Object> moment(Optional<Moment> moment) {
        if (moment.isEmpty()) {
            return null;
        }
        var object = new LinkedHashMap<String, Object>();
        object.put("entry", moment.get().entry());
        object.put("at", moment.get().at().toString());
        return object;
    }
}
