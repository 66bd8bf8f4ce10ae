package dev.holdfast.rules.pack;

import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.drl.Diagnostic;
import dev.holdfast.rules.drl.DrlBytes;
import dev.holdfast.rules.drl.DrlText;
import dev.holdfast.rules.drl.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of rules, as read.
 *
 * @param name of the folder; paths of files begin with it
 * @param files the DRL files, in the order of their paths
 * @param manifestText of {@code pack.yaml}; empty when there is none
 * @param manifest what it says; empty when that is wrong
 * @param faults of the manifest and of the files' encoding
 */
public record Pack(
        String name,
        List<DrlText> files,
        Optional<DrlText> manifestText,
        Optional<PackManifest> manifest,
        List<Diagnostic> faults) {
    /** Name of the file that says what a pack is. */
    public static final String MANIFEST = "pack.yaml";

    private static final int MAXIMUM_FILES = 1_000;

    /**
     * Reads a folder. DRL files may lie in folders within it.
     *
     * @throws IOException when it cannot be read
     * @throws IllegalArgumentException when it is no folder, or holds no DRL
     */
    public static Pack read(Path directory) throws IOException {
        Path folder = directory.toAbsolutePath().normalize();
        if (!Files.isDirectory(folder) || folder.getFileName() == null) {
            throw new IllegalArgumentException("expected a folder of rules, found none at `" + directory
                    + "`; name the folder that holds the pack's " + MANIFEST + " and its DRL");
        }
        String name = folder.getFileName().toString();
        var faults = new ArrayList<Diagnostic>();
        var files = new ArrayList<DrlText>();
        List<Path> drl = drl(folder);
        tooLarge(name, folder, drl).ifPresent(faults::add);
        for (Path path : faults.isEmpty() ? drl : List.<Path>of()) {
            String label = label(name, folder, path);
            DrlBytes.Decoded decoded = DrlBytes.decode(label, Files.readAllBytes(path));
            decoded.fault().ifPresentOrElse(faults::add, () -> files.add(decoded.text()));
        }
        if (files.isEmpty() && faults.isEmpty()) {
            throw new IllegalArgumentException("expected DRL files below `" + directory
                    + "`, found none; name the folder of one pack, or write its rules to NAME.drl there");
        }
        Path manifest = folder.resolve(MANIFEST);
        String label = name + "/" + MANIFEST;
        if (!Files.isRegularFile(manifest)) {
            faults.add(Diagnostic.of(
                    label,
                    Problem.PACK,
                    "expected a pack.yaml beside the rules, found none",
                    "say there what the pack is and which codes it may find"));
            return new Pack(name, List.copyOf(files), Optional.empty(), Optional.empty(), List.copyOf(faults));
        }
        if (Files.size(manifest) > ManifestReader.MAXIMUM_CHARACTERS) {
            throw new IllegalArgumentException("expected `" + directory + "/" + MANIFEST + "` of at most "
                    + ManifestReader.MAXIMUM_CHARACTERS + " bytes, found " + Files.size(manifest));
        }
        DrlBytes.Decoded decoded = DrlBytes.decode(label, Files.readAllBytes(manifest));
        decoded.fault().ifPresent(faults::add);
        Optional<PackManifest> read = Optional.empty();
        if (decoded.fault().isEmpty()) {
            ManifestReader.Read reading = ManifestReader.read(decoded.text());
            faults.addAll(reading.faults());
            read = reading.manifest();
        }
        return new Pack(name, List.copyOf(files), Optional.of(decoded.text()), read, List.copyOf(faults));
    }

    /**
     * The ruleset that packs make together, whether they are checked, tested or published: the baseline, and their files beside it. A file of the path of
     * one of the baseline's takes that one's place; what else the baseline holds stays. It requires of executors what any of them does.
     *
     * @throws IllegalArgumentException when it is larger than a ruleset may be
     */
    public static Ruleset withBaseline(List<Pack> packs) {
        var files = new LinkedHashMap<String, String>();
        Ruleset.baseline().files().forEach(file -> files.put(file.path(), file.text()));
        packs.forEach(pack -> pack.files().forEach(file -> files.put(file.path(), file.text())));
        return Ruleset.of(files.entrySet().stream()
                        .map(file -> new Ruleset.RuleFile(file.getKey(), file.getValue()))
                        .toList())
                .requiring(RequiredCapabilities.of(packs));
    }

    private static List<Path> drl(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(path -> path.toString().endsWith(".drl") && Files.isRegularFile(path))
                    .sorted()
                    .toList();
        }
    }

    /** What is wrong where there is more than a ruleset may hold; nothing of it is to be read then. */
    private static Optional<Diagnostic> tooLarge(String pack, Path folder, List<Path> files) throws IOException {
        long bytes = 0;
        Path largest = folder;
        long most = -1;
        for (Path file : files) {
            long size = Files.size(file);
            bytes += size;
            largest = size > most ? file : largest;
            most = Math.max(most, size);
        }
        if (files.size() <= MAXIMUM_FILES && bytes <= Ruleset.MAXIMUM_BYTES) {
            return Optional.empty();
        }
        return Optional.of(Diagnostic.of(
                label(pack, folder, largest),
                Problem.TOO_LARGE,
                "expected at most " + MAXIMUM_FILES + " DRL files of together " + Ruleset.MAXIMUM_BYTES
                        + " bytes, found in `" + pack + "` " + files.size() + " of together " + bytes
                        + " bytes; this is the largest, of " + most,
                "write fewer rules; all that is in force together has to fit"));
    }

    private static String label(String pack, Path folder, Path file) {
        return pack + "/" + folder.relativize(file).toString().replace('\\', '/');
    }
}
