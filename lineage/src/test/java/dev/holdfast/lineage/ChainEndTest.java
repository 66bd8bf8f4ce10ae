package dev.holdfast.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Coordinates;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainEndTest {
    private static final byte[] HASH = EntryHash.ofEncoded(new byte[] {1});

    private static LineageEntry entry(String id, long number, byte[] previous) {
        return LineageEntry.newBuilder()
                .setExecutionId(id)
                .setEntry(number)
                .setPreviousHash(ByteBuffer.wrap(previous))
                .setDecidedAt(Instant.EPOCH)
                .setTrigger(new Coordinates("holdfast.heartbeats", 0, 5L))
                .setTriggerKind(TriggerKind.HEARTBEAT)
                .setRulesetDigest("aa")
                .setFacts(List.of())
                .setFindings(List.of())
                .setVerdict(VerdictKind.TRUSTED)
                .setFrom(TrustState.TRUSTED)
                .setTo(TrustState.TRUSTED)
                .setEpoch(0)
                .build();
    }

    @Test
    void shouldGoOnWithTheEntryThatNamesItsLast() {
        ChainEnd end = ChainEnd.empty("job");
        LineageEntry first = entry("job", 1, EntryHash.none());

        assertThat(end.flaw(first)).isEmpty();
        assertThat(ChainEnd.at(first, HASH).flaw(entry("job", 2, HASH))).isEmpty();
    }

    @Test
    void shouldNotGoOnWithAnyOther() {
        ChainEnd end = ChainEnd.at(entry("job", 1, EntryHash.none()), HASH);

        assertThat(end.flaw(entry("job", 3, HASH))).hasValue("expected entry 2 of `job`, found entry 3");
        assertThat(end.flaw(entry("other", 2, HASH))).hasValue("expected an entry of `job`, found one of `other`");
        assertThat(end.flaw(entry("job", 2, EntryHash.none())).orElseThrow())
                .startsWith("expected entry 2 of `job` to follow the hash ")
                .endsWith(", found " + "00".repeat(32));
        assertThat(ChainEnd.empty("job").flaw(entry("job", 2, HASH))).isPresent();
    }
}
