package dev.holdfast.cli.command.rules;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.rules.pack.Pack;
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
}
