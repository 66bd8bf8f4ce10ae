/** What commands share that read recorded decisions: from where, of which time, by how many threads, under which rulesets. For commands alone. */
@NullMarked
package dev.holdfast.cli.command.past;

import org.jspecify.annotations.NullMarked;
