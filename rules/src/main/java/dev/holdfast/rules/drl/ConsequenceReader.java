package dev.holdfast.rules.drl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Reads the consequence of a rule: calls of the collector, each with a code and a message, and nothing else. */
final class ConsequenceReader {
    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");
    private static final String FORM =
            "a consequence is `findings.pause(\"CODE\", \"message\");` or `findings.halt(...)`, "
                    + "about a request `admission.admit(...)` or `admission.deny(...)`";
    private static final int MAXIMUM_SAYINGS = 8;

    private final DrlText source;
    private final Set<String> globals;
    private final Condition condition;
    private final Map<String, ValueType> variables;
    private final Consumer<Diagnostic> refusals;

    ConsequenceReader(
            DrlText source,
            Set<String> globals,
            Condition condition,
            Map<String, ValueType> variables,
            Consumer<Diagnostic> refusals) {
        this.source = source;
        this.globals = globals;
        this.condition = condition;
        this.variables = variables;
        this.refusals = refusals;
    }

    /** What it says; with a refusal when it does anything else. */
    List<DrlRule.Saying> read(int start, int end) {
        var sayings = new ArrayList<DrlRule.Saying>();
        try {
            var parser = new ExpressionParser(
                    Tokens.of(source.text(), start, end), new Scope(Optional.empty(), Map.copyOf(variables)));
            while (parser.peek().kind() != Token.Kind.END) {
                sayings.add(saying(parser));
                if (sayings.size() > MAXIMUM_SAYINGS) {
                    throw new Refusal(
                            Problem.TOO_LARGE,
                            start,
                            1,
                            "expected at most " + MAXIMUM_SAYINGS + " findings of one rule",
                            "split the rule");
                }
            }
        } catch (Refusal refusal) {
            boolean strange = refusal.problem == Problem.EXPRESSION || refusal.problem == Problem.CONSEQUENCE;
            refusals.accept(Diagnostic.at(
                    source,
                    refusal.offset,
                    refusal.length,
                    strange ? Problem.CONSEQUENCE : refusal.problem,
                    String.valueOf(refusal.getMessage()),
                    strange && !refusal.hint.startsWith("write") ? FORM : refusal.hint));
        }
        return sayings;
    }

    private DrlRule.Saying saying(ExpressionParser parser) throws Refusal {
        Token collector = parser.take();
        Optional<FactType> type = FactType.all().stream()
                .filter(each -> each.collector().equals(collector.text()) && collector.kind() == Token.Kind.NAME)
                .findFirst();
        if (type.isEmpty()) {
            throw new Refusal(
                    Problem.CONSEQUENCE,
                    collector.offset(),
                    Math.max(1, collector.length()),
                    "expected a finding, found `" + collector.text() + "`",
                    FORM);
        }
        checkCollector(type.get(), collector);
        parser.expect(".");
        Token action = parser.take();
        if (!type.get().actions().contains(action.text())) {
            throw new Refusal(
                    Problem.CONSEQUENCE,
                    action.offset(),
                    Math.max(1, action.length()),
                    "expected one of " + new TreeSet<>(type.get().actions()) + ", found `" + action.text() + "`",
                    FORM);
        }
        parser.expect("(");
        Token code = parser.peek();
        if (code.kind() != Token.Kind.TEXT || !CODE.matcher(code.text()).matches()) {
            throw new Refusal(
                    Problem.CONSEQUENCE,
                    code.offset(),
                    Math.max(1, code.length()),
                    "expected a code in quotes, of up to 64 capitals, digits and underscores, found `" + code.text()
                            + "`",
                    "a code is a constant: pack.yaml declares it");
        }
        parser.take();
        parser.expect(",");
        Expression message = parser.sum();
        if (!message.type().is(ValueType.Kind.TEXT)) {
            throw new Refusal(
                    Problem.TYPE,
                    message.offset(),
                    1,
                    "expected a message, found " + message.type(),
                    "begin it with a text: `\"found \" + ...`");
        }
        parser.expect(")");
        parser.expect(";");
        return new DrlRule.Saying(
                collector.offset(), collector.text(), action.text(), code.text(), code.offset(), message);
    }

    private void checkCollector(FactType type, Token collector) throws Refusal {
        if (!globals.contains(type.collector())) {
            throw new Refusal(
                    Problem.GLOBAL,
                    collector.offset(),
                    collector.length(),
                    "expected the file to declare `" + type.collector() + "`",
                    "add `global " + type.collectorClass() + " " + type.collector() + "`");
        }
        if (condition.facts().noneMatch(fact -> fact.type().equals(type))) {
            throw new Refusal(
                    Problem.CONSEQUENCE,
                    collector.offset(),
                    collector.length(),
                    "expected `" + type.collector() + "` in a rule about `" + type.name()
                            + "`, found it in one about another fact",
                    FORM);
        }
    }
}
