package dev.holdfast.bench.decide;

import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Google's Common Expression Language: one program for each rule, checked and compiled before. */
final class CelSubject implements Subject {
    private record Rule(CelRuntime.Program program, Answer answer) {}

    private static final Phrases EXPRESSIONS =
            new Phrases("agent == '%s'", "remaining < %d", "counters['%s'] > %d", "region == '%s'", " && ");

    @Override
    public Ready prepare(List<Clause> clauses) throws Exception {
        CelCompiler compiler = CelCompilerFactory.standardCelCompilerBuilder()
                .addVar("agent", SimpleType.STRING)
                .addVar("region", SimpleType.STRING)
                .addVar("remaining", SimpleType.INT)
                .addVar("counters", MapType.create(SimpleType.STRING, SimpleType.INT))
                .setResultType(SimpleType.BOOL)
                .build();
        CelRuntime runtime = CelRuntimeFactory.standardCelRuntimeBuilder().build();
        var rules = new ArrayList<Rule>();
        for (Clause clause : clauses) {
            rules.add(new Rule(
                    runtime.createProgram(
                            compiler.compile(clause.in(EXPRESSIONS)).getAst()),
                    clause.answer()));
        }
        return new Ready() {
            @Override
            public Object input(Situation situation) {
                return Map.of(
                        "agent", situation.agent(),
                        "region", situation.region(),
                        "remaining", situation.remainingMillis(),
                        "counters", situation.counters());
            }

            @Override
            @SuppressWarnings("unchecked")
            public Answer decide(Object input) {
                var variables = (Map<String, Object>) input;
                Answer worst = Answer.TRUST;
                try {
                    for (Rule rule : rules) {
                        if (Boolean.TRUE.equals(rule.program().eval(variables))) {
                            worst = worst.or(rule.answer());
                        }
                    }
                } catch (CelEvaluationException e) {
                    throw new IllegalStateException(e);
                }
                return worst;
            }
        };
    }
}
