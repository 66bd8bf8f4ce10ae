package dev.holdfast.topology.process;

import dev.holdfast.record.Coordinates;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.RawHeader;
import dev.holdfast.trust.intake.Rejection;
import dev.holdfast.trust.signature.Digest;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Writes down a rejected record as it was, within bounds. */
final class DeadLetters {
    static final int MAXIMUM_VALUE_BYTES = 65_536;
    static final int MAXIMUM_KEY_BYTES = 1_024;
    static final int MAXIMUM_HEADERS = 16;
    static final int MAXIMUM_HEADER_BYTES = 1_024;
    static final int MAXIMUM_HEADER_NAME_CHARACTERS = 1_024;
    static final int MAXIMUM_DETAIL_CHARACTERS = 1_000;

    private DeadLetters() {}

    static DeadLetter of(
            Record<byte @Nullable [], byte @Nullable []> record, RecordMetadata metadata, Rejection rejection) {
        byte[] value = record.value();
        return DeadLetter.newBuilder()
                .setReason(rejection.reason().name())
                .setDetail(cut(rejection.detail(), MAXIMUM_DETAIL_CHARACTERS))
                .setTopic(metadata.topic())
                .setPartition(metadata.partition())
                .setOffset(metadata.offset())
                .setAppendedAt(Instant.ofEpochMilli(record.timestamp()))
                .setKey(cut(record.key(), MAXIMUM_KEY_BYTES))
                .setHeaders(headers(record.headers()))
                .setValueSizeBytes(value == null ? 0 : value.length)
                .setValueSha256(value == null ? "" : Digest.sha256Hex(value))
                .setValue(cut(value, MAXIMUM_VALUE_BYTES))
                .build();
    }

    /** Of an act that was taken before it turned out that it cannot be carried out; its headers are where it stands. */
    static DeadLetter of(Coordinates where, long appendedAt, byte[] key, byte[] value, Rejection rejection) {
        return DeadLetter.newBuilder()
                .setReason(rejection.reason().name())
                .setDetail(cut(rejection.detail(), MAXIMUM_DETAIL_CHARACTERS))
                .setTopic(where.getTopic())
                .setPartition(where.getPartition())
                .setOffset(where.getOffset())
                .setAppendedAt(Instant.ofEpochMilli(appendedAt))
                .setKey(cut(key, MAXIMUM_KEY_BYTES))
                .setHeaders(List.of())
                .setValueSizeBytes(value.length)
                .setValueSha256(Digest.sha256Hex(value))
                .setValue(cut(value, MAXIMUM_VALUE_BYTES))
                .build();
    }

    private static List<RawHeader> headers(Headers headers) {
        var kept = new ArrayList<RawHeader>();
        for (Header header : headers) {
            if (kept.size() == MAXIMUM_HEADERS) {
                break;
            }
            kept.add(new RawHeader(
                    cut(header.key(), MAXIMUM_HEADER_NAME_CHARACTERS), cut(header.value(), MAXIMUM_HEADER_BYTES)));
        }
        return kept;
    }

    private static String cut(String text, int maximum) {
        return text.length() <= maximum ? text : text.substring(0, maximum);
    }

    /** The key of the dead letter itself: a record's key may be as large as the broker's limit, and a dead letter must stay below it. */
    static byte @Nullable [] key(byte @Nullable [] rawKey) {
        return rawKey == null || rawKey.length <= MAXIMUM_KEY_BYTES ? rawKey : Arrays.copyOf(rawKey, MAXIMUM_KEY_BYTES);
    }

    private static @Nullable ByteBuffer cut(byte @Nullable [] bytes, int maximum) {
        if (bytes == null) {
            return null;
        }
        return ByteBuffer.wrap(bytes.length <= maximum ? bytes : Arrays.copyOf(bytes, maximum));
    }
}
