package dev.holdfast.rules;

import dev.holdfast.rules.CompiledRuleset.Broken;
import dev.holdfast.rules.drl.DrlFile;
import dev.holdfast.rules.drl.PackageTree;
import dev.holdfast.rules.failure.Failures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.drools.drl.ast.descr.PackageDescr;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;

/** Says which rules' conditions hold of a fact, and fires none of them. One thread at a time; close it when done. */
public final class Probes implements AutoCloseable {
    private final Network network;
    private final Failures failures;
    private KieSession session;

    private Probes(Network network, Failures failures) {
        this.network = network;
        this.failures = failures;
        this.session = network.base().newKieSession();
    }

    /**
     * Rules beside a ruleset, as one: all of them compiled, to be told apart by a {@link Trial}.
     *
     * @param ruleset as whose it passes, digest included
     * @param files each in a package of its own
     * @throws Broken when the compiler does not accept them
     */
    public static CompiledRuleset compile(Ruleset ruleset, List<DrlFile> files) throws Broken {
        return CompiledRuleset.compile(ruleset, files, () -> {
            var trees = new LinkedHashMap<String, PackageDescr>();
            for (DrlFile file : files) {
                trees.put(file.packageName() + "/" + file.source().path(), PackageTree.of(file));
            }
            return trees;
        });
    }

    /** Probes of all rules of a ruleset. */
    public static Probes of(CompiledRuleset ruleset) {
        return new Probes(ruleset.network(), ruleset.failures());
    }

    /** Probes of those rules about executions that are asked by themselves when one of all rules fails. */
    public static Probes ofBaseline(CompiledRuleset ruleset) {
        return new Probes(ruleset.baseline(), ruleset.failures());
    }

    /**
     * The rules whose conditions hold, each by itself: one of which a condition fails does not, and keeps none from being asked. Each as its package, a
     * slash and its name.
     */
    public Set<String> holdingEach(Record facts) {
        try {
            return holding(facts);
        } catch (RuntimeException e) {
            session.dispose();
            session = network.base().newKieSession();
            return failures.holding(facts);
        }
    }

    /** The rules of which a condition fails, named likewise. */
    public Set<String> failing(Record facts) {
        return failures.failingConditions(facts);
    }

    /**
     * The rules whose conditions hold, each as its package, a slash and its name. Throws what the engine does where one fails, and is good for nothing
     * more then.
     */
    public Set<String> holding(Record facts) {
        var holding = new TreeSet<String>();
        FactHandle handle = session.insert(facts);
        session.fireAllRules(match -> {
            holding.add(match.getRule().getPackageName() + "/" + match.getRule().getName());
            return false;
        });
        network.forget(session, handle);
        return holding;
    }

    @Override
    public void close() {
        session.dispose();
    }
}
