package dev.holdfast.bench.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SubjectsTest {
    static Stream<String> names() {
        return Subjects.names().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldAllDecideAlike(String subject) throws Exception {
        // Throws when an answer is not the one that the rules give.
        Subjects.ready(subject, 12).close();
    }

    @Test
    void shouldDecideSomethingElseInEverySituationThatIsNotHealthy() {
        List<Clause> clauses = RuleTable.clauses(12);

        assertThat(RuleTable.situations().stream().map(each -> RuleTable.answer(clauses, each)))
                .containsExactly(
                        Answer.TRUST,
                        Answer.TRUST,
                        Answer.TRUST,
                        Answer.TRUST,
                        Answer.TRUST,
                        Answer.HALT,
                        Answer.PAUSE,
                        Answer.HALT);
    }

    @Test
    void shouldKnowNobodyElse() {
        assertThatThrownBy(() -> Subjects.ready("OPA", 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("`OPA`");
    }
}
