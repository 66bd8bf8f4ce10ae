/**
 * The demonstration: real processes under real grants, through every way an execution can end, with a verdict for each.
 *
 * <p>Nothing is acted: workers are operating-system processes, faults are made at real seams (a relay that is cut, a measurement that hangs,
 * a file that is changed), times are measured, and what is left is counted in the process table.
 */
@NullMarked
package dev.holdfast.cli.demo;

import org.jspecify.annotations.NullMarked;
