/**
 * A schema registry, Apicurio behind Confluent's API, as a child process on loopback.
 *
 * <p>Guarantees: when it is handed out it answers and refuses schemas that are not fully transitively compatible; it ends with the
 * process that started it, also when that one is killed; a file-backed one keeps its schemas and their ids. What it says goes to
 * a file, whose name stands in every message about it. It needs a POSIX {@code sh}.
 */
@NullMarked
package dev.holdfast.stack.registry;

import org.jspecify.annotations.NullMarked;
