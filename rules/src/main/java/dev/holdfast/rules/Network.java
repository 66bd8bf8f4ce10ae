package dev.holdfast.rules;

import dev.holdfast.rules.CompiledRuleset.Broken;
import dev.holdfast.rules.CompiledRuleset.Fault;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.kie.api.KieBase;
import org.kie.api.definition.KiePackage;
import org.kie.api.definition.rule.Global;
import org.kie.api.io.Resource;
import org.kie.api.io.ResourceType;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;
import org.kie.internal.builder.CompositeKnowledgeBuilder;
import org.kie.internal.builder.KnowledgeBuilder;
import org.kie.internal.builder.KnowledgeBuilderFactory;
import org.kie.internal.builder.KnowledgeBuilderResult;
import org.kie.internal.io.ResourceFactory;

/**
 * Rules whose conditions are one network: a condition that fails fails for all of them. Immutable.
 *
 * @param globals that the rules call
 * @param joins whether a rule has several patterns
 */
record Network(KieBase base, Set<String> globals, boolean joins) {
    /** Name of the global that rules about executions call. */
    static final String FINDINGS = "findings";

    /** Name of the global that rules about requests call. */
    static final String ADMISSION = "admission";

    private static final Map<String, Class<?>> GLOBALS =
            Map.of(FINDINGS, Findings.class, ADMISSION, AdmissionNotes.class);

    /**
     * Compiles trees, whatever they hold.
     *
     * @param trees by the paths of their files; the compiler writes into them, so they are good for once
     */
    static Network of(Map<String, PackageDescr> trees) throws Broken {
        boolean joins = trees.values().stream()
                .flatMap(tree -> tree.getRules().stream())
                .anyMatch(rule -> patterns(rule.getLhs()) > 1);
        KnowledgeBuilder builder = KnowledgeBuilderFactory.newKnowledgeBuilder(
                KnowledgeBuilderFactory.newKnowledgeBuilderConfiguration(null, RuleClasses.LOADER));
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
            throw new Broken(
                    builder.getErrors().stream().map(Network::fault).distinct().toList());
        }
        KieBase base = baseOf(builder);
        return new Network(base, globalsOf(base), joins);
    }

    private static int patterns(BaseDescr descr) {
        if (descr instanceof ConditionalElementDescr element) {
            return element.getDescrs().stream().mapToInt(Network::patterns).sum();
        }
        return descr instanceof PatternDescr ? 1 : 0;
    }

    /**
     * Takes a fact out of a session, at once. The engine would put off part of it until the next fact is asked about, and then look at patterns
     * beside one another although not all of them match: a condition among them could fail or not, as the fact before had it.
     */
    void forget(KieSession session, FactHandle handle) {
        session.delete(handle);
        if (joins) {
            session.fireAllRules(match -> false);
        }
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
