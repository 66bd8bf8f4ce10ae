package dev.holdfast.cli.command.rules;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.pack.Pack;
import dev.holdfast.rules.pack.RequiredCapabilities;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The packs that a command was given.
 *
 * @param packs in the order in which they were given
 * @param folderOf folders by the names of their packs, as they were given
 */
public record Packs(List<Pack> packs, Map<String, Path> folderOf) {
    public static Packs read(List<Path> folders) throws IOException, CommandFailed {
        var packs = new ArrayList<Pack>();
        var folderOf = new LinkedHashMap<String, Path>();
        for (Path folder : folders) {
            Pack pack = read(folder);
            if (folderOf.putIfAbsent(pack.name(), folder) != null) {
                throw new CommandFailed("expected folders of different names, found `" + pack.name() + "` twice", 2);
            }
            packs.add(pack);
        }
        return new Packs(packs, folderOf);
    }

    private static Pack read(Path folder) throws IOException, CommandFailed {
        try {
            return Pack.read(folder);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), 2);
        }
    }

    /** One ruleset: the baseline, and the packs beside it or, under the name of one of its packs, in that one's place; it requires of executors what any of them does. */
    public static Ruleset withBaseline(List<Pack> packs) {
        var files = new LinkedHashMap<String, String>();
        Ruleset.baseline().files().forEach(file -> files.put(file.path(), file.text()));
        packs.forEach(pack -> pack.files().forEach(file -> files.put(file.path(), file.text())));
        return Ruleset.of(files.entrySet().stream()
                        .map(file -> new Ruleset.RuleFile(file.getKey(), file.getValue()))
                        .toList())
                .requiring(RequiredCapabilities.of(packs));
    }
}
