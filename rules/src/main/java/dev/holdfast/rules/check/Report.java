package dev.holdfast.rules.check;

import dev.holdfast.rules.drl.Diagnostic;
import java.util.List;

/**
 * What a check found.
 *
 * @param packs names of what was checked
 * @param rules how many rules could be read
 * @param diagnostics in the order of files and places; paths begin with the names of packs
 */
public record Report(List<String> packs, int rules, List<Diagnostic> diagnostics) {
    /** How many errors there are: with one, no ruleset of these packs may come into force. */
    public long errors() {
        return diagnostics.stream().filter(Diagnostic::isError).count();
    }

    /** How many warnings there are. */
    public long warnings() {
        return diagnostics.size() - errors();
    }
}
