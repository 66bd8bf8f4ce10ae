package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterChoiceTest {
    @ParameterizedTest
    @CsvSource({
        "AUTO, true, CONTAINERS",
        "AUTO, false, EMBEDDED",
        "EMBEDDED, true, EMBEDDED",
        "EMBEDDED, false, EMBEDDED",
        "CONTAINERS, true, CONTAINERS",
        "CONTAINERS, false, CONTAINERS"
    })
    void shouldResolveToAKind(ClusterChoice choice, boolean engineAnswers, ClusterKind expected) {
        assertThat(choice.resolve(engineAnswers)).isEqualTo(expected);
    }

    @Test
    void shouldReadTheProperty() {
        assertThat(ClusterChoice.parse(null)).isEqualTo(ClusterChoice.AUTO);
        assertThat(ClusterChoice.parse("embedded")).isEqualTo(ClusterChoice.EMBEDDED);
    }

    @Test
    void shouldRefuseAnyOtherWord() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusterChoice.parse("docker"))
                .withMessageContaining(ClusterChoice.PROPERTY)
                .withMessageContaining("`docker`");
    }

    @Test
    void shouldSpellABrokerSettingAsKafkasImageDoes() {
        assertThat(ContainerStack.variable("group.min.session.timeout.ms"))
                .isEqualTo("KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS");
    }
}
