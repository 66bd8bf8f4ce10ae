/** The record of decisions: how its entries hang together. Pure; knows no Kafka. */
@NullMarked
package dev.holdfast.lineage;

import org.jspecify.annotations.NullMarked;
