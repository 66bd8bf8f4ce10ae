package dev.holdfast.topology.process;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A store in memory alone, in the order of the keys' bytes as RocksDB has it, without a changelog: what is put there is gone with it. */
final class DryStore implements KeyValueStore<byte[], byte[]> {
    private final NavigableMap<byte[], byte[]> values = new TreeMap<>(Arrays::compareUnsigned);

    @Override
    public byte @Nullable [] get(byte[] key) {
        return values.get(key);
    }

    @Override
    public void put(byte[] key, byte @Nullable [] value) {
        if (value == null) {
            values.remove(key);
        } else {
            values.put(key, value);
        }
    }

    @Override
    public byte @Nullable [] putIfAbsent(byte[] key, byte[] value) {
        return values.putIfAbsent(key, value);
    }

    @Override
    public void putAll(List<KeyValue<byte[], byte[]>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte @Nullable [] delete(byte[] key) {
        return values.remove(key);
    }

    @Override
    public KeyValueIterator<byte[], byte[]> range(byte @Nullable [] from, byte @Nullable [] to) {
        NavigableMap<byte[], byte[]> range = from == null ? values : values.tailMap(from, true);
        return new Entries(to == null ? range : range.headMap(to, true));
    }

    @Override
    public <P extends Serializer<T>, T> KeyValueIterator<byte[], byte[]> prefixScan(T prefix, P serializer) {
        byte[] from = serializer.serialize("", prefix);
        NavigableMap<byte[], byte[]> found = new TreeMap<>(Arrays::compareUnsigned);
        for (Map.Entry<byte[], byte[]> entry : values.tailMap(from, true).entrySet()) {
            if (Arrays.mismatch(from, entry.getKey()) >= 0 && Arrays.mismatch(from, entry.getKey()) < from.length) {
                break;
            }
            found.put(entry.getKey(), entry.getValue());
        }
        return new Entries(found);
    }

    @Override
    public KeyValueIterator<byte[], byte[]> all() {
        return new Entries(values);
    }

    @Override
    public long approximateNumEntries() {
        return values.size();
    }

    @Override
    public String name() {
        return "dry";
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        throw new UnsupportedOperationException("this store is no task's");
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        values.clear();
    }

    /** The entries as they were when it was asked for them. */
    private static final class Entries implements KeyValueIterator<byte[], byte[]> {
        private final List<Map.Entry<byte[], byte[]>> entries;
        private int next;

        private Entries(NavigableMap<byte[], byte[]> entries) {
            this.entries = List.copyOf(entries.entrySet());
        }

        @Override
        public boolean hasNext() {
            return next < entries.size();
        }

        @Override
        public KeyValue<byte[], byte[]> next() {
            if (!hasNext()) {
                throw new NoSuchElementException("there are " + entries.size() + " entries and no more");
            }
            Map.Entry<byte[], byte[]> entry = entries.get(next++);
            return new KeyValue<>(entry.getKey(), entry.getValue());
        }

        @Override
        public byte[] peekNextKey() {
            if (!hasNext()) {
                throw new NoSuchElementException("there are " + entries.size() + " entries and no more");
            }
            return entries.get(next).getKey();
        }

        @Override
        public void close() {}
    }
}
