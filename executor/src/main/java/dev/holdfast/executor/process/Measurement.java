package dev.holdfast.executor.process;

/**
 * What a tree uses, at one instant. Processes that vanish while they are read count as gone.
 *
 * @param cpuMillis processor time used since the start in milliseconds, ended processes included; never falls from one
 *     measurement to the next. Exact in a control group; under the marker a lower bound, since what an orphan uses between its last
 *     reading and its end is not known
 * @param residentBytes memory in use now; pages shared by several processes count for each
 * @param processCount processes that have not ended
 * @param openConnections established TCP connections (IPv4 and IPv6) that they hold; a shared one counts once
 */
public record Measurement(long cpuMillis, long residentBytes, int processCount, int openConnections) {}
