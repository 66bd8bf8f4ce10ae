/**
 * Decisions that were recorded, from the topic of lineage or from a file of them, in batches that any thread may decode, in the order in which each
 * execution's decisions were made. Committed records only.
 */
@NullMarked
package dev.holdfast.cli.recorded;

import org.jspecify.annotations.NullMarked;
