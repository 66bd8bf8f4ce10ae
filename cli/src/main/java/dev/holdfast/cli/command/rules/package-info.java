/** {@code holdfast rules}: what authors of rules do before their rules come into force. */
@NullMarked
package dev.holdfast.cli.command.rules;

import org.jspecify.annotations.NullMarked;
