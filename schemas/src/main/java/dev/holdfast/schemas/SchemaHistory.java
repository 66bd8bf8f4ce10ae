package dev.holdfast.schemas;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.GovernanceState;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.SchemaStore;

/**
 * Every version of one schema that ever was, oldest first, kept as {@code history/<name>/<version>.avsc}. The newest is the one that
 * the generated class has.
 */
public final class SchemaHistory {
    private static final int MAXIMUM_VERSIONS = 1_000;

    /** Read once each: parsing them took a tenth of the time of the evaluator's tests. No more than there are topics and stores. */
    private static final Map<String, SchemaHistory> LOADED = new ConcurrentHashMap<>();

    private final String name;
    private final List<Schema> versions;

    // Of each version once: every task of an evaluator asks for them when it starts.
    private final Map<Long, Schema> byFingerprint = new LinkedHashMap<>();
    private final long newestFingerprint;

    private SchemaHistory(String name, List<Schema> versions) {
        this.name = name;
        this.versions = versions;
        versions.forEach(schema -> byFingerprint.put(SchemaNormalization.parsingFingerprint64(schema), schema));
        this.newestFingerprint = SchemaNormalization.parsingFingerprint64(newest());
    }

    /** The versions of a topic's values. */
    public static SchemaHistory of(Topic topic) {
        return named(topic.logicalName());
    }

    /** The versions of the evaluator's state. */
    public static SchemaHistory ofExecutionState() {
        return named("execution-state");
    }

    /** The versions of what the evaluator keeps of governance. */
    public static SchemaHistory ofGovernanceState() {
        return named("governance-state");
    }

    /** The versions of what the evaluator remembers of a ruleset on trial. */
    public static SchemaHistory ofShadowState() {
        return named("shadow-state");
    }

    /** All versions of what is kept of governance, for reading a store that an earlier version wrote. */
    public static SchemaStore governanceStateStore() {
        var store = new SchemaStore.Cache();
        ofGovernanceState().versions().forEach(store::addSchema);
        store.addSchema(GovernanceState.getClassSchema());
        return store;
    }

    /** All versions of the state, for reading a store that an earlier version wrote. */
    public static SchemaStore executionStateStore() {
        var store = new SchemaStore.Cache();
        ofExecutionState().versions().forEach(store::addSchema);
        store.addSchema(ExecutionState.getClassSchema());
        return store;
    }

    /** The versions, oldest first; never empty. */
    public List<Schema> versions() {
        return versions;
    }

    /** The newest version. */
    public Schema newest() {
        return versions.get(versions.size() - 1);
    }

    /** The version with this 64-bit Rabin fingerprint (Avro specification, "Schema Fingerprints"), if there is one. */
    public Optional<Schema> byFingerprint(long fingerprint) {
        return Optional.ofNullable(byFingerprint.get(fingerprint));
    }

    /** The versions by their 64-bit Rabin fingerprints, oldest first. */
    public Map<Long, Schema> fingerprints() {
        return Collections.unmodifiableMap(byFingerprint);
    }

    /** The 64-bit Rabin fingerprint of the newest version. */
    public long newestFingerprint() {
        return newestFingerprint;
    }

    private static SchemaHistory named(String name) {
        return LOADED.computeIfAbsent(name, SchemaHistory::load);
    }

    private static SchemaHistory load(String name) {
        var versions = new ArrayList<Schema>();
        for (int version = 1; version <= MAXIMUM_VERSIONS; version++) {
            String path = String.format(Locale.ROOT, "history/%s/%d.avsc", name, version);
            try (InputStream in = SchemaHistory.class.getResourceAsStream(path)) {
                if (in == null) {
                    break;
                }
                versions.add(new Schema.Parser().parse(in));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read schema `" + path + "` from the class path", e);
            }
        }
        if (versions.isEmpty()) {
            throw new IllegalStateException(
                    "schema `" + name + "` has no version 1 under schemas/history: write it there");
        }
        return new SchemaHistory(name, List.copyOf(versions));
    }

    @Override
    public String toString() {
        return name + " (" + versions.size() + " versions)";
    }
}
