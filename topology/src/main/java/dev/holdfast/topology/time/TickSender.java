package dev.holdfast.topology.time;

/** Puts ticks on their way, without waiting and outside every transaction. Any thread. */
@FunctionalInterface
public interface TickSender {
    /**
     * Sends. A tick that is lost is sent again later, since its deadline stays due.
     *
     * @param partition number of the execution's partition
     * @param key the execution id, as UTF-8
     * @param value the tick, in the wire format
     */
    void send(int partition, byte[] key, byte[] value);
}
