/**
 * Deadlines that become inputs. What is due is written as a tick to the execution's own partition, outside the transaction, and takes
 * effect only when that record is read back; so decisions never depend on a clock of this process.
 */
@NullMarked
package dev.holdfast.topology.time;

import org.jspecify.annotations.NullMarked;
