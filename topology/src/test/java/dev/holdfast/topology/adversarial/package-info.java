/**
 * What an adversary or a broken producer sends, one fixture for each defect, each made from a good record by its recipe. Whatever comes: one
 * dead letter with its reason, or the outcome that is stated; nothing is leased for it, nothing grows, and the stream goes on.
 */
@NullMarked
package dev.holdfast.topology.adversarial;

import org.jspecify.annotations.NullMarked;
