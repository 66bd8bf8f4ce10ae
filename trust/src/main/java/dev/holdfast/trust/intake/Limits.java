package dev.holdfast.trust.intake;

import java.time.Instant;
import java.util.Collection;

/** The most that outside records may ask for. */
public final class Limits {
    /** Size of an input record's value in bytes: a lineage entry, below 65,535 bytes, has to hold a grant and a heartbeat. */
    public static final int VALUE_BYTES = 16 * 1024;

    /** Size of the value of an act of governance in bytes, which may be a ruleset; below what brokers take by default. */
    public static final int GOVERNANCE_BYTES = 1_000_000;

    /** Size of the rules of one ruleset in bytes of UTF-8: leaves room for paths, signatures and what Kafka adds. */
    public static final int RULES_BYTES = GOVERNANCE_BYTES - 100_000;

    /** Files of one ruleset. */
    public static final int RULE_FILES = 1_000;

    /** Entries of each list or map in a grant, heartbeat or authority. */
    public static final int ENTRIES = 256;

    /** Characters of each text in a grant, heartbeat or act of governance. */
    public static final int TEXT_CHARACTERS = 2_048;

    /** Latest instant, in epoch milliseconds: the end of the year 9999. The earliest is 0. Sums and differences of such instants do not overflow. */
    public static final long INSTANT_MAXIMUM_MILLIS = 253_402_300_799_999L;

    /** Shortest rhythm of heartbeats, in milliseconds. */
    public static final int HEARTBEAT_INTERVAL_MINIMUM_MILLIS = 100;

    /** Longest rhythm of heartbeats, in milliseconds: one minute. */
    public static final int HEARTBEAT_INTERVAL_MAXIMUM_MILLIS = 60_000;

    /** Longest lease, in milliseconds: one hour. */
    public static final int LEASE_MAXIMUM_MILLIS = 3_600_000;

    /** Longest grace, in milliseconds: one day. */
    public static final int GRACE_MAXIMUM_MILLIS = 86_400_000;

    /** Shortest time for the confirmation of a command, in milliseconds. */
    public static final int CONFIRMATION_MINIMUM_MILLIS = 100;

    /** Characters of the name of an authority and of the id of a revocation or an order. */
    public static final int NAME_CHARACTERS = 128;

    /** Keys of one authority. */
    public static final int KEYS = 64;

    /** Signatures on one record. */
    public static final int SIGNATURES = 16;

    /** How far the version of a ruleset may lie above the broker's clock in epoch milliseconds: one day. By default it is that instant. */
    public static final long VERSION_AHEAD_MILLIS = 86_400_000L;

    /** How far the claimed instant of an order may lie from the broker's, in milliseconds: five minutes. */
    public static final long ORDER_SKEW_MILLIS = 300_000;

    /** Characters of a signal's kind and value, and of the names of its source and attributes. */
    public static final int SIGNAL_NAME_CHARACTERS = 64;

    /** Attributes of one signal. */
    public static final int SIGNAL_ATTRIBUTES = 16;

    /** Characters of the value of a signal's attribute. */
    public static final int SIGNAL_ATTRIBUTE_CHARACTERS = 256;

    /** Sources whose signals of one kind are taken for one execution. */
    public static final int SIGNAL_SOURCES = 8;

    /** How far the clock of a source of signals may lie from the broker's, in milliseconds: one minute. */
    public static final long SIGNAL_SKEW_MILLIS = 60_000;

    /** Fewest heartbeats of a session to each signed one. */
    public static final int CHECKPOINT_EVERY_MINIMUM = 2;

    /** Most heartbeats of a session to each signed one. */
    public static final int CHECKPOINT_EVERY_MAXIMUM = 1_024;

    /** How far an executor's epoch may lie above the evaluator's. */
    public static final long EPOCHS_AHEAD = 1_000;

    private Limits() {}

    /** Whether an instant lies within them. */
    public static boolean holds(Instant instant) {
        long millis = instant.toEpochMilli();
        return 0 <= millis && millis <= INSTANT_MAXIMUM_MILLIS;
    }

    /** Whether all these texts do. */
    static boolean holds(Collection<String> texts) {
        for (String text : texts) {
            if (text.length() > TEXT_CHARACTERS) {
                return false;
            }
        }
        return true;
    }
}
