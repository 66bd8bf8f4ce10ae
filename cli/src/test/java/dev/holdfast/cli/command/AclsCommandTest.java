package dev.holdfast.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.cli.CommandLineFixture.Outcome;
import dev.holdfast.topology.EvaluatorConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.utils.SecurityUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AclsCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void shouldPrintALineForEachRule() {
        Outcome outcome = print("--executor", "User:worker");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .containsPattern("User:worker +Write +topic +holdfast\\.heartbeats\n")
                .containsPattern("User:worker +Read +topic +holdfast\\.leases\n")
                .doesNotContain("transactional-id", "group");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void shouldMarkAPrefix() {
        assertThat(print("--governor", "User:root", "--topic-prefix", "prod.").out())
                .containsPattern("User:root +Write +transactional-id +prod\\.governance-\\*\n");
    }

    @Test
    void shouldPrintKafkasOwnWordsAsJson() throws IOException {
        Outcome outcome = print("--evaluator", "User:e", "--application-id", "judge", "--json");

        boolean found = false;
        for (String line : outcome.out().lines().toList()) {
            JsonNode rule = JSON.readTree(line);
            assertThat(rule.get("permission").asText()).isEqualTo("ALLOW");
            found |= rule.get("resourceType").asText().equals("TRANSACTIONAL_ID")
                    && rule.get("patternType").asText().equals("PREFIXED")
                    && rule.get("name").asText().equals("judge-");
        }
        assertThat(found).isTrue();
    }

    @Test
    void shouldTakeTheEvaluatorsOwnDefaultForItsApplicationId() {
        Object byDefault = EvaluatorConfig.define().defaultValues().get(EvaluatorConfig.APPLICATION_ID);

        assertThat(print("--evaluator", "User:e").out()).containsPattern("Read +group +" + byDefault + "\n");
    }

    @Test
    void shouldPrintCommandsToPaste() {
        Outcome outcome =
                print("--executor", "User:o'hara", "--evaluator", "User:e", "--deployer", "User:d", "--commands");

        assertThat(outcome.out())
                .contains("--allow-principal 'User:o'\\''hara' --operation Write --operation Describe --topic"
                        + " 'holdfast.grants'\n")
                .contains("--operation Write --operation Describe --transactional-id 'holdfast-evaluator-'"
                        + " --resource-pattern-type prefixed\n");
        assertThat(outcome.out().lines()).allSatisfy(line -> assertThat(line).startsWith("kafka-acls.sh "));
        List<AclOperation> operations = Pattern.compile("--operation (\\S+)")
                .matcher(outcome.out())
                .results()
                .map((MatchResult match) -> SecurityUtils.operation(match.group(1)))
                .toList();
        assertThat(operations)
                .contains(AclOperation.ALTER_CONFIGS, AclOperation.CREATE)
                .doesNotContain(AclOperation.UNKNOWN);
    }

    @Test
    void shouldTakeThePrefixFromAConfiguration(@TempDir Path directory) throws IOException {
        Path config = Files.writeString(directory.resolve("client.properties"), """
                bootstrap.servers=127.0.0.1:1
                schema.registry.url=http://127.0.0.1:1
                trust.domain=local
                topic.prefix=prod.
                """);

        assertThat(print("--observer", "User:o", "--config", config.toString()).out())
                .contains("prod.lineage")
                .doesNotContain("holdfast.lineage");
    }

    @Test
    void shouldRefuseAPrincipalWithTwoRoles() {
        Outcome outcome = print("--executor", "User:a", "--evaluator", "User:a");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("expected each principal once", "`User:a` as executor and evaluator");
    }

    @Test
    void shouldRefuseToPrintForNobody() {
        Outcome outcome = print();

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("expected at least one of --executor", "found none");
    }

    @Test
    void shouldRefuseAnAmbiguousPrefix() {
        Outcome outcome = print("--executor", "User:a", "--config", "any", "--topic-prefix", "any.");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("--config", "--topic-prefix", "see `holdfast acls print --help`");
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker", "User:", ""})
    void shouldRefuseAPrincipalThatIsNone(String principal) {
        Outcome outcome = print("--executor", principal);

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("such as `User:worker`", "found `" + principal + "`");
    }

    @Test
    void shouldRefuseAPrefixThatKafkaWould() {
        Outcome outcome = print("--executor", "User:a", "--topic-prefix", "a b");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("--topic-prefix: ", "found `a b`").doesNotContain("not foreseen");
    }

    @Test
    void shouldUnderstandWhatTheDocumentationSays() throws IOException {
        String doc = Files.readString(Path.of("..", "docs", "access-control.md"));
        List<String> shown = Pattern.compile("(?m)^    holdfast (acls .*)$")
                .matcher(doc)
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(shown).hasSize(2);
        assertThat(CommandLineFixture.run(shown.get(0).split(" ")).status()).isZero();
        assertThat(CommandLineFixture.run(shown.get(1).split(" ")).err())
                .contains("admin.properties`: there is no such file");
    }

    private static Outcome print(String... options) {
        String[] args = new String[options.length + 2];
        args[0] = "acls";
        args[1] = "print";
        System.arraycopy(options, 0, args, 2, options.length);
        return CommandLineFixture.run(args);
    }
}
