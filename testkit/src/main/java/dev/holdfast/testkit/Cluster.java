package dev.holdfast.testkit;

import org.apache.kafka.clients.admin.Admin;

/**
 * A running cluster, handed to a test. The test does not close it.
 *
 * @param kind what it is made of
 * @param bootstrapServers the address for {@code bootstrap.servers}
 * @param registryUrl the address for {@code schema.registry.url}
 * @param admin a client of the broker shared by all tests; thread-safe, not to be closed
 */
public record Cluster(ClusterKind kind, String bootstrapServers, String registryUrl, Admin admin) {}
