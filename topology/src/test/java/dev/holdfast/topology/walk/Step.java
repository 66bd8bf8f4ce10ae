package dev.holdfast.topology.walk;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Input;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record of a walk, with what was there before it and after it.
 *
 * @param id the execution it is keyed by
 * @param faults what is wrong with it, by its maker; a heartbeat in perfect order has none
 * @param ancestorsTrusted whether everything above the execution was trusted when it came
 */
record Step(
        String id,
        Input input,
        Instant appendedAt,
        List<String> faults,
        boolean ancestorsTrusted,
        @Nullable ExecutionState before,
        @Nullable ExecutionState after,
        EvaluatorScenario.Outcome outcome) {}
