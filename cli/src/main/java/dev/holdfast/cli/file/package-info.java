/** Files that are whole or not there, also after a loss of power. */
@NullMarked
package dev.holdfast.cli.file;

import org.jspecify.annotations.NullMarked;
