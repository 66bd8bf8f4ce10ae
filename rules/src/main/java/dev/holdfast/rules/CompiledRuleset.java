package dev.holdfast.rules;

import dev.holdfast.record.Capability;
import dev.holdfast.rules.drl.Diagnostic;
import dev.holdfast.rules.drl.DrlFile;
import dev.holdfast.rules.drl.DrlReader;
import dev.holdfast.rules.drl.DrlText;
import dev.holdfast.rules.drl.PackageTree;
import dev.holdfast.rules.drl.RuleNames;
import dev.holdfast.rules.failure.Failures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.drools.drl.ast.descr.PackageDescr;
import org.jspecify.annotations.Nullable;

/** A ruleset, compiled: immutable. Any thread may take a {@link RulesEngine} from it. */
public final class CompiledRuleset {
    private final Ruleset ruleset;
    private final Network network;
    private final Gated gated;
    private final Network baseline;
    private final Map<String, Set<String>> propertiesByRule;
    private final Failures failures;
    private final Trial trial;

    private CompiledRuleset(
            Ruleset ruleset,
            Network network,
            Gated gated,
            Network baseline,
            Map<String, Set<String>> propertiesByRule,
            Failures failures,
            Trial trial) {
        this.ruleset = ruleset;
        this.network = network;
        this.gated = gated;
        this.baseline = baseline;
        this.propertiesByRule = propertiesByRule;
        this.failures = failures;
        this.trial = trial;
    }

    /** The ruleset does not compile. Its message names each file, line and fault; mend them and compile again. */
    public static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient List<Fault> faults;

        Broken(List<Fault> faults) {
            super(String.join("\n", faults.stream().map(Fault::toString).toList()));
            this.faults = faults;
        }

        /** What is wrong, file by file; at least one. */
        public List<Fault> faults() {
            return faults;
        }
    }

    /**
     * One thing that is wrong.
     *
     * @param path of the file, as the ruleset names it
     * @param line from 1; 0 when the compiler did not say
     */
    public record Fault(String path, int line, String text) {
        @Override
        public String toString() {
            return path + ":" + line + ": " + text;
        }
    }

    /**
     * Compiles, if all files keep to the policy: see {@link dev.holdfast.rules.drl}. What breaks it is neither compiled nor run. The first time in a
     * JVM takes some seconds, 500 rules 3 to 4 s.
     *
     * @throws Broken when a file breaks the policy, or the compiler does not accept it
     */
    public static CompiledRuleset compile(Ruleset ruleset) throws Broken {
        List<DrlFile> files = ruleset.files().stream()
                .map(file -> DrlReader.read(new DrlText(file.path(), file.text())))
                .toList();
        List<Fault> faults = Stream.concat(
                        files.stream().flatMap(file -> file.diagnostics().stream()),
                        RuleNames.duplicates(files).stream())
                .filter(Diagnostic::isError)
                .map(CompiledRuleset::fault)
                .toList();
        if (!faults.isEmpty()) {
            throw new Broken(faults);
        }
        return compile(ruleset, files, CounterGates.of(files), () -> {
            var trees = new LinkedHashMap<String, PackageDescr>();
            files.forEach(file -> trees.put(file.source().path(), PackageTree.of(file)));
            return trees;
        });
    }

    /**
     * Compiles trees, whatever they hold.
     *
     * @param read what was read of them, to say which of them fails
     * @param gates behind which rules stand, by their names
     * @param trees new ones each time, by the paths of their files
     */
    static CompiledRuleset compile(
            Ruleset ruleset, List<DrlFile> read, CounterGates gates, Supplier<Map<String, PackageDescr>> trees)
            throws Broken {
        Map<String, PackageDescr> all = trees.get();
        Map<String, Set<String>> propertiesByRule = RuleProperties.of(all.values());
        boolean isMore = all.values().stream().anyMatch(tree -> !Ruleset.BASELINE_PACKAGES.contains(tree.getName()));
        boolean isAsShipped = ruleset.lackingOfBaseline().isEmpty()
                && ruleset.replacedOfBaseline().isEmpty();
        Network network = Network.of(with(all, rule -> !gates.rules().contains(rule)));
        Gated gated = gates.isEmpty()
                ? Gated.NOTHING
                : new Gated(gates, Network.of(with(trees.get(), gates.rules()::contains)));
        Network baseline = network;
        if (isMore) {
            baseline = isAsShipped ? ShippedBaseline.network() : baselineOf(trees.get(), network);
        } else if (isAsShipped) {
            ShippedBaseline.offer(network);
        }
        return new CompiledRuleset(ruleset, network, gated, baseline, propertiesByRule, new Failures(read), Trial.NONE);
    }

    /** The trees, from which all other rules are taken out. */
    private static Map<String, PackageDescr> with(Map<String, PackageDescr> trees, Predicate<String> rules) {
        trees.values().forEach(tree -> tree.getRules().removeIf(rule -> !rules.test(rule.getName())));
        return trees;
    }

    /**
     * Rules that are only asked when the gates are open.
     *
     * @param network null when there are none
     */
    record Gated(CounterGates gates, @Nullable Network network) {
        private static final Gated NOTHING = new Gated(CounterGates.NONE, null);
    }

    private static Network baselineOf(Map<String, PackageDescr> trees, Network all) throws Broken {
        var baseline = new LinkedHashMap<>(trees);
        baseline.values().removeIf(tree -> !tree.getName().equals(Ruleset.BASELINE_PACKAGE));
        return baseline.isEmpty() ? all : Network.of(baseline);
    }

    /** Digest of the ruleset. */
    public String digest() {
        return ruleset.digest();
    }

    /** What it requires of executors. */
    public Set<Capability> capabilities() {
        return ruleset.capabilities();
    }

    /** The same rules, requiring this of executors. */
    public CompiledRuleset requiring(Set<Capability> required) {
        return new CompiledRuleset(
                ruleset.requiring(required), network, gated, baseline, propertiesByRule, failures, trial);
    }

    /** The same rules, on trial. */
    public CompiledRuleset on(Trial other) {
        return new CompiledRuleset(ruleset, network, gated, baseline, propertiesByRule, failures, other);
    }

    /** An engine of its own for the calling thread. It logs what fails, unless rules are on trial: those who try them see the findings. */
    public RulesEngine newEngine() {
        return new RulesEngine(this, trial == Trial.NONE);
    }

    /** The same, for those who judge many facts of the past: what a rule does wrong is a finding, and not in the log as well. */
    public RulesEngine newSilentEngine() {
        return new RulesEngine(this, false);
    }

    Trial trial() {
        return trial;
    }

    /** Its rules but for those that are {@link #gated}. */
    Network network() {
        return network;
    }

    /** Rules that need not be asked of most facts. */
    Gated gated() {
        return gated;
    }

    /**
     * A network that holds the rules about executions that are always in force, and none that authors wrote beside them: no condition of those can
     * keep it from being asked. The same as {@link #network} when there are no others.
     */
    Network baseline() {
        return baseline;
    }

    Map<String, Set<String>> propertiesByRule() {
        return propertiesByRule;
    }

    /** Says which of its rules fails. */
    Failures failures() {
        return failures;
    }

    private static Fault fault(Diagnostic diagnostic) {
        return new Fault(diagnostic.path(), diagnostic.line(), diagnostic.text());
    }
}
