package dev.holdfast.topology.process;

import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Ruleset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** Compiles rulesets beside the threads that decide, each of the last few once for all tasks. Any thread. */
public final class RulesetCompiler {
    // Those in force and about to be, those on trial and about to be, and one to go back to.
    private static final int KEPT = 5;

    private final Executor executor;
    private final Executor aside;
    private final CompiledRuleset configured;
    private final Map<String, CompletableFuture<CompiledRuleset>> byDigest = new LinkedHashMap<>();

    /**
     * @param configured what the evaluator is started with, compiled already
     * @param executor where rulesets that are to decide are compiled: one of several seconds at a time
     * @param aside where rulesets that are to be tried are: what is to decide does not wait for them
     */
    public RulesetCompiler(CompiledRuleset configured, Executor executor, Executor aside) {
        this.configured = configured;
        this.executor = executor;
        this.aside = aside;
    }

    /** What the evaluator was started with. */
    CompiledRuleset configured() {
        return configured;
    }

    /** The ruleset, compiled, with what it requires of executors; fails with {@link CompiledRuleset.Broken} in a {@link CompletionException} when it cannot be. */
    CompletableFuture<CompiledRuleset> compile(Ruleset ruleset) {
        return compile(ruleset, executor).thenApply(compiled -> compiled.requiring(ruleset.capabilities()));
    }

    /** The same, of one that is to be tried. One that is to decide later has been compiled with that. */
    CompletableFuture<CompiledRuleset> compileAside(Ruleset ruleset) {
        return compile(ruleset, aside).thenApply(compiled -> compiled.requiring(ruleset.capabilities()));
    }

    // By digest, so whatever a ruleset requires of executors.
    private synchronized CompletableFuture<CompiledRuleset> compile(Ruleset ruleset, Executor where) {
        if (ruleset.digest().equals(configured.digest())) {
            return CompletableFuture.completedFuture(configured);
        }
        CompletableFuture<CompiledRuleset> known = byDigest.remove(ruleset.digest());
        CompletableFuture<CompiledRuleset> compiled =
                known == null ? CompletableFuture.supplyAsync(() -> compiled(ruleset), where) : known;
        if (failedOtherwise(compiled)) {
            // Not for its rules, so not for ever.
            compiled = CompletableFuture.supplyAsync(() -> compiled(ruleset), where);
        }
        byDigest.put(ruleset.digest(), compiled);
        if (byDigest.size() > KEPT) {
            byDigest.remove(byDigest.keySet().iterator().next());
        }
        return compiled;
    }

    private static boolean failedOtherwise(CompletableFuture<CompiledRuleset> known) {
        if (!known.isCompletedExceptionally()) {
            return false;
        }
        try {
            known.join();
            return false;
        } catch (CompletionException e) {
            return !(e.getCause() instanceof CompiledRuleset.Broken);
        } catch (CancellationException e) {
            return true;
        }
    }

    private static CompiledRuleset compiled(Ruleset ruleset) {
        try {
            return CompiledRuleset.compile(ruleset);
        } catch (CompiledRuleset.Broken e) {
            throw new CompletionException(e);
        }
    }
}
