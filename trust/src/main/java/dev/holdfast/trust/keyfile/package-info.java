/**
 * Keys in files: PEM, private ones readable by their owner alone. The only place where this module touches the file system.
 */
@NullMarked
package dev.holdfast.trust.keyfile;

import org.jspecify.annotations.NullMarked;
