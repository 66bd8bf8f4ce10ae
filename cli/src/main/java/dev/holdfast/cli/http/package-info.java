/** What servers of this process have in common. */
@NullMarked
package dev.holdfast.cli.http;

import org.jspecify.annotations.NullMarked;
