/** Tests packs of rules: all their scenarios, and what these leave untested. */
@NullMarked
package dev.holdfast.scenarios.suite;

import org.jspecify.annotations.NullMarked;
