package dev.holdfast.topology;

import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.TopicNames;
import dev.holdfast.topology.process.DryRun;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A dry run beside the evaluator's start, once in a process: what the machine has compiled it keeps. When it fails, all works as without it. */
final class Rehearsal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private final CompiledRuleset ruleset;
    private final SchemaRegistryClient registry;
    private final TopicNames names;
    private final Duration longest;
    private final Thread thread = new Thread(this::run, "holdfast-dry-run");
    private volatile boolean closed;

    /** @param longest zero for none at all */
    Rehearsal(CompiledRuleset ruleset, SchemaRegistryClient registry, TopicNames names, Duration longest) {
        this.ruleset = ruleset;
        this.registry = registry;
        this.names = names;
        this.longest = longest;
        thread.setDaemon(true);
    }

    /** Begins, when it is wanted and no other evaluator of this process has. */
    void start() {
        if (!longest.isZero() && BEGUN.compareAndSet(false, true)) {
            thread.start();
        }
    }

    private void run() {
        long start = System.nanoTime();
        try (var codec = new RecordCodec(registry, names)) {
            int executions =
                    new DryRun(ruleset, codec).run(() -> !closed && System.nanoTime() - start < longest.toNanos());
            LOG.info(
                    "event=dry_run executions={} took_ms={}",
                    executions,
                    Duration.ofNanos(System.nanoTime() - start).toMillis());
        } catch (RuntimeException e) {
            LOG.warn("event=dry_run_failed cause={}", e.toString());
        }
    }

    /** Ends it soon, without waiting. */
    @Override
    public void close() {
        closed = true;
    }
}
