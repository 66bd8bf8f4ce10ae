package dev.holdfast.schemas.access;

import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.TopicNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The least that each role needs on the brokers of one deployment. A pure function of the catalogue; every rule allows, none denies. A rule
 * that another one implies (DESCRIBE by READ or WRITE) is listed all the same, as {@code kafka-acls.sh} does.
 *
 * <p>An idempotent producer needs no rule of its own: WRITE on any topic implies IDEMPOTENT_WRITE (KIP-679).
 *
 * @param names what the deployment's topics are called
 * @param applicationId name of the group of evaluators; internal topics and transactional ids begin with it and a hyphen
 */
public record AclPlan(TopicNames names, String applicationId) {
    /** Groups of observers begin with it. */
    public static final String OBSERVER_GROUPS = "holdfast-observer-";

    private static final Pattern LEGAL_APPLICATION_ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final Pattern LEGAL_PRINCIPAL = Pattern.compile("[A-Za-z]{1,50}:\\P{Cntrl}{1,500}");

    /**
     * @throws IllegalArgumentException when Kafka would not accept the application id in a topic's name, or the deployment's own topics would
     *     count as the evaluator's internal ones
     */
    public AclPlan {
        if (!LEGAL_APPLICATION_ID.matcher(applicationId).matches()) {
            throw new IllegalArgumentException(
                    "application.id: expected 1 to 100 letters, digits, `.`, `_` or `-`, found `" + applicationId
                            + "`");
        }
        String internal = internalPrefix(applicationId);
        for (Topic topic : Topic.values()) {
            if (names.of(topic).startsWith(internal)) {
                throw new IllegalArgumentException(
                        "topic.prefix: expected topics whose names do not begin with `" + internal
                                + "`, which is for the evaluator's internal topics, found `" + names.of(topic)
                                + "`; choose another topic.prefix or application.id");
            }
        }
    }

    /** Name of the group of the evaluators' logs; its internal topics and transactional ids are like the evaluators' own. */
    public String logApplicationId() {
        return internalPrefix(applicationId) + "log";
    }

    /** Transactional ids of governors begin with it. */
    public String governorTransactions() {
        return names.prefix() + "governance-";
    }

    /**
     * The rules for one principal, each once, in the order of the catalogue.
     *
     * @param principal as the broker calls it: {@code User:worker}
     * @throws IllegalArgumentException when it is not a type, a colon and a name
     */
    public List<AclBinding> bindings(Role role, String principal) {
        if (!LEGAL_PRINCIPAL.matcher(principal).matches()) {
            throw new IllegalArgumentException(
                    "principal: expected a type, a colon and a name, such as `User:worker`, found `" + principal + "`");
        }
        Set<AclBinding> bindings = new LinkedHashSet<>();
        for (ResourceRule rule : rules(role)) {
            for (AclOperation operation : rule.operations()) {
                bindings.add(new AclBinding(
                        rule.resource(),
                        // Every host: where a principal may come from is the business of its credentials.
                        new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW)));
            }
        }
        return List.copyOf(bindings);
    }

    private List<ResourceRule> rules(Role role) {
        List<ResourceRule> rules = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            TopicAccess access = TopicAccess.of(topic);
            if (access.writers().contains(role)) {
                rules.add(
                        allow(literal(ResourceType.TOPIC, names.of(topic)), AclOperation.WRITE, AclOperation.DESCRIBE));
            }
            if (access.readers().contains(role)) {
                rules.add(
                        allow(literal(ResourceType.TOPIC, names.of(topic)), AclOperation.READ, AclOperation.DESCRIBE));
            }
        }
        switch (role) {
            case EXECUTOR, SIGNAL_SOURCE -> {
                // No transactional id: an open transaction on an input topic would hold up the evaluator on that
                // partition. No group: executors assign their partition, sources read nothing, and a group of the
                // evaluators' name could take partitions from them.
            }
            case GOVERNOR -> rules.add(transactions(governorTransactions()));
            case EVALUATOR -> {
                String internal = internalPrefix(applicationId);
                rules.add(allow(
                        prefixed(ResourceType.TOPIC, internal),
                        AclOperation.CREATE,
                        AclOperation.WRITE,
                        AclOperation.READ,
                        AclOperation.DESCRIBE));
                for (String group : List.of(applicationId, logApplicationId())) {
                    rules.add(allow(literal(ResourceType.GROUP, group), AclOperation.READ, AclOperation.DESCRIBE));
                }
                rules.add(transactions(internal));
            }
            case OBSERVER, AUDITOR ->
                rules.add(
                        allow(prefixed(ResourceType.GROUP, OBSERVER_GROUPS), AclOperation.READ, AclOperation.DESCRIBE));
            case DEPLOYER ->
                Arrays.stream(Topic.values())
                        .map(topic -> allow(
                                literal(ResourceType.TOPIC, names.of(topic)),
                                AclOperation.CREATE,
                                AclOperation.DESCRIBE,
                                AclOperation.DESCRIBE_CONFIGS,
                                AclOperation.ALTER_CONFIGS))
                        .forEach(rules::add);
        }
        return rules;
    }

    /** With the hyphen, so that {@code holdfast} does not reach {@code holdfast.control} or {@code holdfast2-...}. */
    private static String internalPrefix(String applicationId) {
        return applicationId + "-";
    }

    private record ResourceRule(ResourcePattern resource, List<AclOperation> operations) {}

    private static ResourceRule allow(ResourcePattern resource, AclOperation... operations) {
        return new ResourceRule(resource, List.of(operations));
    }

    private static ResourceRule transactions(String prefix) {
        return allow(prefixed(ResourceType.TRANSACTIONAL_ID, prefix), AclOperation.WRITE, AclOperation.DESCRIBE);
    }

    private static ResourcePattern literal(ResourceType type, String name) {
        return new ResourcePattern(type, name, PatternType.LITERAL);
    }

    private static ResourcePattern prefixed(ResourceType type, String prefix) {
        return new ResourcePattern(type, prefix, PatternType.PREFIXED);
    }
}
