/** What a suite has found, and how it is written down: raw histograms, JSON, and a page with charts. */
@NullMarked
package dev.holdfast.bench.report;

import org.jspecify.annotations.NullMarked;
