package dev.holdfast.bench;

import dev.holdfast.lineage.EntryHash;
import dev.holdfast.record.Coordinates;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.ReportedAction;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TrustState;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.RulesEngine;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.trust.execution.Decider;
import dev.holdfast.trust.execution.Decision;
import dev.holdfast.trust.execution.Occurrence;
import dev.holdfast.trust.execution.Position;
import dev.holdfast.trust.execution.Timing;
import dev.holdfast.trust.facts.FactSnapshot;
import dev.holdfast.trust.facts.Surroundings;
import dev.holdfast.trust.signature.Digest;
import dev.holdfast.trust.signature.SigningKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Records decisions as an evaluator would have: each is decided by {@link Decider} under the baseline, in the order of time, on executions of which most
 * behave and some overrun their budget, fall silent for a while or for good, stray from their scope, lose heartbeats, or end. The same for the same seed.
 */
final class RecordedDecisions {
    private static final Instant START = Instant.parse("2026-11-20T00:00:00Z");
    private static final int AT_ONCE = 500;
    private static final long LIFE_BEATS = 600;

    private final Sink writer;
    private final RulesEngine rules;
    private final Random random;
    private final long wanted;
    private final SigningKey key = SigningKey.ofSeed(Workload.seed(1));
    private long written;
    private long offset;
    private long executions;

    private RecordedDecisions(Sink writer, RulesEngine rules, long wanted, long seed) {
        this.writer = writer;
        this.rules = rules;
        this.wanted = wanted;
        this.random = new Random(seed);
    }

    /** Where they go. */
    @FunctionalInterface
    interface Sink {
        void add(LineageEntry entry) throws IOException;
    }

    /**
     * Writes them.
     *
     * @return how many executions they are on
     */
    static long write(Sink writer, long decisions, long seed) throws IOException {
        try (RulesEngine rules = CompiledRuleset.compile(Ruleset.baseline()).newEngine()) {
            var recorded = new RecordedDecisions(writer, rules, decisions, seed);
            recorded.run();
            return recorded.executions;
        } catch (CompiledRuleset.Broken e) {
            throw new IllegalStateException("the baseline pack does not compile", e);
        }
    }

    /** One execution, and how it behaves. */
    private final class Life {
        private final String id;
        private final ExecutionState state;
        private final int manner = random.nextInt(20);
        private final long trouble = 20 + random.nextInt(400);
        private long sequence;
        private long beats;
        private long tokens;

        private Life(long number, long now) {
            this.id = "order-" + number;
            this.state = ExecutionState.newBuilder()
                    .setSince(now)
                    .setFirstSeenAt(now)
                    .setEvaluatedAt(now)
                    .build();
        }

        private void begin(long now) throws IOException {
            decide(
                    new Occurrence.Granted(
                            Workload.grant(
                                    id,
                                    key.verifyingKey(),
                                    Instant.ofEpochMilli(now),
                                    Instant.ofEpochMilli(now + 3_600_000)),
                            Digest.sha256(Workload.seed(3)),
                            Set.of(key.verifyingKey().id())),
                    now);
        }

        private boolean isOver() {
            return beats > LIFE_BEATS || Position.of(state.getState()).isFinal();
        }

        /** What happens within a second. */
        private void second(long now) throws IOException {
            beats++;
            boolean silent = manner == 3 && beats > trouble
                    || manner == 4 && beats > trouble && beats < trouble + 3 + random.nextInt(5);
            if (!silent) {
                sequence += manner == 5 && beats == trouble ? 3 : 1;
                decide(new Occurrence.Beat(heartbeat(now)), now);
            }
            Timing.Due due = Timing.next(state, state.getEvaluatedAt());
            if (due.at() <= now + 500 && !isOver()) {
                decide(new Occurrence.DeadlinePassed(), now + 500);
            }
        }

        private Heartbeat heartbeat(long now) {
            tokens += random.nextInt(2_000);
            boolean over = manner == 1 && beats > trouble && beats < trouble + 20;
            Heartbeat heartbeat = Workload.heartbeat(
                    sequence,
                    "process-" + id,
                    Instant.ofEpochMilli(now - random.nextInt(40)),
                    state.getState() == TrustState.PAUSED ? Standing.PAUSED : Standing.RUNNING);
            heartbeat.setCounters(Map.of(
                    Workload.BUDGETED,
                    over ? 1_000_000 + tokens : Math.min(tokens, 900_000),
                    "cpu.millis",
                    beats * 700,
                    "processes",
                    1L + random.nextInt(manner == 6 ? 40 : 12)));
            String resource = manner == 2 && beats == trouble
                    ? "https://elsewhere.example/"
                    : "https://example.org/orders/" + random.nextInt(50);
            heartbeat.setActions(List.of(new ReportedAction(Workload.ALLOWED_ACTION, resource, 1L)));
            return heartbeat;
        }

        private void decide(Occurrence occurrence, long now) throws IOException {
            Decision decision = Decider.decide(id, state, occurrence, now, rules, known -> Surroundings.ofRoot());
            offset++;
            if (decision.notable()) {
                record(occurrence, decision);
            }
        }

        private void record(Occurrence occurrence, Decision decision) throws IOException {
            ByteBuffer head = state.getChainHead();
            LineageEntry entry = LineageEntry.newBuilder()
                    .setExecutionId(id)
                    .setEntry(state.getEntries())
                    .setPreviousHash(head.hasRemaining() ? head : ByteBuffer.wrap(EntryHash.none()))
                    .setDecidedAt(Instant.ofEpochMilli(state.getEvaluatedAt()))
                    .setTrigger(new Coordinates("holdfast.heartbeats", 0, offset))
                    .setTriggerKind(occurrence.kind())
                    .setRulesetDigest(rules.digest())
                    .setFacts(FactSnapshot.of(decision.facts()))
                    .setFindings(state.getFindings())
                    .setVerdict(state.getVerdict())
                    .setFrom(decision.from())
                    .setTo(decision.to())
                    .setEpoch(state.getEpoch())
                    .setCommand(decision.command().orElse(null))
                    .setLeasedSequence(decision.lease()
                            .map(Decision.LeaseTerms::heartbeatSequence)
                            .orElse(null))
                    .setEnforcement(state.getEnforcement())
                    .build();
            ByteBuffer encoded = LineageEntry.getEncoder().encode(entry);
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            state.setChainHead(ByteBuffer.wrap(EntryHash.ofEncoded(bytes)));
            if (written < wanted) {
                writer.add(entry);
                written++;
            }
        }
    }

    private void run() throws IOException {
        var lives = new ArrayList<Life>();
        for (long now = START.toEpochMilli(); written < wanted; now += 1_000) {
            while (lives.size() < AT_ONCE) {
                var life = new Life(++executions, now);
                life.begin(now);
                lives.add(life);
            }
            for (Life life : lives) {
                life.second(now);
            }
            lives.removeIf(Life::isOver);
        }
    }
}
