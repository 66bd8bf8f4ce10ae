/**
 * Keys in files: PEM or PKCS#12, private ones readable by their owner alone, with a password or without. The only place where this module touches the file system.
 */
@NullMarked
package dev.holdfast.trust.keyfile;

import org.jspecify.annotations.NullMarked;
