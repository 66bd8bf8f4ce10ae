package dev.holdfast.executor.process.containment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.executor.process.linux.ProcStat;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CpuLedgerTest {
    private final CpuLedger ledger = new CpuLedger();

    @Test
    void shouldAddUpAllMembers() {
        ledger.record(readings(process(10, 1, 5, 0), process(11, 10, 7, 0)));

        assertThat(ledger.ticks()).isEqualTo(12);
    }

    @Test
    void shouldNotCountAChildTwiceWhenItsParentHasWaitedForIt() {
        ledger.record(readings(process(10, 1, 5, 0), process(11, 10, 7, 0)));

        ledger.record(readings(process(10, 1, 5, 9)));

        assertThat(ledger.ticks()).isEqualTo(14);
    }

    @Test
    void shouldKeepWhatAnOrphanHadUsed() {
        ledger.record(readings(process(10, 1, 5, 0), process(11, 1, 7, 0)));

        ledger.record(readings(process(10, 1, 6, 0)));

        assertThat(ledger.ticks()).isEqualTo(13);
    }

    @Test
    void shouldKeepWhatAChildHadUsedWhenItsParentDoesNotCollectIt() {
        ledger.record(readings(process(10, 1, 5, 2), process(11, 10, 7, 0)));

        ledger.record(readings(process(10, 1, 5, 2)));

        assertThat(ledger.ticks()).isEqualTo(14);
    }

    @Test
    void shouldKeepEverythingWhenAllHaveEnded() {
        ledger.record(readings(process(10, 1, 5, 1), process(11, 10, 7, 0)));

        ledger.record(Map.of());
        ledger.record(Map.of());

        assertThat(ledger.ticks()).isEqualTo(13);
    }

    @Test
    void shouldTellTheNextOwnerOfAPidFromTheFormer() {
        ledger.record(readings(process(10, 1, 50, 0)));
        ProcStat next = new ProcStat(10, 'R', 1, 3, 0, 1, 9999, 1, 1);

        ledger.record(Map.of(10L, next));

        assertThat(ledger.ticks()).isEqualTo(53);
    }

    private static ProcStat process(long pid, long parent, long ownTicks, long reapedTicks) {
        return new ProcStat(pid, 'R', parent, ownTicks, reapedTicks, 1, 100 + pid, 1, 1);
    }

    private static Map<Long, ProcStat> readings(ProcStat... processes) {
        return Arrays.stream(processes).collect(Collectors.toMap(ProcStat::pid, Function.identity()));
    }
}
