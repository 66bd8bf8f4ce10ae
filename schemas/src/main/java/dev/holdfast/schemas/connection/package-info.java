/**
 * How a process finds the deployment it belongs to: brokers, registry, topic prefix, trust domain. Configuration is strict: a key that is
 * not known is an error, not a wish that goes unheard.
 */
@NullMarked
package dev.holdfast.schemas.connection;

import org.jspecify.annotations.NullMarked;
