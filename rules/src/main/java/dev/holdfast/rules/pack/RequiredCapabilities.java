package dev.holdfast.rules.pack;

import dev.holdfast.record.Capability;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.drl.Diagnostic;
import dev.holdfast.rules.drl.DrlBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What packs that are in force together require of executors: what any of their manifests does, those of the packs that ship included. */
public final class RequiredCapabilities {
    private static final List<String> SHIPPED =
            List.of("packs/admission/" + Pack.MANIFEST, "packs/baseline/" + Pack.MANIFEST);

    private RequiredCapabilities() {}

    /** Of the packs that ship and are always in force. */
    public static Set<Capability> ofBaseline() {
        var required = EnumSet.noneOf(Capability.class);
        for (String name : SHIPPED) {
            try (InputStream in = Ruleset.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IllegalStateException("the baseline packs lack `" + name + "` on the class path");
                }
                required.addAll(read(name, in.readAllBytes()));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read `" + name + "` of the baseline packs", e);
            }
        }
        return required;
    }

    /** Of packs, and of those that ship. A pack without a sound manifest requires nothing: it is refused elsewhere. */
    public static Set<Capability> of(List<Pack> packs) {
        Set<Capability> required = ofBaseline();
        packs.forEach(pack -> pack.manifest().ifPresent(manifest -> required.addAll(manifest.capabilities())));
        return required;
    }

    /**
     * Of every {@code pack.yaml} below a directory, and of the packs that ship; of these alone where there is none.
     *
     * @throws IOException when the directory cannot be read
     * @throws IllegalArgumentException when a manifest is faulty; its message names file, line and fault
     */
    public static Set<Capability> below(Path directory) throws IOException {
        Set<Capability> required = ofBaseline();
        try (Stream<Path> found = Files.walk(directory)) {
            List<Path> manifests = found.filter(path -> path.endsWith(Pack.MANIFEST) && Files.isRegularFile(path))
                    .sorted()
                    .toList();
            for (Path path : manifests) {
                if (Files.size(path) > ManifestReader.MAXIMUM_CHARACTERS) {
                    throw new IllegalArgumentException("expected `" + path + "` of at most "
                            + ManifestReader.MAXIMUM_CHARACTERS + " bytes, found " + Files.size(path));
                }
                String name = "local/" + directory.relativize(path).toString().replace('\\', '/');
                required.addAll(read(name, Files.readAllBytes(path)));
            }
        }
        return required;
    }

    private static List<Capability> read(String name, byte[] bytes) {
        DrlBytes.Decoded decoded = DrlBytes.decode(name, bytes);
        if (decoded.fault().isPresent()) {
            throw new IllegalArgumentException(decoded.fault().get().toString());
        }
        ManifestReader.Read read = ManifestReader.read(decoded.text());
        return read.manifest()
                .orElseThrow(() -> new IllegalArgumentException(String.join(
                        "\n", read.faults().stream().map(Diagnostic::toString).toList())))
                .capabilities();
    }
}
