package dev.holdfast.bench;

import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.RulesEngine;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.Ruleset.RuleFile;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What rulesets that were in force leave behind: each of many is compiled, decides for a while and is replaced by the next. Prints, every ten of
 * them and after a collection, the heap and the metaspace in use and the classes loaded and unloaded.
 */
@Command(
        name = "ruleset-swaps",
        mixinStandardHelpOptions = true,
        description = "Swaps rulesets and prints what heap and metaspace they leave.")
public final class RulesetSwaps implements Callable<Integer> {
    private static final String RULE = """
            rule "swap %d, rule %d"
            when
                ExecutionFacts( counter("swap.%d") > %d )
            then
                findings.pause("SWAPPED", "found more than %d");
            end
            """;
    private static final String HEAD = """
            package dev.holdfast.packs.swaps
            import dev.holdfast.trust.facts.ExecutionFacts
            global dev.holdfast.rules.Findings findings
            """;
    private static final int EVALUATIONS = 20_000;

    @Option(names = "--swaps", defaultValue = "100", description = "Default: ${DEFAULT-VALUE}.")
    private int swaps;

    @Option(names = "--rules", defaultValue = "100", description = "Beside the baseline. Default: ${DEFAULT-VALUE}.")
    private int rules;

    /** Measures once and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new RulesetSwaps()).execute(args));
    }

    @Override
    public Integer call() throws CompiledRuleset.Broken {
        var execution = new WarmExecution();
        for (int swap = 1; swap <= swaps; swap++) {
            try (RulesEngine engine = CompiledRuleset.compile(ruleset(swap)).newEngine()) {
                for (int evaluation = 0; evaluation < EVALUATIONS; evaluation++) {
                    engine.evaluate(execution.facts);
                }
            }
            if (swap % 10 == 0) {
                print(swap);
            }
        }
        execution.close();
        return 0;
    }

    private Ruleset ruleset(int swap) {
        var text = new StringBuilder(HEAD);
        for (int rule = 0; rule < rules; rule++) {
            text.append(RULE.formatted(swap, rule, rule, swap, swap));
        }
        var files = new ArrayList<>(Ruleset.baseline().files());
        files.add(new RuleFile("swaps/swaps.drl", text.toString()));
        return Ruleset.of(files);
    }

    private static void print(int swap) {
        // Twice: what the first one finds unreachable may hold classes that the second one unloads.
        System.gc();
        System.gc();
        long metaspace = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .map(MemoryPoolMXBean::getUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
        System.out.printf(
                Locale.ROOT,
                "after %d swaps: heap %.1f MB, metaspace %.1f MB, %d classes loaded, %d unloaded in all%n",
                swap,
                heap / 1e6,
                metaspace / 1e6,
                classes.getLoadedClassCount(),
                classes.getUnloadedClassCount());
    }
}
