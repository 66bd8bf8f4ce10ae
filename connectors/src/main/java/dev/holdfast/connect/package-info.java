/**
 * Plugins for Kafka Connect. They bring what others observe about an execution onto the partition where that execution is decided.
 *
 * <p>This room guarantees that a record leaves it with a legal execution id as its key and on that id's partition, or does not leave
 * it. It signs nothing and holds no key. Nobody comes in but a Connect worker; it knows {@code schemas} and Connect's API alone, so
 * that two small jars are the whole plugin.
 */
@NullMarked
package dev.holdfast.connect;

import org.jspecify.annotations.NullMarked;
