package dev.holdfast.cli.command;

import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.schemas.SchemaDeployment;
import dev.holdfast.schemas.TopicDeployment;
import dev.holdfast.schemas.TopicDeployment.Outcome;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast topics}. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        description = "Prepares a cluster.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = TopicsCommand.Create.class)
public final class TopicsCommand {

    /** {@code holdfast topics create}. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description =
                    "Creates the topics that are missing and registers their schemas. Repeating it changes nothing.")
    static final class Create implements Callable<Integer> {
        @Mixin
        private final Deployment deployment = new Deployment();

        @Option(
                names = "--partitions",
                defaultValue = "4",
                description =
                        "Partitions of every topic; fixed for the life of the deployment. Default: ${DEFAULT-VALUE}.")
        private int partitions;

        @Option(names = "--replication-factor", description = "Copies of each partition. Default: the broker's.")
        private @Nullable Short replicationFactor;

        @Option(names = "--json", description = "Print JSON, an object for each topic.")
        private boolean json;

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Override
        public Integer call() throws CommandFailed, IOException {
            if (partitions < 1) {
                throw new CommandFailed("--partitions: expected at least 1, found " + partitions, 2);
            }
            ExecutorConfig config = deployment.config();
            List<Outcome> outcomes;
            Map<String, Integer> schemas;
            try (Admin admin = Admin.create(config.clientSettings());
                    SchemaRegistryClient registry = config.newRegistryClient()) {
                outcomes = new TopicDeployment(admin, config.topicNames())
                        .create(partitions, Optional.ofNullable(replicationFactor));
                schemas = new SchemaDeployment(registry, config.topicNames()).register();
            }
            boolean good = true;
            for (Outcome outcome : outcomes) {
                print(outcome, schemas);
                good &= !(outcome instanceof Outcome.Different);
            }
            if (!good) {
                throw new CommandFailed("some topics are not as they should be; nothing of them was changed");
            }
            return 0;
        }

        private void print(Outcome outcome, Map<String, Integer> schemas) {
            PrintWriter out = spec.commandLine().getOut();
            var object = new LinkedHashMap<String, Object>();
            if (outcome instanceof Outcome.Created created) {
                object.put("topic", created.topic());
                object.put("outcome", "created");
                object.put("partitions", created.partitions());
            } else if (outcome instanceof Outcome.Present present) {
                object.put("topic", present.topic());
                object.put("outcome", "present");
                object.put("partitions", present.partitions());
            } else if (outcome instanceof Outcome.Different different) {
                object.put("topic", different.topic());
                object.put("outcome", "different");
                object.put("expected", different.expected());
                object.put("found", different.found());
            }
            object.put("schemaId", schemas.get(object.get("topic") + "-value"));
            if (json) {
                out.println(Json.line(object));
            } else {
                out.println(String.join(
                        "  ",
                        object.entrySet().stream()
                                .map(entry -> entry.getKey().equals("topic")
                                        ? String.format("%-28s", entry.getValue())
                                        : entry.getKey() + " " + entry.getValue())
                                .toList()));
            }
        }
    }
}
