package dev.holdfast.rules;

import dev.holdfast.record.Capability;
import dev.holdfast.rules.drl.Diagnostic;
import dev.holdfast.rules.drl.DrlFile;
import dev.holdfast.rules.drl.DrlReader;
import dev.holdfast.rules.drl.DrlText;
import dev.holdfast.rules.drl.PackageTree;
import dev.holdfast.rules.drl.RuleNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.drools.drl.ast.descr.PackageDescr;
import org.kie.api.KieBase;
import org.kie.api.definition.KiePackage;
import org.kie.api.definition.rule.Global;
import org.kie.api.io.Resource;
import org.kie.api.io.ResourceType;
import org.kie.internal.builder.CompositeKnowledgeBuilder;
import org.kie.internal.builder.KnowledgeBuilder;
import org.kie.internal.builder.KnowledgeBuilderFactory;
import org.kie.internal.builder.KnowledgeBuilderResult;
import org.kie.internal.io.ResourceFactory;

/** A ruleset, compiled: an immutable knowledge base. Any thread may take a {@link RulesEngine} from it. */
public final class CompiledRuleset {
    /** Name of the global that rules about executions call. */
    static final String FINDINGS = "findings";

    /** Name of the global that rules about requests call. */
    static final String ADMISSION = "admission";

    private static final Map<String, Class<?>> GLOBALS =
            Map.of(FINDINGS, Findings.class, ADMISSION, AdmissionNotes.class);

    private final Ruleset ruleset;
    private final KieBase base;
    private final Set<String> globals;
    private final Map<String, Set<String>> propertiesByRule;
    private final Trial trial;

    private CompiledRuleset(
            Ruleset ruleset,
            KieBase base,
            Set<String> globals,
            Map<String, Set<String>> propertiesByRule,
            Trial trial) {
        this.ruleset = ruleset;
        this.base = base;
        this.globals = globals;
        this.propertiesByRule = propertiesByRule;
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
        var trees = new LinkedHashMap<String, PackageDescr>();
        files.forEach(file -> trees.put(file.source().path(), PackageTree.of(file)));
        return compile(ruleset, trees);
    }

    /** Compiles trees, whatever they hold; path to tree. */
    static CompiledRuleset compile(Ruleset ruleset, Map<String, PackageDescr> trees) throws Broken {
        KnowledgeBuilder builder = KnowledgeBuilderFactory.newKnowledgeBuilder();
        CompositeKnowledgeBuilder batch = builder.batch();
        trees.forEach((path, tree) -> {
            Resource resource = ResourceFactory.newDescrResource(tree);
            resource.setSourcePath(path);
            batch.add(resource, ResourceType.DESCR);
        });
        try {
            batch.build();
        } catch (RuntimeException e) {
            throw new Broken(List.of(new Fault("", 0, "the compiler gives up: " + e)));
        }
        if (builder.hasErrors()) {
            throw new Broken(builder.getErrors().stream()
                    .map(CompiledRuleset::fault)
                    .distinct()
                    .toList());
        }
        KieBase base = baseOf(builder);
        return new CompiledRuleset(ruleset, base, globalsOf(base), RuleProperties.of(trees.values()), Trial.NONE);
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
        return new CompiledRuleset(ruleset.requiring(required), base, globals, propertiesByRule, trial);
    }

    /** The same rules, on trial. */
    public CompiledRuleset on(Trial other) {
        return new CompiledRuleset(ruleset, base, globals, propertiesByRule, other);
    }

    /** An engine of its own for the calling thread. */
    public RulesEngine newEngine() {
        return new RulesEngine(this, true);
    }

    /** The same, for those who judge many facts of the past: what a rule does wrong is a finding, and not in the log as well. */
    public RulesEngine newSilentEngine() {
        return new RulesEngine(this, false);
    }

    Trial trial() {
        return trial;
    }

    KieBase base() {
        return base;
    }

    /** The globals that its rules call. */
    Set<String> globals() {
        return globals;
    }

    Map<String, Set<String>> propertiesByRule() {
        return propertiesByRule;
    }

    /** Some conditions pass the compiler and fail when the network of conditions is built: {@code calls("a", "/b/*") == true} is one. */
    private static KieBase baseOf(KnowledgeBuilder builder) throws Broken {
        try {
            return builder.newKieBase();
        } catch (RuntimeException e) {
            throw new Broken(List.of(new Fault(
                    "",
                    0,
                    "a condition cannot be built (" + e
                            + "); if it compares a call with `== true`, write the call alone")));
        }
    }

    private static Set<String> globalsOf(KieBase base) throws Broken {
        var names = new TreeSet<String>();
        for (KiePackage each : base.getKiePackages()) {
            for (Global global : each.getGlobalVariables()) {
                Class<?> expected = GLOBALS.get(global.getName());
                if (expected == null || !expected.getName().equals(global.getType())) {
                    throw new Broken(List.of(new Fault(
                            each.getName(),
                            0,
                            "expected the globals `" + Findings.class.getName() + " " + FINDINGS + "` and `"
                                    + AdmissionNotes.class.getName() + " " + ADMISSION + "` alone, found `"
                                    + global.getType() + " " + global.getName() + "`")));
                }
                names.add(global.getName());
            }
        }
        return names;
    }

    private static Fault fault(Diagnostic diagnostic) {
        return new Fault(diagnostic.path(), diagnostic.line(), diagnostic.text());
    }

    private static Fault fault(KnowledgeBuilderResult result) {
        Resource resource = result.getResource();
        String path = resource == null ? null : resource.getSourcePath();
        int[] lines = result.getLines();
        return new Fault(
                path == null ? "" : path,
                lines == null || lines.length == 0 ? 0 : Math.max(0, lines[0]),
                result.getMessage());
    }
}
