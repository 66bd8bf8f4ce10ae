/**
 * The executor's side: what carries an execution out and enforces commands on it.
 *
 * <p>{@link dev.holdfast.executor.ExecutionGuard} sends signed heartbeats, hears commands and leases, and lets the work go on only while
 * a lease holds, by this process's monotonic clock. Denials are heard uncommitted, permissions only committed. Whatever is lost (Kafka,
 * the evaluator, this process) ends in a stop.
 */
@NullMarked
package dev.holdfast.executor;

import org.jspecify.annotations.NullMarked;
