package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SharedClusterIT {
    private static final Set<String> ADDRESSES = ConcurrentHashMap.newKeySet();

    @AfterAll
    static void shouldHaveMetOneClusterOnly() {
        assertThat(ADDRESSES).hasSize(1);
    }

    @Nested
    @RealCluster
    class First {
        @BeforeAll
        static void shouldGiveItToAStaticSetUp(Cluster cluster) {
            ADDRESSES.add(cluster.bootstrapServers());
        }

        @Test
        void shouldGiveItToATest(Cluster cluster) {
            assertThat(ADDRESSES).contains(cluster.bootstrapServers());
        }
    }

    @Nested
    @RealCluster
    class Second {
        @Test
        void shouldGiveTheSameToAnotherClass(Cluster cluster) {
            ADDRESSES.add(cluster.bootstrapServers());

            assertThat(cluster.bootstrapServers()).isNotBlank();
        }
    }
}
