package dev.holdfast.lineage.audit;

/**
 * Where a record stands.
 *
 * @param topic with its prefix
 */
public record Place(String topic, int partition, long offset) {
    @Override
    public String toString() {
        return topic + "-" + partition + ", offset " + offset;
    }
}
