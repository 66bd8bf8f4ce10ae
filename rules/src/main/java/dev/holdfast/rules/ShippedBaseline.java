package dev.holdfast.rules;

import dev.holdfast.rules.CompiledRuleset.Broken;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** The network of the baseline that ships, by itself: one for all rulesets that hold it, kept for as long as one of them is. Any thread. */
final class ShippedBaseline {
    private static WeakReference<Network> kept = new WeakReference<>(null);

    private ShippedBaseline() {}

    static synchronized Network network() throws Broken {
        Network network = kept.get();
        return network == null ? CompiledRuleset.compile(Ruleset.baseline()).network() : network;
    }

    /** Takes one that was compiled because it is in force as it ships. */
    static synchronized void offer(Network network) {
        @Nullable Network known = kept.get();
        if (known == null) {
            kept = new WeakReference<>(network);
        }
    }
}
