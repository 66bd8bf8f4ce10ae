package dev.holdfast.topology.process;

import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Ruleset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** Compiles rulesets beside the threads that decide, each of the last few once for all tasks. Any thread. */
public final class RulesetCompiler {
    // Those in force and about to be, and one to go back to.
    private static final int KEPT = 3;

    private final Executor executor;
    private final CompiledRuleset configured;
    private final Map<String, CompletableFuture<CompiledRuleset>> byDigest = new LinkedHashMap<>();

    /**
     * @param configured what the evaluator is started with, compiled already
     * @param executor where rulesets are compiled: one of several seconds at a time
     */
    public RulesetCompiler(CompiledRuleset configured, Executor executor) {
        this.configured = configured;
        this.executor = executor;
    }

    /** What the evaluator was started with. */
    CompiledRuleset configured() {
        return configured;
    }

    /** The ruleset, compiled; fails with {@link CompiledRuleset.Broken} in a {@link CompletionException} when it cannot be. */
    synchronized CompletableFuture<CompiledRuleset> compile(Ruleset ruleset) {
        if (ruleset.digest().equals(configured.digest())) {
            return CompletableFuture.completedFuture(configured);
        }
        CompletableFuture<CompiledRuleset> known = byDigest.remove(ruleset.digest());
        CompletableFuture<CompiledRuleset> compiled =
                known == null ? CompletableFuture.supplyAsync(() -> compiled(ruleset), executor) : known;
        byDigest.put(ruleset.digest(), compiled);
        if (byDigest.size() > KEPT) {
            byDigest.remove(byDigest.keySet().iterator().next());
        }
        return compiled;
    }

    private static CompiledRuleset compiled(Ruleset ruleset) {
        try {
            return CompiledRuleset.compile(ruleset);
        } catch (CompiledRuleset.Broken e) {
            throw new CompletionException(e);
        }
    }
}
