package dev.holdfast.executor.process.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignalsTest {
    private final Proc proc = Proc.system();
    private final Signals signals = new Signals(proc);
    private Process process;

    @BeforeEach
    void start() throws IOException {
        process = new ProcessBuilder("sleep", "60").start();
    }

    @AfterEach
    void end() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Test
    void shouldReachTheProcessThatWasMeant() throws InterruptedException {
        ProcStat target = proc.stat(process.pid()).orElseThrow();

        Signals.Delivery delivery = signals.send(target, Signal.KILL);

        assertThat(delivery).isEqualTo(Signals.Delivery.SENT);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(128 + 9);
    }

    @Test
    void shouldSpareTheNextOwnerOfAPid() throws InterruptedException {
        ProcStat now = proc.stat(process.pid()).orElseThrow();
        ProcStat former = new ProcStat(now.pid(), 'S', 1, 0, 0, 1, now.startTicks() - 1, 1, 1);

        Signals.Delivery delivery = signals.send(former, Signal.KILL);

        assertThat(delivery).isEqualTo(Signals.Delivery.GONE);
        assertThat(process.waitFor(100, TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    void shouldSayGoneWhenNobodyOwnsThePid() throws InterruptedException {
        ProcStat target = proc.stat(process.pid()).orElseThrow();
        process.destroyForcibly().waitFor();

        assertThat(signals.send(target, Signal.TERMINATE)).isEqualTo(Signals.Delivery.GONE);
    }
}
