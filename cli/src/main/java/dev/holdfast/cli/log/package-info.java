/** The log of a partition, made again from its lineage, and the checkpoints that were signed of it. Reads topics as an observer may. */
@NullMarked
package dev.holdfast.cli.log;

import org.jspecify.annotations.NullMarked;
