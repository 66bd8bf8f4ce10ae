/**
 * The Merkle tree over a log's entries: SHA-256 trees of RFC 9162 (section 2.1; the same as those of RFC 6962), kept as tiles of 256 hashes in the
 * layout of C2SP tlog-tiles.
 *
 * <p>A log grows by its {@link Frontier}, which is all that appending needs: a few hundred bytes. What it adds to tiles it says with each leaf; where tiles
 * are kept is the caller's. A {@link LogTree} reads them back and makes proofs, which carry all they need to be checked by somebody who has the root alone.
 *
 * <p>Pure: no clock, no I/O but through {@link TileSource}. What is checked here is checked to the last hash: an index lies below the size, and a path is exactly
 * as long as its place in the tree asks for.
 */
@NullMarked
package dev.holdfast.lineage.merkle;

import org.jspecify.annotations.NullMarked;
