package dev.holdfast.cli.command.rules.backtest;

import dev.holdfast.cli.command.rules.Visible;
import dev.holdfast.rules.backtest.Change;
import dev.holdfast.rules.backtest.Moment;
import dev.holdfast.rules.backtest.Outcome;
import dev.holdfast.rules.backtest.Requests;
import dev.holdfast.rules.backtest.Summary;
import dev.holdfast.rules.backtest.Tally;
import dev.holdfast.rules.explain.Wording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A backtest as a person reads it in a terminal. */
record BacktestText(Account account, int most) {
    private static final String CHANGES = "  %-9s %12s %12s %12s %10s %10s %10s %10s";
    private static final String TALLY = "  %-6s %-32s %12s %12s %10s %10s  %s";

    List<String> lines() {
        var lines = new ArrayList<String>();
        Summary summary = account.summary();
        lines.add(Wording.number(summary.decisions()) + " decisions on "
                + Wording.number(summary.outcomes().size())
                + " executions, " + summary.from().orElseThrow() + " to "
                + summary.to().orElseThrow() + ", from " + account.source());
        lines.add("candidate: " + account.candidate() + " (" + account.digest() + ")");
        summary.rulesets()
                .forEach((digest, count) -> lines.add("recorded under " + digest + ": " + Wording.number(count)
                        + (digest.equals(account.digest()) ? ", the candidate itself" : "")));
        if (summary.afterTheEnd() > 0) {
            lines.add(Wording.number(summary.afterTheEnd())
                    + " of them after their execution's end, which say nothing of the candidate");
        }
        changes(lines, summary);
        requests(lines, summary.requests());
        tallies(lines, summary);
        executions(lines, summary);
        lines.add("");
        lines.add("what this cannot see");
        Account.LIMITS.forEach(limit -> lines.add("  - " + limit));
        return lines.stream().map(Visible::text).toList();
    }

    private static void changes(List<String> lines, Summary summary) {
        lines.add("");
        lines.add("executions");
        lines.add(String.format(CHANGES, "", "really", "candidate", "as it was", "sooner", "later", "never", "newly"));
        lines.add(row("paused", summary.changes(Outcome::pause)));
        lines.add(row("halted", summary.changes(Outcome::halt)));
        long other =
                summary.outcomes().stream().filter(Outcome::haltsOnOtherFacts).count();
        if (other > 0) {
            lines.add("  " + Wording.number(other)
                    + " of the candidate's halts rest on facts of another course (marked *)");
        }
    }

    private static String row(String what, Map<Change, Long> changes) {
        long common = count(changes, Change.SAME) + count(changes, Change.SOONER) + count(changes, Change.LATER);
        return String.format(
                CHANGES,
                what,
                Wording.number(common + count(changes, Change.NEVER)),
                Wording.number(common + count(changes, Change.NEWLY)),
                Wording.number(count(changes, Change.SAME)),
                Wording.number(count(changes, Change.SOONER)),
                Wording.number(count(changes, Change.LATER)),
                Wording.number(count(changes, Change.NEVER)),
                Wording.number(count(changes, Change.NEWLY)));
    }

    static long count(Map<Change, Long> changes, Change change) {
        return changes.getOrDefault(change, 0L);
    }

    private static void requests(List<String> lines, Requests requests) {
        if (requests.all() == 0) {
            return;
        }
        lines.add("");
        lines.add("requests: " + Wording.number(requests.admitted()) + " admitted in both, "
                + Wording.number(requests.denied()) + " denied in both, " + Wording.number(requests.nowDenied())
                + " admitted that the candidate denies, " + Wording.number(requests.nowAdmitted())
                + " denied that it admits");
        requests.examples()
                .forEach(example -> lines.add("  " + example.executionId() + "#"
                        + example.moment().entry() + " at " + example.moment().at()
                        + (example.nowDenied() ? ": denied now" : ": admitted now")));
    }

    private static void tallies(List<String> lines, Summary summary) {
        lines.add("");
        lines.add("findings, in how many decisions");
        lines.add(String.format(TALLY, "", "CODE", "really", "candidate", "new", "vanished", "RULE")
                .stripTrailing());
        for (Tally tally : summary.tallies()) {
            lines.add(String.format(
                    TALLY,
                    tally.severity(),
                    tally.code(),
                    Wording.number(tally.recorded()),
                    Wording.number(tally.candidate()),
                    Wording.number(tally.appeared()),
                    Wording.number(tally.vanished()),
                    tally.rule()));
            for (Tally.Example example : tally.examples()) {
                lines.add("           " + (example.appeared() ? "new      " : "vanished ") + example.executionId() + "#"
                        + example.moment().entry() + " at " + example.moment().at() + ": " + example.message());
            }
        }
        if (summary.tallies().isEmpty()) {
            lines.add("  none, in neither");
        }
    }

    private void executions(List<String> lines, Summary summary) {
        List<Outcome> differing = summary.differing();
        lines.add("");
        if (differing.isEmpty()) {
            lines.add("no execution would have gone otherwise");
            return;
        }
        lines.add(Visible.counted(differing.size(), "execution") + " would have gone otherwise");
        differing.stream().limit(most).forEach(outcome -> {
            lines.add("  " + outcome.executionId() + ", from #"
                    + outcome.parted().orElseThrow().entry() + " on");
            line("paused", outcome.pause(), outcome.paused(), outcome.wouldPause(), "")
                    .ifPresent(lines::add);
            line(
                            "halted",
                            outcome.halt(),
                            outcome.halted(),
                            outcome.wouldHalt(),
                            outcome.haltsOnOtherFacts() ? " *" : "")
                    .ifPresent(lines::add);
        });
        if (differing.size() > most) {
            lines.add("  and " + Wording.number(differing.size() - most) + " more (--format json lists all)");
        }
    }

    private static Optional<String> line(
            String what, Change change, Optional<Moment> was, Optional<Moment> wouldBe, String mark) {
        if (change == Change.NEITHER) {
            return Optional.empty();
        }
        String between = was.isPresent() && wouldBe.isPresent() && change != Change.SAME
                ? " by "
                        + Wording.time(
                                Duration.between(was.get().at(), wouldBe.get().at())
                                        .abs()
                                        .toMillis())
                : "";
        return Optional.of(
                "    " + what + " " + change.words() + between + ": " + moment(was) + " -> " + moment(wouldBe) + mark);
    }

    static String moment(Optional<Moment> moment) {
        return moment.map(each -> each.at() + " (#" + each.entry() + ")").orElse("not");
    }
}
