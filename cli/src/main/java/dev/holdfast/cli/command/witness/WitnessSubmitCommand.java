package dev.holdfast.cli.command.witness;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.Deployment;
import dev.holdfast.cli.command.DurationText;
import dev.holdfast.cli.log.FollowedLog;
import dev.holdfast.cli.topic.CommittedPartition;
import dev.holdfast.cli.witness.CosignedFolder;
import dev.holdfast.cli.witness.Submitter;
import dev.holdfast.cli.witness.WitnessClient;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.lineage.note.VerifierKey;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast witness submit}. */
@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        description = {
            "Brings the newest checkpoint of every partition's log to witnesses, with the proof that it continues the one before, and keeps what they cosigned in a",
            "folder, one file for each log. Reads topics as an observer may and writes none, so nothing of it can hold up the log. Goes on until it is told to end."
        },
        footer = {
            "",
            "Exit status of --once: 0 every witness has cosigned every log that has a checkpoint; 1 not so; 2 wrong usage."
        })
final class WitnessSubmitCommand implements Callable<Integer> {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(3);

    @Option(
            names = "--witness",
            paramLabel = "URL=VKEY",
            required = true,
            description =
                    "A witness: what comes before /add-checkpoint in its address, and its key as `holdfast witness keys` prints it. May be given again, for its other key, too.")
    private List<String> witnesses = List.of();

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "The folder for what was cosigned.")
    private Path out = Path.of("");

    @Option(names = "--once", description = "Does it once, and says what came of it.")
    private boolean once;

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            defaultValue = "1s",
            description = "How long to wait between two looks. Default: ${DEFAULT-VALUE}.")
    private String every = "";

    @Mixin
    private final Deployment deployment = new Deployment();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailed, IOException, InterruptedException {
        Duration pause = DurationText.parse(every)
                .filter(one -> !one.isZero())
                .orElseThrow(
                        () -> new CommandFailed("--every: expected a duration such as 1s, found `" + every + "`", 2));
        List<WitnessClient> clients = clients();
        ExecutorConfig config = deployment.config();
        var logs = new ArrayList<FollowedLog>();
        try (SchemaRegistryClient registry = config.newRegistryClient();
                var codec = new RecordCodec(registry, config.topicNames())) {
            int partitions = CommittedPartition.count(config, Topic.LINEAGE);
            for (int partition = 0; partition < partitions; partition++) {
                logs.add(new FollowedLog(config, codec, partition, (leaf, record) -> {}));
            }
            var submitter = new Submitter(clients, new CosignedFolder(out), System::nanoTime);
            boolean all = pass(submitter, logs, clients.size());
            while (!once) {
                Thread.sleep(pause.toMillis());
                all = pass(submitter, logs, clients.size());
            }
            return all ? 0 : 1;
        } finally {
            logs.forEach(FollowedLog::close);
        }
    }

    private boolean pass(Submitter submitter, List<FollowedLog> logs, int wanted)
            throws IOException, InterruptedException {
        PrintWriter print = spec.commandLine().getOut();
        boolean all = true;
        for (FollowedLog log : logs) {
            Submitter.Outcome outcome = submitter.submit(log);
            outcome.troubles().forEach(trouble -> spec.commandLine().getErr().println("holdfast: " + trouble));
            if (once) {
                print.println(log.origin() + ": "
                        + outcome.newest()
                                .map(found -> outcome.cosigned() + " of " + wanted
                                        + " witnesses have cosigned its checkpoint of size "
                                        + found.checkpoint().size())
                                .orElse("no checkpoint yet"));
            }
            all &= outcome.newest().isEmpty() || outcome.cosigned() == wanted;
        }
        print.flush();
        return all;
    }

    private List<WitnessClient> clients() throws CommandFailed {
        Map<URI, List<VerifierKey>> keys = new LinkedHashMap<>();
        for (String witness : witnesses) {
            int cut = witness.indexOf('=');
            URI address = address(cut < 0 ? "" : witness.substring(0, cut));
            VerifierKey.Parsed parsed = VerifierKey.parse(witness.substring(cut + 1));
            if (parsed instanceof VerifierKey.Parsed.Malformed malformed) {
                throw new CommandFailed("--witness: " + malformed.why(), 2);
            }
            keys.computeIfAbsent(address, key -> new ArrayList<>()).add(((VerifierKey.Parsed.Key) parsed).value());
        }
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(CONNECT_WITHIN)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        return keys.entrySet().stream()
                .map(each -> new WitnessClient(http, each.getKey(), each.getValue()))
                .toList();
    }

    private static URI address(String text) throws CommandFailed {
        try {
            var address = new URI(text);
            boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            if (http && address.getHost() != null && address.getQuery() == null && address.getFragment() == null) {
                return address;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw new CommandFailed(
                "--witness: expected URL=VKEY such as `http://127.0.0.1:7300=name+1a2b3c4d+base64`, found `" + text
                        + "` before the first `=`",
                2);
    }
}
