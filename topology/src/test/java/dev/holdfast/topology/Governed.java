package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Finding;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TrustState;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Executions of several agents and tenants, and what those who govern do to them. */
abstract class Governed {
    EvaluatorScenario scenario;

    @BeforeEach
    void start() {
        scenario = EvaluatorScenario.start();
    }

    @AfterEach
    void close() {
        scenario.close();
    }

    /** One that has a lease. */
    Executor leased(String id, String agent, String tenant) {
        scenario.grant(id, grant -> grant.setAgent(agent).setTenant(tenant));
        Executor executor = scenario.executor(id);
        executor.beat();
        assertThat(scenario.standing(id)).isEqualTo(TrustState.TRUSTED);
        return executor;
    }

    /** Codes of what was found last. */
    List<String> codes(String id) {
        List<LineageEntry> lineage = scenario.lineage(id);
        return lineage.get(lineage.size() - 1).getFindings().stream()
                .map(Finding::getCode)
                .toList();
    }
}
