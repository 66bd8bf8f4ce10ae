package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The embedded stack keeps the contract. */
@RealCluster(ClusterChoice.EMBEDDED)
class EmbeddedClusterContractIT {
    @Nested
    class Broker extends BrokerContract {}

    @Nested
    class Registry extends RegistryContract {}

    @Test
    void shouldBeOfItsKind(Cluster cluster) {
        assertThat(cluster.kind()).isEqualTo(ClusterKind.EMBEDDED);
    }
}
