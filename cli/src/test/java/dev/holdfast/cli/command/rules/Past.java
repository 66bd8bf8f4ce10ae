package dev.holdfast.cli.command.rules;

import dev.holdfast.cli.recorded.RecordingWriter;
import dev.holdfast.record.Coordinates;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.hindsight.Hindsight;
import dev.holdfast.rules.hindsight.Rejudged;
import dev.holdfast.trust.execution.Position;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.facts.FactKind;
import dev.holdfast.trust.facts.FactSnapshot;
import dev.holdfast.trust.facts.IssuerStanding;
import dev.holdfast.trust.verdict.Check;
import dev.holdfast.trust.verdict.Finding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Decisions as an evaluator under some rules would have recorded them, a second after each other, on facts that a test makes up. */
public final class Past implements AutoCloseable {
    public static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    private final String digest;
    private final Hindsight rules;
    private final Map<String, LineageEntry> last = new HashMap<>();
    private final List<LineageEntry> entries = new ArrayList<>();

    public Past(Ruleset ruleset) throws CompiledRuleset.Broken {
        this.digest = ruleset.digest();
        this.rules = new Hindsight(CompiledRuleset.compile(ruleset));
    }

    /** The next decision on an execution, TRUSTED before it: on a heartbeat, all in good order but for these properties. */
    public LineageEntry decide(String id, Map<String, Object> properties) throws Exception {
        LineageEntry before = last.get(id);
        TrustState from = before == null ? TrustState.TRUSTED : before.getTo();
        var known = new HashMap<String, Object>(Map.of(
                "executionId",
                id,
                "state",
                from,
                "issuer",
                IssuerStanding.VALID,
                "grantPresent",
                true,
                "grantRemainingMillis",
                3_600_000L,
                "heartbeatSeen",
                true,
                "agent",
                "fetch-7"));
        for (String dimension : List.of("identity", "authorization", "policy", "environment", "lineage", "behaviour")) {
            known.put(dimension, Check.VERIFIED);
        }
        known.putAll(properties);
        long number = before == null ? 1 : before.getEntry() + 1;
        LineageEntry entry = LineageEntry.newBuilder()
                .setExecutionId(id)
                .setEntry(number)
                .setPreviousHash(ByteBuffer.wrap(new byte[32]))
                .setDecidedAt(START.plusSeconds(number))
                .setTrigger(new Coordinates("holdfast.heartbeats", 0, number))
                .setTriggerKind(TriggerKind.HEARTBEAT)
                .setRulesetDigest(digest)
                .setFacts(FactSnapshot.of(FactKind.of(ExecutionFacts.class).with(known)))
                .setFindings(List.of())
                .setVerdict(VerdictKind.TRUSTED)
                .setFrom(from)
                .setTo(from)
                .setEpoch(1)
                .build();
        Rejudged judged = rules.judge(entry);
        entry.setVerdict(judged.verdict());
        entry.setFindings(judged.findings().stream().map(Finding::toRecord).toList());
        Position.Move move = Position.of(from)
                .on(
                        ((Rejudged.OfExecution) judged).outcome(),
                        new Position.Circumstances(true, (boolean) known.get("grantPresent"), false));
        entry.setTo(move.to().state());
        entry.setCommand(move.command().orElse(null));
        if (before != null && Position.of(from).isFinal()) {
            entry.setVerdict(before.getVerdict());
            entry.setFindings(before.getFindings());
        }
        last.put(id, entry);
        entries.add(entry);
        return entry;
    }

    /** Decisions on one counter's values. */
    public void count(String id, String counter, long... values) throws Exception {
        for (long value : values) {
            decide(id, Map.of("risenInMinute", new TreeMap<>(Map.of(counter, value)), "silenceMillis", 4_200L));
        }
    }

    /** Writes all of it to a file. */
    public Path write(Path file) throws IOException {
        try (var writer = new RecordingWriter(file, "a test")) {
            for (LineageEntry entry : entries) {
                writer.add(entry);
            }
            writer.finish();
        }
        return file;
    }

    /** A pack that pauses fetchers for too many downloads. */
    public static Path pack(Path root, int most) throws IOException {
        Path pack = Files.createDirectories(root.resolve("downloads"));
        Files.writeString(pack.resolve("pack.yaml"), """
                name: downloads
                version: 1.0.0
                description: Fetchers download a few files at a time.
                codes:
                  DOWNLOADS_MANY: {severity: PAUSE, meaning: Too many downloads within a minute.}
                """);
        Files.writeString(pack.resolve("downloads.drl"), """
                package dev.holdfast.packs.downloads

                import dev.holdfast.trust.facts.ExecutionFacts

                global dev.holdfast.rules.Findings findings

                rule "many downloads"
                when
                    ExecutionFacts( agent matches "fetch-.*", $risen : risenInMinute["downloads"] > %d )
                then
                    findings.pause("DOWNLOADS_MANY", "<b>expected at most %d, found</b> " + $risen);
                end
                """.formatted(most, most));
        return pack;
    }

    @Override
    public void close() {
        rules.close();
    }
}
