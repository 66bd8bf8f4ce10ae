package dev.holdfast.bench;

import dev.holdfast.cli.recorded.Spread;
import dev.holdfast.lineage.EntryHash;
import dev.holdfast.lineage.LogOrigin;
import dev.holdfast.lineage.audit.Account;
import dev.holdfast.lineage.audit.EntryReader;
import dev.holdfast.lineage.audit.PartitionAudit;
import dev.holdfast.lineage.audit.Place;
import dev.holdfast.lineage.audit.Weight;
import dev.holdfast.lineage.merkle.Frontier;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.lineage.note.NoteSigner;
import dev.holdfast.lineage.note.SignedNote;
import dev.holdfast.lineage.proof.SignedRecord;
import dev.holdfast.lineage.verify.Vouched;
import dev.holdfast.record.Authority;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.LogCheckpoint;
import dev.holdfast.record.Role;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.SigningKey;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How fast {@code holdfast lineage fsck} recomputes a log, without the reading of it from Kafka. */
@Command(
        name = "audit-speed",
        mixinStandardHelpOptions = true,
        description = "Makes a log of decisions in memory and times its audit.")
public final class AuditSpeed implements Callable<Integer> {
    private static final LogOrigin ORIGIN = new LogOrigin("bench", 0);
    private static final SigningKey ROOT = SigningKey.ofSeed(Workload.seed(5));
    private static final SigningKey EVALUATOR = SigningKey.ofSeed(Workload.seed(6));
    private static final int SINGLE_OBJECT_PREFIX_BYTES = 10;
    private static final int BATCH = 500;
    private static final int CHECKPOINTS_APART = 1_000;

    @Option(names = "--decisions", defaultValue = "200000", description = "Default: ${DEFAULT-VALUE}.")
    private long decisions;

    @Option(names = "--seed", defaultValue = "17", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--times", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}.")
    private int times;

    @Option(names = "--threads", defaultValue = "2", description = "Default: ${DEFAULT-VALUE}.")
    private int threads;

    private final List<Written> log = new ArrayList<>();
    private final List<LogCheckpoint> checkpoints = new ArrayList<>();
    private final List<Map.Entry<String, ControlCommand>> commands = new ArrayList<>();

    /** An entry as it stands on the topic. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Written(long offset, byte[] key, byte[] body) {}

    /** Measures once and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new AuditSpeed()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        long executions = RecordedDecisions.write(this::add, decisions, seed);
        seal();
        System.out.printf(
                Locale.ROOT,
                "made %,d entries on %,d executions, %,d checkpoints, %,d commands%n",
                log.size(),
                executions,
                checkpoints.size(),
                commands.size());
        boolean sound = true;
        for (int time = 1; time <= times; time++) {
            sound &= measure(time);
        }
        return sound ? 0 : 1;
    }

    private void add(LineageEntry entry) throws IOException {
        ByteBuffer encoded = LineageEntry.getEncoder().encode(entry);
        byte[] body = new byte[encoded.remaining() - SINGLE_OBJECT_PREFIX_BYTES];
        encoded.position(SINGLE_OBJECT_PREFIX_BYTES).get(body);
        log.add(new Written(log.size(), entry.getExecutionId().getBytes(StandardCharsets.UTF_8), body));
        if (entry.getCommand() != null) {
            commands.add(Map.entry(
                    entry.getExecutionId(),
                    new ControlCommand(
                            entry.getCommand(),
                            entry.getEpoch(),
                            entry.getDecidedAt(),
                            List.of(),
                            entry.getRulesetDigest(),
                            entry.getTrigger(),
                            null)));
        }
    }

    private void seal() {
        Frontier tree = Frontier.empty();
        for (Written written : log) {
            tree = tree.append(Hash.of(EntryHash.of(Topic.LINEAGE.fingerprint(), ByteBuffer.wrap(written.body()))));
            if (tree.size() % CHECKPOINTS_APART == 0) {
                Checkpoint checkpoint = Checkpoint.of(ORIGIN.toString(), tree.size(), tree.root());
                var note = new SignedNote(
                        checkpoint.text(),
                        List.of(new NoteSigner.Ed25519(ORIGIN.toString(), EVALUATOR).sign(checkpoint, 0)));
                checkpoints.add(new LogCheckpoint(
                        ORIGIN.toString(),
                        tree.size(),
                        ByteBuffer.wrap(tree.root().bytes()),
                        Instant.EPOCH,
                        note.toString()));
            }
        }
    }

    private static Vouched vouched() throws IOException {
        var act = GovernanceRecord.newBuilder()
                .setAuthority(Authority.newBuilder()
                        .setName("evaluators")
                        .setVersion(1)
                        .setRole(Role.EVALUATOR)
                        .setKeys(
                                List.of(ByteBuffer.wrap(EVALUATOR.verifyingKey().raw())))
                        .setNotBefore(Instant.EPOCH)
                        .setNotAfter(Instant.parse("2100-01-01T00:00:00Z"))
                        .build())
                .build();
        byte[] encoded = GovernanceRecord.getEncoder().encode(act).array();
        byte[] body = Arrays.copyOfRange(encoded, SINGLE_OBJECT_PREFIX_BYTES, encoded.length);
        var content = new SignedContent(
                ORIGIN.trustDomain(),
                Topic.GOVERNANCE.logicalName(),
                "authority/evaluators/1",
                Topic.GOVERNANCE.fingerprint(),
                ByteBuffer.wrap(body));
        return Vouched.by(
                List.of(ROOT.verifyingKey()),
                ORIGIN.trustDomain(),
                List.of(new SignedRecord(
                        Topic.GOVERNANCE.fingerprint(),
                        body,
                        List.of(ROOT.sign(content).header()))));
    }

    private boolean measure(int time) throws IOException, InterruptedException {
        var account = new Account();
        long cpu = cpuNanos();
        long start = System.nanoTime();
        var audit = new PartitionAudit(
                ORIGIN, vouched(), new PartitionAudit.Bounds(new Place("lineage", 0, 0), Long.MAX_VALUE, 0), account);
        for (int i = 0; i < checkpoints.size(); i++) {
            audit.checkpoint(new Place("checkpoints", 0, i), checkpoints.get(i));
        }
        for (int i = 0; i < commands.size(); i++) {
            audit.command(
                    new Place("control", 0, i),
                    commands.get(i).getKey(),
                    commands.get(i).getValue());
        }
        Spread.over(batches(), threads, Reading::new, audit::entry);
        audit.end();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "run %d: %.2f s, %,.0f entries per second, %.2f s of CPU time; %d diverge%n",
                time,
                seconds,
                log.size() / seconds,
                (cpuNanos() - cpu) / 1e9,
                account.count(Weight.FALSE));
        account.first(Weight.FALSE).stream().limit(3).forEach(System.out::println);
        return account.exit() == 0;
    }

    private Spread.Batches<Written> batches() {
        var next = new int[1];
        return () -> {
            int from = next[0];
            int to = Math.min(from + BATCH, log.size());
            next[0] = to;
            return from == to ? Optional.empty() : Optional.of(() -> log.subList(from, to));
        };
    }

    private static final class Reading implements Spread.Judge<Written, EntryReader.Read> {
        private final EntryReader reader = new EntryReader();

        @Override
        public EntryReader.Read judge(Written written) {
            return reader.read(
                    new Place("lineage", 0, written.offset()),
                    written.key(),
                    Topic.LINEAGE.fingerprint(),
                    ByteBuffer.wrap(written.body()));
        }

        @Override
        public void close() {}
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
