package dev.holdfast.rules.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.record.Capability;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Ruleset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequiredCapabilitiesTest {
    private static final String MANIFEST = """
            name: mine
            version: 1.0.0
            description: Mine.
            capabilities: [%s]
            """;

    @TempDir
    Path folder;

    @Test
    void shouldRequireOfEveryExecutorToPauseAndToEnd() {
        assertThat(RequiredCapabilities.ofBaseline()).containsExactly(Capability.PAUSE, Capability.KILL);
    }

    @Test
    void shouldRequireWhatAnyPackDoes() throws IOException {
        assertThat(RequiredCapabilities.of(List.of(pack("mine", "FREEZE"), pack("yours", "PAUSE"))))
                .containsExactly(Capability.PAUSE, Capability.KILL, Capability.FREEZE);
        assertThat(RequiredCapabilities.of(List.of(pack("mine", "KILL"))))
                .containsExactly(Capability.PAUSE, Capability.KILL);
    }

    @Test
    void shouldReadEveryManifestBelowADirectory() throws IOException {
        pack("mine", "PAUSE");
        pack("yours", "FREEZE");

        assertThat(RequiredCapabilities.below(folder)).contains(Capability.FREEZE);
    }

    @Test
    void shouldRequireWhatTheBaselineDoesWhereThereIsNoManifest() throws IOException {
        Files.writeString(folder.resolve("not-a-pack.yaml"), MANIFEST.formatted("FREEZE"));

        assertThat(RequiredCapabilities.below(folder)).isEqualTo(RequiredCapabilities.ofBaseline());
    }

    @Test
    void shouldRefuseAFaultyManifestWithItsPlace() throws IOException {
        Files.createDirectories(folder.resolve("mine"));
        Files.writeString(folder.resolve("mine/pack.yaml"), MANIFEST.formatted("FREZE"));

        assertThatThrownBy(() -> RequiredCapabilities.below(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("local/mine/pack.yaml:4:", "found `FREZE`");
    }

    @Test
    void shouldKeepTheDigestOfARulesetWhateverItRequires() throws CompiledRuleset.Broken {
        Ruleset requiring = Ruleset.baseline().requiring(Set.of(Capability.FREEZE));

        assertThat(requiring.digest()).isEqualTo(Ruleset.baseline().digest());
        try (var engine = CompiledRuleset.compile(requiring).newEngine()) {
            assertThat(engine.requiredCapabilities()).containsExactly(Capability.FREEZE);
        }
    }

    private Pack pack(String name, String capability) throws IOException {
        Path directory = Files.createDirectories(folder.resolve(name));
        Files.writeString(directory.resolve("rules.drl"), "package dev.holdfast.packs." + name + "\n");
        Files.writeString(
                directory.resolve(Pack.MANIFEST), MANIFEST.formatted(capability).replace("mine", name));
        return Pack.read(directory);
    }
}
