package dev.holdfast.rules;

import static java.util.stream.Collectors.toMap;

import dev.holdfast.record.Capability;
import dev.holdfast.rules.drl.DrlBytes;
import dev.holdfast.trust.intake.Limits;
import dev.holdfast.trust.signature.FilesDigest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * DRL files that belong together, addressed by their digest. Immutable.
 *
 * @param files in the order of their paths; at least one
 * @param capabilities what it requires of executors; the digest does not cover it
 * @param digest SHA-256 over each file's path and text in that order, both length-prefixed (4 bytes, big-endian), lower-case hex
 */
public record Ruleset(List<RuleFile> files, Set<Capability> capabilities, String digest) {
    /** The most a ruleset may hold, in bytes of UTF-8: what can be published. */
    public static final long MAXIMUM_BYTES = Limits.RULES_BYTES;

    private static final String PACKS = "packs/";

    /** The package of the rules about executions that are always in force. */
    static final String BASELINE_PACKAGE = "dev.holdfast.packs.baseline";

    /** The packages of the rules that are always in force, about executions and about requests. */
    static final Set<String> BASELINE_PACKAGES = Set.of(BASELINE_PACKAGE, "dev.holdfast.packs.admission");

    /** The files of the packs that are always in force: about executions, and about requests for them. */
    static final List<String> BASELINE_FILES = List.of(
            "admission/limits.drl",
            "baseline/attestation.drl",
            "baseline/budget.drl",
            "baseline/environment.drl",
            "baseline/grant.drl",
            "baseline/heartbeats.drl",
            "baseline/scope.drl");

    // Rules of these folders' packages are asked by themselves when others fail: one more of them counts as much as a
    // change.
    private static final List<String> BASELINE_FOLDERS = List.of("admission/", "baseline/");

    public Ruleset {
        var required = EnumSet.noneOf(Capability.class);
        required.addAll(capabilities);
        capabilities = Collections.unmodifiableSet(required);
    }

    /**
     * One DRL file.
     *
     * @param path by which messages name it, such as {@code baseline/grant.drl}
     * @param text its content
     */
    public record RuleFile(String path, String text) {}

    /**
     * Files that require nothing of executors beside what every ruleset does.
     *
     * @throws IllegalArgumentException when there is no file, or more than {@link #MAXIMUM_BYTES}
     */
    public static Ruleset of(List<RuleFile> files) {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("expected a ruleset of at least one DRL file, found none");
        }
        List<RuleFile> ordered =
                files.stream().sorted(Comparator.comparing(RuleFile::path)).toList();
        var digest = new FilesDigest();
        ordered.forEach(file -> digest.add(file.path(), file.text()));
        if (digest.sizeBytes() > MAXIMUM_BYTES) {
            throw new IllegalArgumentException(
                    "expected a ruleset of at most " + MAXIMUM_BYTES + " bytes, found " + digest.sizeBytes());
        }
        return new Ruleset(ordered, Set.of(), digest.hex());
    }

    /** The same files, requiring this of executors. */
    public Ruleset requiring(Collection<Capability> required) {
        return new Ruleset(files, Set.copyOf(required), digest);
    }

    /** The packs that ship with Holdfast. */
    public static Ruleset baseline() {
        return Shipped.RULESET;
    }

    /** Read once: a class path that is replaced beneath an evaluator that runs must not take its baseline away. */
    private static final class Shipped {
        static final Ruleset RULESET = read();
    }

    private static Ruleset read() {
        var files = new ArrayList<RuleFile>();
        for (String name : BASELINE_FILES) {
            try (InputStream in = Ruleset.class.getResourceAsStream(PACKS + name)) {
                if (in == null) {
                    throw new IllegalStateException("the baseline packs lack `" + name + "` on the class path");
                }
                files.add(new RuleFile(name, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read `" + name + "` of the baseline packs", e);
            }
        }
        return of(files);
    }

    /** The first file of the packs that are always in force that it lacks; empty when it has them all. */
    public Optional<String> lackingOfBaseline() {
        return BASELINE_FILES.stream()
                .filter(name -> files.stream().noneMatch(file -> file.path().equals(name)))
                .findFirst();
    }

    /**
     * The first file by which its baseline is another one than the one shipped here: other content, or one more in its folders. Empty when it is
     * the same; what is lacking is not looked for.
     */
    public Optional<String> replacedOfBaseline() {
        Map<String, String> shipped = baseline().files().stream().collect(toMap(RuleFile::path, RuleFile::text));
        return files.stream()
                .filter(file -> BASELINE_FOLDERS.stream().anyMatch(file.path()::startsWith))
                .filter(file -> !file.text().equals(shipped.get(file.path())))
                .map(RuleFile::path)
                .findFirst();
    }

    /**
     * The baseline, and beside it every {@code *.drl} file below a directory.
     *
     * @throws IOException when the directory cannot be read
     * @throws IllegalArgumentException when it is none, holds no DRL file, or too much
     */
    public static Ruleset baselineAnd(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("expected a directory of DRL files, found none at `" + directory + "`");
        }
        var files = new ArrayList<>(baseline().files());
        try (Stream<Path> found = Files.walk(directory)) {
            List<Path> drl = found.filter(path -> path.toString().endsWith(".drl") && Files.isRegularFile(path))
                    .toList();
            if (drl.isEmpty()) {
                throw new IllegalArgumentException("expected DRL files below `" + directory + "`, found none");
            }
            for (Path path : drl) {
                String name = directory.relativize(path).toString().replace('\\', '/');
                DrlBytes.Decoded decoded = DrlBytes.decode("local/" + name, Files.readAllBytes(path));
                if (decoded.fault().isPresent()) {
                    throw new IllegalArgumentException(decoded.fault().get().toString());
                }
                files.add(new RuleFile("local/" + name, decoded.text().text()));
            }
        }
        return of(files);
    }
}
