package dev.holdfast.bench;

import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.RulesEngine;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.Ruleset.RuleFile;
import java.util.ArrayList;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The baseline and so many rules of one kind beside it, none of which fires. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // set by JMH
public class RuleCount {
    private static final String HEAD = """
            package dev.holdfast.packs.count
            import dev.holdfast.trust.facts.ExecutionFacts
            global dev.holdfast.rules.Findings findings
            """;
    private static final String RULE = """
            rule "rule %d"
            when
                ExecutionFacts( %s )
            then
                findings.pause("COUNTED", "one too many");
            end
            """;

    /** What the rules ask. */
    public enum Kind {
        /** Whether a property equals a text, each rule another one: the network finds the one that holds by its hash. */
        EQUAL("agent == \"agent-%d\""),
        /** Whether a number is below a bound: found in an ordered index. */
        BELOW("grantRemainingMillis < %d"),
        /** A counter by its name: each rule is a call of its own, and no index helps. */
        COUNTER("counter(\"counter-%d\") > 10");

        private final String condition;

        Kind(String condition) {
            this.condition = condition;
        }
    }

    @Param({"20", "500"})
    int rules;

    @Param({"EQUAL", "BELOW", "COUNTER"})
    Kind kind;

    RulesEngine engine;

    /** Compiles; 500 rules take some seconds. */
    @Setup(Level.Trial)
    public void compile() throws CompiledRuleset.Broken {
        engine = CompiledRuleset.compile(ruleset()).newEngine();
    }

    /** Lets go of the rules. */
    @TearDown(Level.Trial)
    public void close() {
        engine.close();
    }

    private Ruleset ruleset() {
        var text = new StringBuilder(HEAD);
        for (int number = 0; number < rules; number++) {
            text.append(RULE.formatted(number, kind.condition.formatted(number)));
        }
        var files = new ArrayList<>(Ruleset.baseline().files());
        files.add(new RuleFile("count/count.drl", text.toString()));
        return Ruleset.of(files);
    }
}
