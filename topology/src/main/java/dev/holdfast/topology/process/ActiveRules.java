package dev.holdfast.topology.process;

import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.RulesEngine;

/** The rules by which a task decides now. One thread; close it when done. */
final class ActiveRules implements AutoCloseable {
    private RulesEngine engine;
    private long version;

    /** @param configured what the evaluator was started with: version 0 */
    ActiveRules(CompiledRuleset configured) {
        this.engine = configured.newEngine();
    }

    /** Replaces them: what is decided from here on is decided by these. */
    void swap(CompiledRuleset ruleset, long published) {
        RulesEngine before = engine;
        engine = ruleset.newEngine();
        version = published;
        before.close();
    }

    RulesEngine engine() {
        return engine;
    }

    String digest() {
        return engine.digest();
    }

    /** The version that was published; 0 for what the evaluator was started with. */
    long version() {
        return version;
    }

    @Override
    public void close() {
        engine.close();
    }
}
