/** Logs as static files in the layout of C2SP tlog-tiles, and a server for them that reads alone. Any web server can stand in its place. */
@NullMarked
package dev.holdfast.cli.tiles;

import org.jspecify.annotations.NullMarked;
