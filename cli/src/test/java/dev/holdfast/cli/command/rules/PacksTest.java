package dev.holdfast.cli.command.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Capability;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.pack.Pack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PacksTest {
    @TempDir
    Path directory;

    @Test
    void shouldRequireOfExecutorsWhatAnyPackDoes() throws Exception {
        Path pack = Files.createDirectories(directory.resolve("mine"));
        Files.writeString(pack.resolve("rules.drl"), "package dev.holdfast.packs.mine\n");
        Files.writeString(pack.resolve("pack.yaml"), """
                name: mine
                version: 1.0.0
                description: Mine.
                capabilities: [FREEZE]
                """);

        Ruleset ruleset = Pack.withBaseline(Packs.read(List.of(pack)).packs());

        assertThat(ruleset.capabilities()).containsExactly(Capability.PAUSE, Capability.KILL, Capability.FREEZE);
    }

    @Test
    void shouldRequireWhatTheBaselineDoesWithoutAPack() {
        assertThat(Pack.withBaseline(List.of()).capabilities()).containsExactly(Capability.PAUSE, Capability.KILL);
    }
}
