package dev.holdfast.topology;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.IndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/** One bound for the native memory of all stores of this process; with the defaults each could take about 98 MB. */
public final class BoundedRocksDb implements RocksDBConfigSetter {
    private static final long CACHE_BYTES = 128L * 1024 * 1024;

    // With RocksDB's 64 parts a file's index could take a whole one.
    private static final int SHARD_BITS = 4;
    private static final double INDEX_SHARE = 0.5;
    private static final int INDEX_BLOCK_BYTES = 4 * 1024;
    private static final long WRITE_BUFFER_BYTES = 64L * 1024 * 1024;
    private static final long ONE_WRITE_BUFFER_BYTES = 16L * 1024 * 1024;

    // Shared by all stores, and so never closed: they live as long as the process.
    private static final class Shared {
        private static final Cache CACHE = new LRUCache(CACHE_BYTES, SHARD_BITS, false, INDEX_SHARE);
        private static final WriteBufferManager WRITE_BUFFERS = new WriteBufferManager(WRITE_BUFFER_BYTES, CACHE);
    }

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(Shared.CACHE);
        // Indexes and filters are in the bound, in small blocks. In one block for each file, as by default, those of
        // 1,000,000 executions did not stay in the cache: reading them for every state took two thirds of the time.
        table.setCacheIndexAndFilterBlocks(true);
        table.setCacheIndexAndFilterBlocksWithHighPriority(true);
        table.setIndexType(IndexType.kTwoLevelIndexSearch);
        table.setPartitionFilters(true);
        table.setMetadataBlockSize(INDEX_BLOCK_BYTES);
        table.setPinTopLevelIndexAndFilter(true);
        table.setEnableIndexCompression(false);
        options.setWriteBufferManager(Shared.WRITE_BUFFERS);
        options.setWriteBufferSize(ONE_WRITE_BUFFER_BYTES);
        options.setTableFormatConfig(table);
        // States repeat their field of names over and over, and each other's: half the disk, and half of what a cache
        // of
        // the system's holds.
        options.setCompressionType(CompressionType.LZ4_COMPRESSION);
    }

    @Override
    public void close(String storeName, Options options) {}
}
