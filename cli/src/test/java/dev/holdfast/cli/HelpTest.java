package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {

    static Stream<List<String>> commands() {
        var paths = new ArrayList<List<String>>();
        collect(Holdfast.commandLine(), List.of(), paths);
        return paths.stream();
    }

    private static void collect(CommandLine command, List<String> path, List<List<String>> into) {
        into.add(path);
        command.getSubcommands().forEach((name, sub) -> {
            if (!name.equals("help")) {
                var deeper = new ArrayList<>(path);
                deeper.add(name);
                collect(sub, deeper, into);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldHelpWithEveryCommand(List<String> path) {
        var args = new ArrayList<>(path);
        args.add("--help");

        CommandLineFixture.Outcome outcome = CommandLineFixture.run(args.toArray(String[]::new));

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).startsWith("Usage: holdfast").contains("--help");
        assertThat(outcome.err()).isEmpty();
    }
}
