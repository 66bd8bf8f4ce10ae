/**
 * Whether the work may go on: leases and commands against a monotonic clock. Pure; time comes in as an argument.
 */
@NullMarked
package dev.holdfast.executor.permission;

import org.jspecify.annotations.NullMarked;
