package dev.holdfast.rules;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.kie.api.KieBase;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.builder.ReleaseId;
import org.kie.api.definition.KiePackage;
import org.kie.api.definition.rule.Global;
import org.kie.api.runtime.KieContainer;

/** A ruleset, compiled: an immutable knowledge base. Any thread may take a {@link RulesEngine} from it. */
public final class CompiledRuleset {
    // Drools wants a file's folder to fit its package.
    private static final String ROOT = "src/main/resources/dev/holdfast/packs/";

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

    private CompiledRuleset(
            Ruleset ruleset, KieBase base, Set<String> globals, Map<String, Set<String>> propertiesByRule) {
        this.ruleset = ruleset;
        this.base = base;
        this.globals = globals;
        this.propertiesByRule = propertiesByRule;
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
     * Compiles. The first time in a JVM takes some seconds, 500 rules 3 to 4 s.
     *
     * @throws Broken when there is anything the compiler does not accept
     */
    public static CompiledRuleset compile(Ruleset ruleset) throws Broken {
        KieServices services = KieServices.get();
        ReleaseId release = services.newReleaseId("dev.holdfast.rulesets", ruleset.digest(), "1");
        KieFileSystem files = services.newKieFileSystem().generateAndWritePomXML(release);
        for (Ruleset.RuleFile file : ruleset.files()) {
            files.write(ROOT + file.path(), file.text());
        }
        KieBuilder builder = services.newKieBuilder(files).buildAll();
        try {
            List<Message> errors = builder.getResults().getMessages(Message.Level.ERROR);
            if (!errors.isEmpty()) {
                throw new Broken(errors.stream().map(CompiledRuleset::fault).toList());
            }
            KieContainer container = services.newKieContainer(release);
            KieBase base = baseOf(container);
            return new CompiledRuleset(ruleset, base, globalsOf(base), RuleProperties.of(ruleset));
        } finally {
            // What is compiled is held by the base alone; the repository would keep every ruleset that ever was.
            services.getRepository().removeKieModule(release);
        }
    }

    /** Digest of the ruleset. */
    public String digest() {
        return ruleset.digest();
    }

    /** An engine of its own for the calling thread. */
    public RulesEngine newEngine() {
        return new RulesEngine(this);
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
    private static KieBase baseOf(KieContainer container) throws Broken {
        try {
            return container.getKieBase();
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

    private static Fault fault(Message message) {
        String path = message.getPath();
        String named = path == null ? "" : path.replaceFirst("^(src/main/resources/)?dev/holdfast/packs/", "");
        return new Fault(named, Math.max(0, message.getLine()), message.getText());
    }
}
