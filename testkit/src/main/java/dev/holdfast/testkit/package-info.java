/**
 * A real broker and a real schema registry for a JUnit 5 test, under one annotation: {@link dev.holdfast.testkit.RealCluster}.
 *
 * <p>Guarantees: both kinds of cluster, containers and embedded, have the same broker settings and a registry with the
 * compatibility FULL_TRANSITIVE, and pass the same contract test; one cluster of a kind is started per virtual machine, when first
 * asked for, and closed after the last test. Tests share it, so each uses names of its own for topics, groups and
 * subjects. For the test scope of every module; nothing here knows what the topics and schemas are.
 */
@NullMarked
package dev.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
