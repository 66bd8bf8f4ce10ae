package dev.holdfast.rules;

import dev.holdfast.rules.CompiledRuleset.Broken;
import dev.holdfast.rules.drl.DrlFile;
import dev.holdfast.rules.drl.PackageTree;
import dev.holdfast.rules.failure.Failures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.drools.drl.ast.descr.PackageDescr;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;

/** Says which rules' conditions hold of a fact, and fires none of them. One thread at a time; close it when done. */
public final class Probes implements AutoCloseable {
    private final List<Probe> probes;
    private final Failures failures;

    private Probes(List<Network> networks, Failures failures) {
        this.probes = networks.stream().map(Probe::new).toList();
        this.failures = failures;
    }

    /** A session of one network. */
    private static final class Probe {
        private final Network network;
        private KieSession session;

        Probe(Network network) {
            this.network = network;
            this.session = network.base().newKieSession();
        }

        void ask(Record facts, Set<String> holding) {
            FactHandle handle = session.insert(facts);
            session.fireAllRules(match -> {
                holding.add(
                        match.getRule().getPackageName() + "/" + match.getRule().getName());
                return false;
            });
            network.forget(session, handle);
        }

        void renew() {
            close();
            session = network.base().newKieSession();
        }

        void close() {
            session.dispose();
        }
    }

    /**
     * Rules beside a ruleset, as one: all of them compiled, to be told apart by a {@link Trial}.
     *
     * @param ruleset as whose it passes, digest included
     * @param files each in a package of its own
     * @throws Broken when the compiler does not accept them
     */
    public static CompiledRuleset compile(Ruleset ruleset, List<DrlFile> files) throws Broken {
        // Several may have the same name here, which gates go by.
        return CompiledRuleset.compile(ruleset, files, CounterGates.NONE, () -> {
            var trees = new LinkedHashMap<String, PackageDescr>();
            for (DrlFile file : files) {
                trees.put(file.packageName() + "/" + file.source().path(), PackageTree.of(file));
            }
            return trees;
        });
    }

    /** Probes of all rules of a ruleset, those behind gates as well. */
    public static Probes of(CompiledRuleset ruleset) {
        return new Probes(
                Stream.of(ruleset.network(), ruleset.gated().network())
                        .filter(Objects::nonNull)
                        .toList(),
                ruleset.failures());
    }

    /** Probes of those rules about executions that are asked by themselves when one of all rules fails. */
    public static Probes ofBaseline(CompiledRuleset ruleset) {
        return new Probes(List.of(ruleset.baseline()), ruleset.failures());
    }

    /**
     * The rules whose conditions hold, each by itself: one of which a condition fails does not, and keeps none from being asked. Each as its package, a
     * slash and its name.
     */
    public Set<String> holdingEach(Record facts) {
        try {
            return holding(facts);
        } catch (RuntimeException e) {
            probes.forEach(Probe::renew);
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
        probes.forEach(probe -> probe.ask(facts, holding));
        return holding;
    }

    @Override
    public void close() {
        probes.forEach(Probe::close);
    }
}
