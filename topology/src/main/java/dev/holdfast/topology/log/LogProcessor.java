package dev.holdfast.topology.log;

import dev.holdfast.lineage.EntryHash;
import dev.holdfast.lineage.merkle.Frontier;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.schemas.WriterSchemas.Writer;
import dev.holdfast.topology.process.Outgoing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** One task of the log: appends each committed entry of its partition to the tree, and signs the tree. */
final class LogProcessor implements Processor<byte[], byte[], byte[], Outgoing> {
    /** How long one checkpoint follows another at the least: each entry is under one within a second of its commit. */
    static final Duration APART = Duration.ofMillis(700);

    private static final Duration LOOK = Duration.ofMillis(50);

    private final ProcessorContext<byte[], Outgoing> context;
    private final RecordCodec codec;
    private final CheckpointSigner signer;
    private final LogStore store;
    private Frontier tree;
    private long signedSize;
    private long signedAt;

    LogProcessor(
            ProcessorContext<byte[], Outgoing> context, RecordCodec codec, CheckpointSigner signer, LogStore store) {
        this.context = context;
        this.codec = codec;
        this.signer = signer;
        this.store = store;
        this.tree = store.frontier();
    }

    void start() {
        context.schedule(LOOK, PunctuationType.WALL_CLOCK_TIME, this::look);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Frontier.Growth growth = tree.grow(leaf(record.value()));
        store.put(growth.hashes());
        tree = growth.frontier();
    }

    @Override
    public void close() {
        codec.close();
    }

    /** The hash of a record: of the entry in it, or of its bytes when it is none that the registry knows, so that nothing can stop the log. */
    private Hash leaf(byte @Nullable [] value) {
        byte[] bytes = value == null ? new byte[0] : value;
        WireFormat wire = WireFormat.parse(bytes);
        if (wire != null && codec.writerSchemas().answered(wire.schemaId()) instanceof Writer.Known writer) {
            return Hash.of(EntryHash.of(writer.fingerprint(), wire.body()));
        }
        return Hash.ofLeaf(bytes);
    }

    private void look(long wallClock) {
        boolean early = wallClock >= signedAt && wallClock - signedAt < APART.toMillis();
        if (tree.size() == signedSize || early) {
            return;
        }
        byte[] key = signer.origin().getBytes(StandardCharsets.UTF_8);
        byte[] value = codec.encode(Topic.CHECKPOINTS, signer.sign(tree, wallClock));
        var outgoing = new Outgoing(context.taskId().partition(), value);
        context.forward(new Record<>(key, outgoing, wallClock), Topic.CHECKPOINTS.logicalName());
        context.commit();
        signedSize = tree.size();
        signedAt = wallClock;
    }
}
