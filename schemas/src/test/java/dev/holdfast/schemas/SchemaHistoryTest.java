package dev.holdfast.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.GovernanceState;
import dev.holdfast.record.ShadowState;
import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.ParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.SimpleParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaHistoryTest {

    static Stream<Arguments> schemas() {
        return Stream.concat(
                Arrays.stream(Topic.values()).map(topic -> Arguments.of(topic.logicalName(), topic.schema())),
                Stream.of(
                        Arguments.of("execution-state", ExecutionState.getClassSchema()),
                        Arguments.of("governance-state", GovernanceState.getClassSchema()),
                        Arguments.of("shadow-state", ShadowState.getClassSchema())));
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void shouldKeepTheCurrentSchemaAsTheNewestVersion(String name, Schema current) throws IOException {
        Schema plain = AvroSchemaUtils.getSchema(new GenericData.Record(current), false, false, true);
        String text = plain.toString(true) + "\n";
        Path candidate = Path.of("target", "history", name, "next.avsc");
        Files.createDirectories(candidate.getParent());
        Files.writeString(candidate, text);

        List<Path> kept = kept(name);

        assertThat(kept)
                .as("versions of `%s`; keep %s as schemas/history/%s/1.avsc", name, candidate, name)
                .isNotEmpty();
        assertThat(Files.readString(kept.get(kept.size() - 1)))
                .as("schema `%s` changed: keep %s as the next version under schemas/history/%s", name, candidate, name)
                .isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void shouldReadAndBeReadByEveryEarlierVersion(String name, Schema current) throws IOException {
        var earlier = new ArrayList<ParsedSchemaHolder>();
        for (Path path : kept(name)) {
            earlier.add(new SimpleParsedSchemaHolder(new AvroSchema(Files.readString(path))));
        }

        List<String> problems = new AvroSchema(current).isCompatible(CompatibilityLevel.FULL_TRANSITIVE, earlier);

        assertThat(problems).as("incompatibilities of `%s`", name).isEmpty();
    }

    @Test
    void shouldNoticeAVersionThatEarlierReadersCannotRead() {
        Schema before = SchemaBuilder.record("R").fields().requiredLong("a").endRecord();
        Schema after = SchemaBuilder.record("R").fields().requiredLong("b").endRecord();

        List<String> problems = new AvroSchema(after)
                .isCompatible(
                        CompatibilityLevel.FULL_TRANSITIVE,
                        List.of(new SimpleParsedSchemaHolder(new AvroSchema(before))));

        assertThat(problems).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void shouldDocumentEveryField(String name, Schema current) {
        var undocumented = new ArrayList<String>();

        collectUndocumented(current, undocumented, new ArrayList<>());

        assertThat(undocumented)
                .as("fields and types of `%s` without a doc", name)
                .isEmpty();
    }

    private static void collectUndocumented(Schema schema, List<String> into, List<String> seen) {
        switch (schema.getType()) {
            case UNION -> schema.getTypes().forEach(type -> collectUndocumented(type, into, seen));
            case ARRAY -> collectUndocumented(schema.getElementType(), into, seen);
            case MAP -> collectUndocumented(schema.getValueType(), into, seen);
            case RECORD -> {
                if (seen.contains(schema.getFullName())) {
                    return;
                }
                seen.add(schema.getFullName());
                if (schema.getDoc() == null) {
                    into.add(schema.getFullName());
                }
                for (Schema.Field field : schema.getFields()) {
                    if (field.doc() == null) {
                        into.add(schema.getFullName() + "." + field.name());
                    }
                    collectUndocumented(field.schema(), into, seen);
                }
            }
            default -> {}
        }
    }

    /** The kept versions, oldest first, which must be numbered from 1 without a gap. */
    private static List<Path> kept(String name) throws IOException {
        Path directory = Path.of("history", name);
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        long files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.count();
        }
        var versions = new ArrayList<Path>();
        for (int version = 1; version <= files; version++) {
            Path path = directory.resolve(version + ".avsc");
            assertThat(path).exists();
            versions.add(path);
        }
        return versions;
    }
}
