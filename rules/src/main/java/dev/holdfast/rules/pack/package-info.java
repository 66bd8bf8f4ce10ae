/** Packs: folders of rules with a {@code pack.yaml} that says what they are, what they may find, and what they need. */
@NullMarked
package dev.holdfast.rules.pack;

import org.jspecify.annotations.NullMarked;
