/**
 * Who descends from whom, and why each stands where it stands: gathered from {@code executions} and {@code lineage} as an observer may read them, and drawn. What executions are called and what
 * findings say was written by others: {@link dev.holdfast.cli.tree.ShownText} is the one door through which it comes into a drawing.
 */
@NullMarked
package dev.holdfast.cli.tree;

import org.jspecify.annotations.NullMarked;
