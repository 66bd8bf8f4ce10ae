package dev.holdfast.schemas.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.TopicNames;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AclPlanTest {
    private static final AclPlan PLAN = new AclPlan(new TopicNames("holdfast."), "holdfast-evaluator");
    private static final String WHO = "User:somebody";

    @ParameterizedTest
    @EnumSource(Topic.class)
    void shouldLetTheEvaluatorReadEveryInputAndBeTheOnlyOneToWriteAnOutput(Topic topic) {
        TopicAccess access = TopicAccess.of(topic);

        if (topic.direction() == Topic.Direction.INPUT) {
            assertThat(access.readers()).contains(Role.EVALUATOR).doesNotContain(Role.EXECUTOR);
        } else {
            assertThat(access.writers()).containsExactly(Role.EVALUATOR);
        }
        assertThat(access.writers()).isNotEmpty();
        assertThat(access.readers()).isNotEmpty();
    }

    @Test
    void shouldLetExecutorsSayWhatIsTheirsAndHearWhatIsForThem() {
        assertThat(topics(Role.EXECUTOR, AclOperation.WRITE))
                .contains("holdfast.requests", "holdfast.grants", "holdfast.heartbeats", "holdfast.acks")
                .doesNotContain(
                        "holdfast.ticks",
                        "holdfast.admissions",
                        "holdfast.control",
                        "holdfast.leases",
                        "holdfast.executions");
        assertThat(topics(Role.EXECUTOR, AclOperation.READ))
                .contains("holdfast.admissions", "holdfast.control", "holdfast.leases")
                .doesNotContain("holdfast.requests", "holdfast.heartbeats", "holdfast.grants", "holdfast.lineage");
    }

    @Test
    void shouldLetSourcesOfSignalsSayWhatTheyObserveAndNothingElse() {
        assertThat(topics(Role.SIGNAL_SOURCE, AclOperation.WRITE)).containsExactly("holdfast.signals");
        assertThat(topics(Role.SIGNAL_SOURCE, AclOperation.READ)).isEmpty();
        assertThat(topics(Role.EXECUTOR, AclOperation.WRITE)).doesNotContain("holdfast.signals");
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void shouldLetOnlyGovernorsAndEvaluatorsOpenTransactions(Role role) {
        boolean opens = PLAN.bindings(role, WHO).stream()
                .anyMatch(binding -> binding.pattern().resourceType() == ResourceType.TRANSACTIONAL_ID);

        assertThat(opens).isEqualTo(role == Role.GOVERNOR || role == Role.EVALUATOR);
    }

    @Test
    void shouldLetNobodyWhoOpensTransactionsWriteAnInputOfExecutors() {
        for (Topic topic : Topic.values()) {
            Set<Role> writers = TopicAccess.of(topic).writers();
            if (writers.contains(Role.EXECUTOR) || writers.contains(Role.SIGNAL_SOURCE)) {
                assertThat(writers).doesNotContain(Role.GOVERNOR, Role.EVALUATOR);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void shouldAllowOnlyWithinTheDeployment(Role role) {
        List<AclBinding> bindings = PLAN.bindings(role, WHO);

        assertThat(bindings).isNotEmpty().doesNotHaveDuplicates().allSatisfy(binding -> {
            assertThat(binding.entry().permissionType()).isEqualTo(AclPermissionType.ALLOW);
            assertThat(binding.entry().principal()).isEqualTo(WHO);
            assertThat(binding.pattern().name()).startsWith("holdfast").isNotEqualTo("holdfast");
            assertThat(binding.pattern().resourceType()).isNotEqualTo(ResourceType.CLUSTER);
            assertThat(binding.entry().operation()).isNotIn(AclOperation.ALL, AclOperation.ALTER, AclOperation.DELETE);
            if (binding.pattern().patternType() == PatternType.PREFIXED) {
                assertThat(Topic.values())
                        .noneMatch(topic -> PLAN.names()
                                .of(topic)
                                .startsWith(binding.pattern().name()));
            }
        });
    }

    @Test
    void shouldNameTransactionsOfGovernorsAfterTheDeployment() {
        assertThat(new AclPlan(new TopicNames("prod."), "holdfast-evaluator").governorTransactions())
                .isEqualTo("prod.governance-");
    }

    @Test
    void shouldLetDeployersCreateEveryTopic() {
        assertThat(topics(Role.DEPLOYER, AclOperation.CREATE))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Topic.values()).map(PLAN.names()::of).toList());
        assertThat(topics(Role.DEPLOYER, AclOperation.WRITE)).isEmpty();
    }

    @Test
    void shouldRefuseNamesThatWouldMakeTopicsInternalOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AclPlan(new TopicNames("prod-eu."), "prod"))
                .withMessageContaining("`prod-`")
                .withMessageContaining("`prod-eu.requests`");
        assertThat(new AclPlan(new TopicNames("prod."), "prod").bindings(Role.EVALUATOR, WHO))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "has space", "*"})
    void shouldRefuseAnApplicationIdThatKafkaWould(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AclPlan(new TopicNames(""), id))
                .withMessageContaining("application.id: expected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "worker", "User:", ":worker", "User:a\nb"})
    void shouldRefuseAPrincipalThatIsNone(String principal) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PLAN.bindings(Role.EXECUTOR, principal))
                .withMessageContaining("such as `User:worker`");
    }

    @Test
    void shouldTakeACertificatesNameForAPrincipal() {
        assertThat(PLAN.bindings(Role.EXECUTOR, "User:CN=worker,OU=agents,O=Example"))
                .isNotEmpty();
    }

    private static Set<String> topics(Role role, AclOperation operation) {
        return PLAN.bindings(role, WHO).stream()
                .filter(binding -> binding.pattern().resourceType() == ResourceType.TOPIC)
                .filter(binding -> binding.entry().operation() == operation)
                .map(binding -> binding.pattern().name())
                .collect(Collectors.toSet());
    }
}
