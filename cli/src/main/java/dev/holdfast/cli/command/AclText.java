package dev.holdfast.cli.command;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;

/** Access rules for people, scripts and shells. */
final class AclText {
    private static final String COMMAND =
            "kafka-acls.sh --bootstrap-server \"$BOOTSTRAP_SERVERS\" --command-config admin.properties --add";

    private AclText() {}

    /** A line of a table: principal, operation, what it is allowed on. A prefix ends in {@code *}. */
    static String line(AclBinding binding) {
        ResourcePattern resource = binding.pattern();
        return String.format(
                "%-24s  %-16s  %-16s  %s%s",
                binding.entry().principal(),
                pascalCase(binding.entry().operation()),
                option(resource),
                resource.name(),
                prefixed(resource) ? "*" : "");
    }

    /** For scripts, with Kafka's own names. */
    static Map<String, Object> object(AclBinding binding) {
        var object = new LinkedHashMap<String, Object>();
        object.put("principal", binding.entry().principal());
        object.put("host", binding.entry().host());
        object.put("operation", binding.entry().operation().name());
        object.put("permission", binding.entry().permissionType().name());
        object.put("resourceType", binding.pattern().resourceType().name());
        object.put("patternType", binding.pattern().patternType().name());
        object.put("name", binding.pattern().name());
        return object;
    }

    /** A command for each principal and resource, quoted for a POSIX shell. Create only rules that allow, from every host. */
    static List<String> commands(List<AclBinding> bindings) {
        record Subject(String principal, ResourcePattern resource) {}
        var operations = bindings.stream()
                .collect(Collectors.groupingBy(
                        binding -> new Subject(binding.entry().principal(), binding.pattern()),
                        LinkedHashMap::new,
                        Collectors.mapping(
                                binding -> " --operation "
                                        + pascalCase(binding.entry().operation()),
                                Collectors.joining())));
        return operations.entrySet().stream()
                .map(entry ->
                        COMMAND + " --allow-principal " + quoted(entry.getKey().principal()) + entry.getValue()
                                + " --" + option(entry.getKey().resource()) + " "
                                + quoted(entry.getKey().resource().name())
                                + (prefixed(entry.getKey().resource()) ? " --resource-pattern-type prefixed" : ""))
                .toList();
    }

    private static boolean prefixed(ResourcePattern resource) {
        return resource.patternType() == PatternType.PREFIXED;
    }

    /** {@code topic}, {@code group}, {@code transactional-id}. */
    private static String option(ResourcePattern resource) {
        return resource.resourceType().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As kafka-acls.sh has it: {@code AlterConfigs}. */
    private static String pascalCase(AclOperation operation) {
        return Arrays.stream(operation.name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
