package dev.holdfast.rules.check;

import dev.holdfast.rules.drl.Diagnostic;
import dev.holdfast.rules.drl.DrlFile;
import dev.holdfast.rules.drl.DrlRule;
import dev.holdfast.rules.drl.DrlText;
import dev.holdfast.rules.drl.Nearest;
import dev.holdfast.rules.drl.Problem;
import dev.holdfast.rules.pack.Pack;
import dev.holdfast.rules.pack.PackManifest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Holds packs to what they declare: their names, the packs they require, the codes they may find. */
final class Declarations {
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    private Declarations() {}

    /**
     * What is wrong.
     *
     * @param files of each pack, by its name
     * @param shipped packs that are always there, by name
     */
    static List<Diagnostic> check(List<Pack> packs, Map<String, List<DrlFile>> files, Set<String> shipped) {
        var declarations = new Declarations();
        var byName = new HashMap<String, Pack>();
        for (Pack pack : packs) {
            byName.put(pack.name(), pack);
            declarations.checkCodes(pack, files.getOrDefault(pack.name(), List.of()));
        }
        for (Pack pack : packs) {
            declarations.checkName(pack);
            declarations.checkRequired(pack, byName, shipped);
        }
        return declarations.diagnostics;
    }

    private void checkCodes(Pack pack, List<DrlFile> files) {
        if (pack.manifest().isEmpty()) {
            return;
        }
        Map<String, PackManifest.Code> declared = pack.manifest().get().codes();
        var found = new TreeSet<String>();
        for (DrlFile file : files) {
            for (DrlRule rule : file.rules()) {
                for (DrlRule.Saying saying : rule.sayings()) {
                    found.add(saying.code());
                    checkCode(file.source(), saying, declared);
                }
            }
        }
        // Rules that could not be read may find the rest.
        boolean complete = !files.isEmpty() && files.stream().allMatch(DrlFile::isAcceptable);
        declared.forEach((code, declaration) -> {
            if (complete && !found.contains(code)) {
                DrlText manifest = pack.manifestText().orElseThrow();
                diagnostics.add(Diagnostic.at(
                        manifest,
                        manifest.offsetOf(declaration.line()),
                        1,
                        Problem.UNUSED_CODE,
                        "expected a rule that finds `" + code + "`, found none",
                        "take the code out, or write the rule"));
            }
        });
    }

    private void checkCode(DrlText source, DrlRule.Saying saying, Map<String, PackManifest.Code> declared) {
        String severity = saying.action().toUpperCase(Locale.ROOT);
        PackManifest.Code declaration = declared.get(saying.code());
        if (declaration == null) {
            diagnostics.add(Diagnostic.at(
                    source,
                    saying.codeOffset(),
                    saying.code().length() + 2,
                    Problem.UNDECLARED_CODE,
                    "expected a code that pack.yaml declares, found `" + saying.code() + "`",
                    declared.isEmpty() ? "declare it under `codes`" : Nearest.hint(saying.code(), declared.keySet())));
        } else if (!declaration.severity().name().equals(severity)) {
            diagnostics.add(Diagnostic.at(
                    source,
                    saying.offset(),
                    saying.collector().length() + 1 + saying.action().length(),
                    Problem.UNDECLARED_CODE,
                    "expected `" + saying.code() + "` as pack.yaml declares it, " + declaration.severity() + ", found "
                            + severity,
                    ""));
        }
    }

    private void checkName(Pack pack) {
        pack.manifest().ifPresent(manifest -> {
            if (!manifest.name().equals(pack.name())) {
                wrong(
                        pack,
                        "expected the pack to be called as its folder, `" + pack.name() + "`, found `" + manifest.name()
                                + "`",
                        "");
            }
        });
    }

    private void checkRequired(Pack pack, Map<String, Pack> byName, Set<String> shipped) {
        for (String required : required(pack)) {
            if (!byName.containsKey(required) && !shipped.contains(required)) {
                wrong(
                        pack,
                        "expected the pack `" + required + "` that `" + pack.name() + "` requires, found none",
                        "name its folder as well");
            }
        }
        if (reaches(pack.name(), byName).contains(pack.name())) {
            wrong(
                    pack,
                    "expected packs that do not require one another in a circle, found that `" + pack.name()
                            + "` requires itself, through " + reaches(pack.name(), byName),
                    "take one requirement out");
        }
    }

    /** All packs that a pack requires, directly or through others. */
    private static Set<String> reaches(String name, Map<String, Pack> byName) {
        var reached = new TreeSet<String>();
        var waiting = new ArrayDeque<>(List.of(name));
        while (!waiting.isEmpty()) {
            Pack pack = byName.get(waiting.remove());
            if (pack != null) {
                required(pack).stream().filter(reached::add).forEach(waiting::add);
            }
        }
        return reached;
    }

    private static List<String> required(Pack pack) {
        return pack.manifest().map(PackManifest::requires).orElse(List.of());
    }

    private void wrong(Pack pack, String message, String hint) {
        DrlText manifest = pack.manifestText().orElseThrow();
        diagnostics.add(Diagnostic.at(manifest, 0, 1, Problem.PACK, message, hint));
    }
}
