package dev.holdfast.scenarios.suite;

import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.drl.Diagnostic;
import dev.holdfast.rules.drl.DrlText;
import dev.holdfast.rules.pack.Pack;
import dev.holdfast.rules.pack.PackManifest;
import dev.holdfast.rules.pack.RequiredCapabilities;
import dev.holdfast.scenarios.Scenario;
import dev.holdfast.scenarios.read.Fault;
import dev.holdfast.scenarios.read.ScenarioReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A pack with its scenarios, and the ruleset in which it is tested: its own rules, what it requires, and what is always in force.
 *
 * @param faults of the pack and of its scenarios, one a line; with any of them nothing is tested
 */
public record TestedPack(Pack pack, List<Scenario> scenarios, List<String> faults, Ruleset ruleset) {
    /** Folder of scenarios within a pack's. */
    public static final String SCENARIOS = "scenarios";

    private static final int MAXIMUM_SCENARIOS = 1_000;

    /**
     * Reads a folder.
     *
     * @throws IOException when it cannot be read
     * @throws IllegalArgumentException when it is no pack, requires one that does not lie beside it, or has too many scenarios
     */
    public static TestedPack read(Path folder) throws IOException {
        Pack pack = Pack.read(folder);
        var faults = new ArrayList<String>();
        pack.faults().stream()
                .filter(Diagnostic::isError)
                .map(Diagnostic::toString)
                .forEach(faults::add);
        var scenarios = new ArrayList<Scenario>();
        for (Path file : files(folder)) {
            String path = pack.name() + "/" + SCENARIOS + "/" + file.getFileName();
            String text = text(file, path, faults);
            ScenarioReader.Read read = ScenarioReader.read(new DrlText(path, text));
            read.scenario().ifPresent(scenarios::add);
            read.faults().stream().map(Fault::toString).forEach(faults::add);
        }
        return new TestedPack(pack, List.copyOf(scenarios), List.copyOf(faults), rulesetOf(pack, folder));
    }

    private static String text(Path file, String path, List<String> faults) throws IOException {
        if (Files.size(file) > ScenarioReader.MAXIMUM_CHARACTERS) {
            throw new IllegalArgumentException("expected `" + path + "` of at most " + ScenarioReader.MAXIMUM_CHARACTERS
                    + " bytes, found " + Files.size(file));
        }
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            faults.add(path + ":1:1: expected UTF-8, found other bytes");
            return "scenario: unreadable\ntimeline: [{at: 0s, silence: unreadable}]\nexpect: []\n";
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        Path scenarios = folder.resolve(SCENARIOS);
        if (!Files.isDirectory(scenarios)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(scenarios)) {
            List<Path> files = found.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
            if (files.size() > MAXIMUM_SCENARIOS) {
                throw new IllegalArgumentException("expected at most " + MAXIMUM_SCENARIOS + " scenarios in `"
                        + scenarios + "`, found " + files.size());
            }
            return files;
        }
    }

    private static Ruleset rulesetOf(Pack pack, Path folder) throws IOException {
        var files = new ArrayList<Ruleset.RuleFile>();
        for (Ruleset.RuleFile file : Ruleset.baseline().files()) {
            if (!file.path().startsWith(pack.name() + "/")) {
                files.add(file);
            }
        }
        var packs = new ArrayList<Pack>(List.of(pack));
        addAll(files, pack);
        for (String required : pack.manifest().map(PackManifest::requires).orElse(List.of())) {
            if (files.stream().noneMatch(file -> file.path().startsWith(required + "/"))) {
                Pack beside = Pack.read(folder.toAbsolutePath().normalize().resolveSibling(required));
                packs.add(beside);
                addAll(files, beside);
            }
        }
        return Ruleset.of(files).requiring(RequiredCapabilities.of(packs));
    }

    private static void addAll(List<Ruleset.RuleFile> files, Pack pack) {
        for (DrlText file : pack.files()) {
            files.add(new Ruleset.RuleFile(file.path(), file.text()));
        }
    }
}
