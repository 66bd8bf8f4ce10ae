package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RealCluster
class NoAuthorizerIT {
    @Test
    void shouldSayThatNobodyWouldEnforceTheRules(Cluster cluster, @TempDir Path directory) throws Exception {
        Path config = Files.writeString(directory.resolve("client.properties"), """
                bootstrap.servers=%s
                schema.registry.url=%s
                trust.domain=local
                """.formatted(
                        cluster.bootstrapServers(), cluster.registryUrl()));

        CommandLineFixture.Outcome outcome =
                CommandLineFixture.run("acls", "apply", "--config", config.toString(), "--executor", "User:worker");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains("found no authorizer", "authorizer.class.name=", "super.users", "then try again")
                .doesNotContain("not foreseen");
    }
}
