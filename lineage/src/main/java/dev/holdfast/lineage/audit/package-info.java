/**
 * Recomputes all that the topics of one partition say of each other: chains, the log and its checkpoints, decisions and commands. Whoever reads the topics hands
 * the records in; nothing here knows Kafka. Every divergence is said with its place, what was expected and what was found. Memory grows with executions that live,
 * with checkpoints and with commands that are still there, not with the log.
 */
@NullMarked
package dev.holdfast.lineage.audit;

import org.jspecify.annotations.NullMarked;
