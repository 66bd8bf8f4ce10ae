/** What evaluators decide and what they do not, by entries alone. Pure; knows no Kafka. */
@NullMarked
package dev.holdfast.lineage.decision;

import org.jspecify.annotations.NullMarked;
