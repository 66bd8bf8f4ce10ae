package dev.holdfast.cli.command.rules.backtest;

import dev.holdfast.cli.command.rules.Markup;
import dev.holdfast.rules.backtest.Change;
import dev.holdfast.rules.backtest.Moment;
import dev.holdfast.rules.backtest.Outcome;
import dev.holdfast.rules.backtest.Requests;
import dev.holdfast.rules.backtest.Summary;
import dev.holdfast.rules.backtest.Tally;
import dev.holdfast.rules.explain.Wording;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A backtest as one page that needs nothing else. */
final class BacktestPage {
    private static final int RULES = 20;
    private static final int EXECUTIONS = 200;

    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Backtest of rules</title><style>
            :root { color-scheme: light dark; --ink: #1b1f24; --soft: #5f6b7a; --line: #dfe3e8; --page: #fff; --tile: #f6f7f9; --really: #8592a3; --area: #8592a322; --candidate: #d9480f;
              --same: #8592a3; --sooner: #d9480f; --newly: #a61e4d; --later: #1c7ed6; --never: #2b8a3e }
            @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --soft: #9aa5b4; --line: #30363f; --page: #14171b; --tile: #1c2026; --candidate: #ff8a4c; --sooner: #ff8a4c; --newly: #f06595; --later: #74c0fc; --never: #69db7c } }
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2.5em auto; max-width: 62em; padding: 0 1.2em; color: var(--ink); background: var(--page) }
            h1 { margin-bottom: .1em } h2 { margin-top: 2em; font-size: 1.15em } .soft, figcaption { color: var(--soft) } code { font: 12.5px ui-monospace, monospace; overflow-wrap: anywhere }
            .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(24em, 1fr)); gap: 1.2em } .tile { background: var(--tile); border-radius: 10px; padding: 1em 1.2em }
            .big { font-size: 2.1em; font-weight: 650; line-height: 1.2 } .big small { font-size: .45em; font-weight: 400; color: var(--soft) }
            .split { display: flex; height: 12px; border-radius: 6px; overflow: hidden; background: var(--line); margin: .7em 0 .5em } .split i { display: block; min-width: 2px }
            .key i, .legend i { display: inline-block; width: .75em; height: .75em; border-radius: 2px; margin-right: .35em } .key span { margin-right: 1.1em; white-space: nowrap }
            .same { background: var(--same) } .sooner { background: var(--sooner) } .newly { background: var(--newly) } .later { background: var(--later) } .never { background: var(--never) }
            figure { margin: 0 } svg { width: 100%; height: auto } svg text { font: 11px system-ui, sans-serif; fill: var(--soft) } svg .code { font: 600 12px ui-monospace, monospace; fill: var(--ink) }
            svg .halt { fill: var(--newly) } .grid { stroke: var(--line) } .area { fill: var(--area) } path.really { fill: none; stroke: var(--really); stroke-width: 2 }
            path.candidate { fill: none; stroke: var(--candidate); stroke-width: 2 } rect.really { fill: var(--really) } rect.candidate { fill: var(--candidate) }
            .legend span { margin-right: 1.4em } .legend .r { background: var(--really) } .legend .c { background: var(--candidate) }
            table { border-collapse: collapse; width: 100%; font-size: .93em } td, th { text-align: left; padding: .35em .7em .35em 0; border-bottom: 1px solid var(--line); vertical-align: top }
            b.sooner, b.newly, b.later, b.never, b.same { background: none; font-weight: 600 } b.sooner { color: var(--sooner) } b.newly { color: var(--newly) } b.later { color: var(--later) } b.never { color: var(--never) } b.same { color: var(--soft) }
            .wrong { border-left: 4px solid var(--newly); padding: .1em 1em; background: var(--tile) }
            </style></head><body>
            """;

    private final StringBuilder html = new StringBuilder(HEAD);
    private final Account account;
    private final Summary summary;

    private BacktestPage(Account account) {
        this.account = account;
        this.summary = account.summary();
    }

    static String of(Account account) {
        return new BacktestPage(account).page();
    }

    private String page() {
        head();
        html.append("<div class=\"pair\">\n");
        tile("paused", Outcome::pause);
        tile("halted", Outcome::halt);
        html.append("</div>\n<h2>Over time</h2>").append(legend()).append("<div class=\"pair\">\n");
        steps("executions paused, first time", Outcome::paused, Outcome::wouldPause);
        steps("executions halted", Outcome::halted, Outcome::wouldHalt);
        html.append("</div>\n");
        rules();
        requests(summary.requests());
        executions();
        html.append("<h2>What this cannot see</h2><ul>\n");
        Account.LIMITS.forEach(limit -> html.append("<li>%s</li>\n".formatted(Markup.text(limit))));
        return html.append("</ul></body></html>\n").toString();
    }

    private void head() {
        html.append(
                "<h1>Backtest: %s</h1>\n<p class=\"soft\">%s decisions on %s executions, %s to %s, from %s<br>candidate <code>%s</code></p>\n"
                        .formatted(
                                Markup.text(account.candidate()),
                                Wording.number(summary.decisions()),
                                Wording.number(summary.outcomes().size()),
                                time(summary.from().orElseThrow()),
                                time(summary.to().orElseThrow()),
                                Markup.text(account.source()),
                                Markup.text(account.digest())));
        if (account.result().faulty() > 0) {
            html.append(
                    "<div class=\"wrong\"><p>%s parts of the recording could not be used; the figures are of the rest.</p><ul>"
                            .formatted(Wording.number(account.result().faulty())));
            account.result().faults().forEach(fault -> html.append("<li>%s</li>".formatted(Markup.text(fault))));
            html.append("</ul></div>\n");
        }
    }

    private void tile(String what, Function<Outcome, Change> of) {
        Map<Change, Long> changes = summary.changes(of);
        long common = count(changes, Change.SAME) + count(changes, Change.SOONER) + count(changes, Change.LATER);
        long really = common + count(changes, Change.NEVER);
        long candidate = common + count(changes, Change.NEWLY);
        html.append(
                "<div class=\"tile\"><div class=\"soft\">executions %s</div><div class=\"big\">%s &rarr; %s <small>really &rarr; candidate</small></div>\n"
                        .formatted(what, Wording.number(really), Wording.number(candidate)));
        html.append("<div class=\"split\">");
        List<Change> shown = List.of(Change.SAME, Change.LATER, Change.NEVER, Change.SOONER, Change.NEWLY);
        for (Change change : shown) {
            if (count(changes, change) > 0) {
                html.append("<i class=\"%s\" style=\"flex:%d\"></i>".formatted(style(change), count(changes, change)));
            }
        }
        html.append("</div><div class=\"key\">");
        for (Change change :
                shown.stream().filter(each -> count(changes, each) > 0).toList()) {
            html.append("<span><i class=\"%s\"></i>%s %s</span>"
                    .formatted(style(change), Wording.number(count(changes, change)), change.words()));
        }
        html.append("</div></div>\n");
    }

    private static long count(Map<Change, Long> changes, Change change) {
        return BacktestText.count(changes, change);
    }

    private static String style(Change change) {
        return change.name().toLowerCase(Locale.ROOT);
    }

    private static String legend() {
        return "<p class=\"legend\"><span><i class=\"r\"></i>really</span><span><i class=\"c\"></i>with the candidate</span></p>\n";
    }

    private void steps(
            String title, Function<Outcome, Optional<Moment>> was, Function<Outcome, Optional<Moment>> wouldBe) {
        html.append(new Steps(
                        title,
                        instants(was),
                        instants(wouldBe),
                        summary.from().orElseThrow(),
                        summary.to().orElseThrow())
                .svg());
    }

    private List<Instant> instants(Function<Outcome, Optional<Moment>> of) {
        return summary.outcomes().stream()
                .flatMap(outcome -> of.apply(outcome).stream())
                .map(Moment::at)
                .sorted()
                .toList();
    }

    private void rules() {
        html.append("<h2>By rule</h2>\n");
        if (summary.tallies().isEmpty()) {
            html.append("<p>Nothing was found, really or with the candidate.</p>\n");
            return;
        }
        var bars = new Bars(summary.tallies().stream().limit(RULES).toList());
        html.append(
                "<p class=\"soft\">In how many decisions each rule found something; + new, &#8722; vanished; codes in red halt%s%s.</p>\n"
                        .formatted(
                                bars.isLogarithmic() ? "; bars by logarithm" : "",
                                summary.tallies().size() > RULES ? "; the " + RULES + " that differ most" : ""));
        html.append(legend()).append(bars.svg());
        if (summary.tallies().stream().allMatch(tally -> tally.examples().isEmpty())) {
            return;
        }
        html.append("<h2>Examples</h2><table><tr><th></th><th>finding</th><th>decision</th><th>message</th></tr>\n");
        for (Tally tally : summary.tallies().stream().limit(RULES).toList()) {
            for (Tally.Example example : tally.examples()) {
                html.append(
                        "<tr><td><b class=\"%s\">%s</b></td><td><code>%s</code></td><td><code>%s#%d</code><br>%s</td><td>%s</td></tr>\n"
                                .formatted(
                                        example.appeared() ? "newly" : "never",
                                        example.appeared() ? "new" : "vanished",
                                        Markup.text(tally.code()),
                                        Markup.text(example.executionId()),
                                        example.moment().entry(),
                                        time(example.moment().at()),
                                        Markup.text(example.message())));
            }
        }
        html.append("</table>\n");
    }

    private void requests(Requests requests) {
        if (requests.all() == 0) {
            return;
        }
        html.append(
                "<h2>Requests</h2><p>%s admitted and %s denied in both; <b class=\"newly\">%s admitted that the candidate denies</b>, <b class=\"never\">%s denied that it admits</b>.</p><ul>\n"
                        .formatted(
                                Wording.number(requests.admitted()),
                                Wording.number(requests.denied()),
                                Wording.number(requests.nowDenied()),
                                Wording.number(requests.nowAdmitted())));
        requests.examples()
                .forEach(example -> html.append("<li><code>%s#%d</code> at %s: %s</li>\n"
                        .formatted(
                                Markup.text(example.executionId()),
                                example.moment().entry(),
                                time(example.moment().at()),
                                example.nowDenied() ? "denied now" : "admitted now")));
        html.append("</ul>\n");
    }

    private void executions() {
        List<Outcome> differing = summary.differing();
        html.append(
                "<h2>Executions that would have gone otherwise: %s</h2>\n".formatted(Wording.number(differing.size())));
        if (differing.isEmpty()) {
            return;
        }
        html.append(
                "<table><tr><th>execution</th><th>paused</th><th>really &rarr; candidate</th><th>halted</th><th>really &rarr; candidate</th></tr>\n");
        differing.stream()
                .limit(EXECUTIONS)
                .forEach(outcome -> html.append("<tr><td><code>%s</code></td>%s%s</tr>\n"
                        .formatted(
                                Markup.text(outcome.executionId()),
                                cells(outcome.pause(), outcome.paused(), outcome.wouldPause(), ""),
                                cells(
                                        outcome.halt(),
                                        outcome.halted(),
                                        outcome.wouldHalt(),
                                        outcome.haltsOnOtherFacts()
                                                ? "<br><span class=\"soft\">facts of another course</span>"
                                                : ""))));
        html.append("</table>\n");
        if (differing.size() > EXECUTIONS) {
            html.append("<p class=\"soft\">and %s more; --format json lists all</p>\n"
                    .formatted(Wording.number(differing.size() - EXECUTIONS)));
        }
    }

    private static String cells(Change change, Optional<Moment> was, Optional<Moment> wouldBe, String more) {
        if (change == Change.NEITHER) {
            return "<td></td><td></td>";
        }
        return "<td><b class=\"%s\">%s</b></td><td>%s &rarr; %s%s</td>"
                .formatted(style(change), change.words(), moment(was), moment(wouldBe), more);
    }

    private static String moment(Optional<Moment> moment) {
        return moment.map(each -> time(each.at()) + " <span class=\"soft\">#" + each.entry() + "</span>")
                .orElse("not");
    }

    private static String time(Instant at) {
        return at.toString().replace('T', ' ').replace("Z", " UTC");
    }
}
