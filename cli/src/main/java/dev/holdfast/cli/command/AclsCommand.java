package dev.holdfast.cli.command;

import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.schemas.TopicNames;
import dev.holdfast.schemas.access.AclDeployment;
import dev.holdfast.schemas.access.AclDeployment.Outcome;
import dev.holdfast.schemas.connection.StrictConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast acls}. */
@Command(
        name = "acls",
        mixinStandardHelpOptions = true,
        description = "Says who may do what on the brokers.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {AclsCommand.Print.class, AclsCommand.Apply.class},
        footer = {"", "Who may do what, and why, is described in docs/access-control.md."})
public final class AclsCommand {

    /** {@code holdfast acls print}. */
    @Command(
            name = "print",
            mixinStandardHelpOptions = true,
            description = "Prints the access rules (ACLs) that each principal needs. Talks to no cluster.")
    static final class Print implements Callable<Integer> {
        @Mixin
        private final Principals principals = new Principals();

        @ArgGroup
        private final Naming naming = new Naming();

        @ArgGroup
        private final Form form = new Form();

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Override
        public Integer call() throws CommandFailed {
            List<AclBinding> bindings = principals.bindings(naming.topicNames());
            PrintWriter out = spec.commandLine().getOut();
            if (form.json) {
                bindings.forEach(binding -> out.println(Json.line(AclText.object(binding))));
            } else if (form.commands) {
                AclText.commands(bindings).forEach(out::println);
            } else {
                bindings.forEach(binding -> out.println(AclText.line(binding)));
            }
            return 0;
        }
    }

    /** {@code holdfast acls apply}. */
    @Command(
            name = "apply",
            mixinStandardHelpOptions = true,
            description = {
                "Creates the access rules (ACLs) that are missing. Repeating it changes nothing; nothing is taken away.",
                "The configuration must be that of a principal who may alter the cluster, such as a super user."
            })
    static final class Apply implements Callable<Integer> {
        @Mixin
        private final Principals principals = new Principals();

        @Mixin
        private final Deployment deployment = new Deployment();

        @Option(names = "--json", description = "Print JSON, an object for each rule.")
        private boolean json;

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Override
        public Integer call() throws CommandFailed {
            ExecutorConfig config = deployment.config();
            List<AclBinding> wanted = principals.bindings(config.topicNames());
            List<Outcome> outcomes;
            try (Admin admin = Admin.create(config.clientSettings())) {
                outcomes = new AclDeployment(admin).apply(wanted);
            }
            for (Outcome outcome : outcomes) {
                print(outcome);
            }
            return 0;
        }

        private void print(Outcome outcome) {
            PrintWriter out = spec.commandLine().getOut();
            String word = outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
            if (json) {
                Map<String, Object> object = AclText.object(outcome.binding());
                object.put("outcome", word);
                out.println(Json.line(object));
            } else {
                out.println(String.format("%-8s  %s", word, AclText.line(outcome.binding())));
            }
            if (outcome instanceof Outcome.Surplus surplus) {
                spec.commandLine()
                        .getErr()
                        .println("holdfast: not asked for, and left as it is: " + AclText.line(surplus.binding())
                                + "; take it away unless something else needs it");
            }
        }
    }

    /** Where the names of topics come from. */
    private static final class Naming {
        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "Configuration of the deployment, for its topic.prefix.")
        private @Nullable Path file;

        @Option(
                names = "--topic-prefix",
                paramLabel = "PREFIX",
                description = "Put before the logical name of every topic. Default: " + TopicNames.DEFAULT_PREFIX)
        private @Nullable String prefix;

        TopicNames topicNames() throws CommandFailed {
            if (file != null) {
                return new ExecutorConfig(StrictConfig.read(file)).topicNames();
            }
            try {
                return new TopicNames(prefix == null ? TopicNames.DEFAULT_PREFIX : prefix);
            } catch (IllegalArgumentException e) {
                throw new CommandFailed("--topic-prefix: " + e.getMessage(), 2);
            }
        }
    }

    /** How they are printed; a table without any of these. */
    private static final class Form {
        @Option(names = "--json", description = "Print JSON, an object for each rule.")
        private boolean json;

        @Option(names = "--commands", description = "Print commands for Kafka's own kafka-acls.sh.")
        private boolean commands;
    }
}
