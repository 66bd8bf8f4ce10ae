package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Containers keep the contract; every test skips itself, with the reason, where no engine answers. */
@RealCluster(ClusterChoice.CONTAINERS)
class ContainersClusterContractIT {
    @Nested
    class Broker extends BrokerContract {}

    @Nested
    class Registry extends RegistryContract {}

    @Test
    void shouldBeOfItsKind(Cluster cluster) {
        assertThat(cluster.kind()).isEqualTo(ClusterKind.CONTAINERS);
    }
}
