package dev.holdfast.bench.decide;

import java.util.List;
import java.util.Map;
import org.kie.api.KieBase;
import org.kie.api.io.ResourceType;
import org.kie.api.runtime.KieSession;
import org.kie.internal.utils.KieHelper;

/** Drools in the way its first examples show: a fact for each thing, a new session for each decision. */
public final class PlainDrools implements Subject {
    private static final String HEAD = """
            package bench
            import dev.holdfast.bench.decide.PlainDrools.Agent
            import dev.holdfast.bench.decide.PlainDrools.Terms
            import dev.holdfast.bench.decide.PlainDrools.Telemetry
            import dev.holdfast.bench.decide.Answer
            global dev.holdfast.bench.decide.PlainDrools.Outcome outcome
            """;

    /** Who runs. */
    public record Agent(String name) {}

    /** On which terms. */
    public record Terms(String region, long remainingMillis) {}

    /** What it does. */
    public record Telemetry(Map<String, Long> counters) {}

    /** What was found. */
    public static final class Outcome {
        private Answer worst = Answer.TRUST;

        /** Called by rules. */
        public void found(Answer answer) {
            worst = worst.or(answer);
        }
    }

    private static final Phrases DRL = new Phrases(
            "Agent( name == \"%s\" )",
            "Terms( remainingMillis < %dL )", "Telemetry( counters[\"%s\"] > %dL )", "Terms( region == \"%s\" )", " ");

    @Override
    public Ready prepare(List<Clause> clauses) {
        var text = new StringBuilder(HEAD);
        clauses.forEach(clause -> text.append("rule \"rule ")
                .append(clause.number())
                .append("\" when ")
                .append(clause.in(DRL))
                .append(" then outcome.found(Answer.")
                .append(clause.answer())
                .append("); end\n"));
        KieBase base =
                new KieHelper().addContent(text.toString(), ResourceType.DRL).build();
        return new Ready() {
            @Override
            public Object input(Situation situation) {
                return situation;
            }

            @Override
            public Answer decide(Object input) {
                var situation = (Situation) input;
                KieSession session = base.newKieSession();
                try {
                    var outcome = new Outcome();
                    session.setGlobal("outcome", outcome);
                    session.insert(new Agent(situation.agent()));
                    session.insert(new Terms(situation.region(), situation.remainingMillis()));
                    session.insert(new Telemetry(situation.counters()));
                    session.fireAllRules();
                    return outcome.worst;
                } finally {
                    session.dispose();
                }
            }
        };
    }
}
