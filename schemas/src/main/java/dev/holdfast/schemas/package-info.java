/**
 * What travels: the catalogue of topics, the wire format, the serdes, and the history of every schema.
 *
 * <p>The Avro classes themselves are generated from {@code src/main/avro} into {@code dev.holdfast.record}. This room guarantees
 * that a topic is described in one place only ({@link dev.holdfast.schemas.Topic}), and that a schema which earlier versions
 * could not read, or which could not read theirs, fails the build. Everybody may come in; it knows nobody.
 */
@NullMarked
package dev.holdfast.schemas;

import org.jspecify.annotations.NullMarked;
