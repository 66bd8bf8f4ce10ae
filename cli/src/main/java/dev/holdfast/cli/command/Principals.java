package dev.holdfast.cli.command;

import dev.holdfast.schemas.TopicNames;
import dev.holdfast.schemas.access.AclPlan;
import dev.holdfast.schemas.access.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.acl.AclBinding;
import picocli.CommandLine.Option;

/** The options that say which principal has which role. */
final class Principals {
    @Option(
            names = "--executor",
            paramLabel = "PRINCIPAL",
            description = "Carries executions out, such as User:worker. Each of these options may be given again.")
    private List<String> executors = new ArrayList<>();

    @Option(names = "--evaluator", paramLabel = "PRINCIPAL", description = "Runs `holdfast serve`.")
    private List<String> evaluators = new ArrayList<>();

    @Option(
            names = "--signal-source",
            paramLabel = "PRINCIPAL",
            description = "Says what it observes of executions: a sensor, a connector.")
    private List<String> signalSources = new ArrayList<>();

    @Option(
            names = "--governor",
            paramLabel = "PRINCIPAL",
            description = "Publishes governance: an operator, a policy author, the root.")
    private List<String> governors = new ArrayList<>();

    @Option(
            names = "--observer",
            paramLabel = "PRINCIPAL",
            description = "Reads what was decided: a security team, a dashboard.")
    private List<String> observers = new ArrayList<>();

    @Option(
            names = "--auditor",
            paramLabel = "PRINCIPAL",
            description = "Reads what an observer reads, and what opens sealed facts.")
    private List<String> auditors = new ArrayList<>();

    @Option(names = "--deployer", paramLabel = "PRINCIPAL", description = "Runs `holdfast topics create`.")
    private List<String> deployers = new ArrayList<>();

    @Option(
            names = "--application-id",
            paramLabel = "ID",
            defaultValue = "holdfast-evaluator",
            description = "The evaluators' application.id. Default: ${DEFAULT-VALUE}.")
    private String applicationId = "";

    /** The rules for all of them, role by role. */
    List<AclBinding> bindings(TopicNames names) throws CommandFailed {
        var byRole = new EnumMap<Role, List<String>>(Role.class);
        byRole.put(Role.EXECUTOR, executors);
        byRole.put(Role.SIGNAL_SOURCE, signalSources);
        byRole.put(Role.GOVERNOR, governors);
        byRole.put(Role.EVALUATOR, evaluators);
        byRole.put(Role.OBSERVER, observers);
        byRole.put(Role.AUDITOR, auditors);
        byRole.put(Role.DEPLOYER, deployers);
        requireOneRoleEach(byRole);
        try {
            var plan = new AclPlan(names, applicationId);
            var bindings = new ArrayList<AclBinding>();
            byRole.forEach((role, principals) ->
                    principals.forEach(principal -> bindings.addAll(plan.bindings(role, principal))));
            return bindings;
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), 2);
        }
    }

    private static void requireOneRoleEach(Map<Role, List<String>> byRole) throws CommandFailed {
        var seen = new HashMap<String, Role>();
        for (Map.Entry<Role, List<String>> entry : byRole.entrySet()) {
            for (String principal : entry.getValue()) {
                Role other = seen.putIfAbsent(principal, entry.getKey());
                if (other != null) {
                    throw new CommandFailed(
                            "expected each principal once, found `" + principal + "` as " + word(other) + " and "
                                    + word(entry.getKey()) + "; give each role a principal of its own",
                            2);
                }
            }
        }
        if (seen.isEmpty()) {
            throw new CommandFailed(
                    "expected at least one of --executor, --evaluator, --signal-source, --governor, --observer,"
                            + " --deployer, found none",
                    2);
        }
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
