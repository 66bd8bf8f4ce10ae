package dev.holdfast.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldPathTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            id                                | id
            run.id                            | run;id
            `run`.id                          | run;id
            output_fields.`container.id`      | output_fields;container.id
            `gen_ai.conversation.id`          | gen_ai.conversation.id
            `a.b`.`c.d`                       | a.b;c.d
            """)
    void shouldReadAPath(String text, String names) {
        assertThat(FieldPath.parse(text).names()).containsExactly(names.split(";"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            .         | an empty name
            a.        | an empty name
            .a        | an empty name
            a..b      | an empty name
            ``        | an empty name
            `a.b      | a backtick that is not closed
            `a`b      | `b` after a closing backtick
            a`b       | a backtick within a name
            """)
    void shouldRefuseAMalformedPath(String text, String found) {
        assertThatThrownBy(() -> FieldPath.parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage("field path `" + text
                        + "`: expected names separated by dots, a name with a dot between backticks; found " + found);
    }

    @Test
    void shouldBoundTheDepth() {
        assertThat(FieldPath.parse("a" + ".a".repeat(FieldPath.DEPTH_MAXIMUM - 1))
                        .names())
                .hasSize(FieldPath.DEPTH_MAXIMUM);
        assertThatThrownBy(() -> FieldPath.parse("a" + ".a".repeat(FieldPath.DEPTH_MAXIMUM)))
                .hasMessageEndingWith("found more than 32 names");
    }

    @Test
    void shouldFindANameThatHasADot() throws NoExecutionId {
        Object found = FieldPath.parse("output_fields.`container.id`")
                .in(Map.of("output_fields", Map.of("container.id", "order-17", "container", Map.of("id", "other"))));

        assertThat(found).isEqualTo("order-17");
    }

    @Test
    void shouldPrintAsItIsConfigured() {
        assertThat(new FieldPath(List.of("output_fields", "container.id"))).hasToString("output_fields.`container.id`");
    }
}
