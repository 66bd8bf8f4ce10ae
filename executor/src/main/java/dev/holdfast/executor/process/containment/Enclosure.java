package dev.holdfast.executor.process.containment;

import dev.holdfast.executor.process.linux.ProcStat;
import java.util.List;

/** All processes of one execution. Methods that give an order give it once and return what they saw, without waiting. */
public sealed interface Enclosure permits CgroupEnclosure, MarkerEnclosure {
    /** How many sightings in a row must agree before anybody may claim what they show. At least 1. */
    int looksNeeded();

    /** Looks without ordering anything; awaits nobody. */
    Sighting look();

    /** Orders every member to stand still; awaits those not yet seen stopped. */
    Sighting stop();

    /** Orders every member to go on; awaits those still seen stopped. */
    Sighting resume();

    /** Asks every member to end, each once, and lets stopped ones run so that they can. */
    void terminate();

    /** Ends every member; awaits those still seen. */
    Sighting kill();

    /** The members that have not ended, each as read a moment ago. */
    List<ProcStat> members();

    /** Processor time used so far in milliseconds, including members that have ended. Never falls. */
    long cpuMillis();

    /** Removes what the enclosure put on the machine; to be called once nobody is left in it. Returns whether it could. */
    boolean remove();
}
