package dev.holdfast.rules.pack;

import dev.holdfast.record.Capability;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a {@code pack.yaml} says.
 *
 * @param name of the pack, and of its folder
 * @param version three numbers, such as {@code 1.0.0}
 * @param description for people, one sentence or more
 * @param requires names of packs that must stand beside it
 * @param capabilities what executors must be capable of for its findings to have their effect
 * @param codes what its rules may find, by code
 */
public record PackManifest(
        String name,
        String version,
        String description,
        List<String> requires,
        List<Capability> capabilities,
        SortedMap<String, Code> codes) {

    public PackManifest {
        requires = List.copyOf(requires);
        capabilities = List.copyOf(capabilities);
        codes = sorted(codes);
    }

    /** What a finding brings about: for an execution {@code PAUSE} or {@code HALT}, for a request {@code ADMIT} or {@code DENY}. */
    public enum Severity {
        PAUSE,
        HALT,
        ADMIT,
        DENY
    }

    /**
     * What a rule may find.
     *
     * @param meaning one sentence
     * @param line where it is declared, from 1
     */
    public record Code(Severity severity, String meaning, int line) {}

    private static SortedMap<String, Code> sorted(Map<String, Code> codes) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(codes));
    }
}
