/** {@code holdfast lineage}: evidence for those who believe nobody. */
@NullMarked
package dev.holdfast.cli.command.lineage;

import org.jspecify.annotations.NullMarked;
