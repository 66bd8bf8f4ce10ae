/** A whole deployment on this machine: broker, registry, topics, schemas, keys and an evaluator under one directory. */
@NullMarked
package dev.holdfast.cli.local;

import org.jspecify.annotations.NullMarked;
