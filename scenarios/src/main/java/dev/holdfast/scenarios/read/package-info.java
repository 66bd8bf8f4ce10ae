/** Reads scenarios from YAML, strictly: each field must be known and of its form. No object is made of what the YAML names. */
@NullMarked
package dev.holdfast.scenarios.read;

import org.jspecify.annotations.NullMarked;
