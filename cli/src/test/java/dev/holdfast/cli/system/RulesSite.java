package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.executor.Vitals;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.Evaluator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A deployment whose evaluator runs, rules that bar an agent, and the commands about rules as a person types them. */
@RealCluster
@Timeout(120)
@SuppressWarnings("NullAway.Init")
abstract class RulesSite {
    static final String RULES = """
            package dev.holdfast.packs.house
            import dev.holdfast.trust.facts.ExecutionFacts
            global dev.holdfast.rules.Findings findings
            rule "agent barred"
            when
                ExecutionFacts( agent == "%s" )
            then
                findings.pause("AGENT_BARRED", "this agent may not run here");
            end
            """;

    private static final String MANIFEST = """
            name: house
            version: 1.0.0
            description: Who may run here.
            capabilities: [PAUSE]
            codes:
              AGENT_BARRED:
                severity: PAUSE
                meaning: The agent is not welcome.
            """;

    @TempDir
    Path directory;

    Site site;
    Evaluator evaluator;
    Path config;

    @BeforeEach
    void start(Cluster cluster) throws Exception {
        site = new Site(cluster.bootstrapServers(), cluster.registryUrl(), directory);
        config = site.clientFile();
        evaluator = site.startEvaluator();
    }

    @AfterEach
    void stop() throws Exception {
        evaluator.close();
        site.close();
    }

    CommandLineFixture.Outcome rules(String command, String... more) {
        List<String> arguments = new ArrayList<>(List.of("rules", command, "--config", config.toString()));
        arguments.addAll(List.of(more));
        return CommandLineFixture.run(arguments.toArray(String[]::new));
    }

    Path pack(String drl) throws IOException {
        Path pack = Files.createDirectories(directory.resolve("packs/house"));
        Files.writeString(pack.resolve("house.drl"), drl);
        Files.writeString(pack.resolve("pack.yaml"), MANIFEST);
        return pack;
    }

    CommandLineFixture.Outcome publish(String key, Path pack, String... more) {
        List<String> arguments = new ArrayList<>(List.of("rules", "publish"));
        if (pack != null) {
            arguments.add(pack.toString());
        }
        arguments.addAll(List.of("--author-key", directory.resolve(key).toString(), "--config", config.toString()));
        if (!List.of(more).contains("--wait")) {
            arguments.addAll(List.of("--wait", "30"));
        }
        arguments.addAll(List.of(more));
        return CommandLineFixture.run(arguments.toArray(String[]::new));
    }

    ExecutionGuard running(String agent) throws Exception {
        Site.Granted granted = site.grant(grant -> {
            grant.setAgent(agent);
            grant.setGraceMillis(60_000);
        });
        ExecutionGuard guard = ExecutionGuard.open(
                site.client(),
                granted.key(),
                granted.grant(),
                new ExecutionGuard.Options(
                        new Obedient(), Vitals.none(), List.of(), event -> {}, Duration.ofSeconds(20)));
        assertThat(guard.awaitLease(Duration.ofSeconds(20))).isTrue();
        return guard;
    }
}
