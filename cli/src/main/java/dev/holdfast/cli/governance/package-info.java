/** Acts of governance, signed and sent to every partition in one transaction. */
@NullMarked
package dev.holdfast.cli.governance;

import org.jspecify.annotations.NullMarked;
