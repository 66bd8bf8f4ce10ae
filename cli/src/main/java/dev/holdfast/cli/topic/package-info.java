/** Reads topics to where they ended, and gives up on brokers that say nothing more. Everything that reads a topic as far as it goes comes in. */
@NullMarked
package dev.holdfast.cli.topic;

import org.jspecify.annotations.NullMarked;
