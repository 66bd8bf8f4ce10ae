/**
 * The evaluator: configuration, the topology as a pure function of it, and its life as a Kafka Streams application.
 *
 * <p>One sub-topology without a repartition hop: grants, heartbeats, acknowledgments and ticks come in; commands, leases, statuses, lineage
 * and dead letters go out, in one transaction with the state ({@code exactly_once_v2}). Every node and store has a name.
 */
@NullMarked
package dev.holdfast.topology;

import org.jspecify.annotations.NullMarked;
