/** What tests of lineage share: logs in memory, keys of fixed seeds, and a sound proof to be spoiled one part at a time. */
@NullMarked
package dev.holdfast.lineage.testing;

import org.jspecify.annotations.NullMarked;
