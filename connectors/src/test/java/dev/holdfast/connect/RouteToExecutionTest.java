package dev.holdfast.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.schemas.RootSegmentPartitioner;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteToExecutionTest {
    private static final int PARTITIONS = 7;
    private static final Schema RUN =
            SchemaBuilder.struct().field("id", Schema.OPTIONAL_STRING_SCHEMA).build();
    private static final Schema OBSERVATION = SchemaBuilder.struct()
            .field("run", RUN)
            .field("count", Schema.INT32_SCHEMA)
            .build();

    @ParameterizedTest
    @ValueSource(strings = {"order-17", "order-17/fetch", "a/b/c/d"})
    void shouldRouteAStruct(String id) {
        SourceRecord record = record(OBSERVATION, observation(id));

        SourceRecord routed = byField("run.id").apply(record);

        assertThat(routed.key()).isEqualTo(id);
        assertThat(routed.keySchema()).isEqualTo(Schema.STRING_SCHEMA);
        assertThat(routed.kafkaPartition()).isEqualTo(RootSegmentPartitioner.partitionOf(id, PARTITIONS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"order-17", "order-17/fetch"})
    void shouldRouteAMap(String id) {
        SourceRecord record = record(null, Map.of("run", Map.of("id", id)));

        SourceRecord routed = byField("run.id").apply(record);

        assertThat(routed.key()).isEqualTo(id);
        assertThat(routed.kafkaPartition()).isEqualTo(RootSegmentPartitioner.partitionOf(id, PARTITIONS));
    }

    @Test
    void shouldRouteByAHeaderWhateverTheValueIs() {
        SourceRecord record = record(null, null);
        record.headers().addString("execution", "older").addString("execution", "order-17/fetch");

        SourceRecord routed = byHeader("execution").apply(record);

        assertThat(routed.key()).isEqualTo("order-17/fetch");
        assertThat(routed.kafkaPartition()).isEqualTo(RootSegmentPartitioner.partitionOf("order-17", PARTITIONS));
    }

    @Test
    void shouldPutDescendantsWhereTheirRootIs() {
        RouteToExecution<SourceRecord> route = byField("run.id");

        List<Integer> partitions = List.of("order-17", "order-17/fetch", "order-17/fetch/page-2").stream()
                .map(id -> route.apply(record(OBSERVATION, observation(id))).kafkaPartition())
                .distinct()
                .toList();

        assertThat(partitions).hasSize(1);
    }

    @Test
    void shouldReplaceKeyAndPartitionAndKeepTheRest() {
        Struct value = observation("order-17");
        SourceRecord record = record(OBSERVATION, value);
        record.headers().addString("kept", "yes");

        SourceRecord routed = byField("run.id").apply(record);

        assertThat(routed.topic()).isEqualTo("observations");
        assertThat(routed.value()).isSameAs(value);
        assertThat(routed.valueSchema()).isSameAs(OBSERVATION);
        assertThat(routed.timestamp()).isEqualTo(17L);
        assertThat(routed.headers()).isEqualTo(record.headers());
        assertThat(routed.sourceOffset()).isEqualTo(record.sourceOffset());
        assertThat(record.key()).isEqualTo("old key");
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("recordsWithoutAnId")
    void shouldRefuseARecordWithoutALegalId(SourceRecord record, String message) {
        assertThatThrownBy(() -> byField("run.id").apply(record))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "record for topic `observations` from {file=audit} at {line=3}: " + message
                                + "; correct its sender or this transform's configuration (`errors.tolerance` decides whether the task goes on without it)");
    }

    static List<Object[]> recordsWithoutAnId() {
        var nothing = new HashMap<String, Object>();
        nothing.put("id", null);
        String form = "field `run.id`: expected an execution id as text, found ";
        String segments =
                "field `run.id`: expected segments of ASCII letters, digits, `.`, `_`, `:`, `@` or `-` between slashes, found `%s`";
        return List.of(
                new Object[] {record(OBSERVATION, observation("a b")), segments.formatted("a b")},
                new Object[] {record(OBSERVATION, observation("a//b")), segments.formatted("")},
                new Object[] {record(OBSERVATION, observation("../a")), segments.formatted("..")},
                new Object[] {record(OBSERVATION, observation(null)), form + "nothing"},
                new Object[] {record(null, Map.of("run", nothing)), form + "nothing"},
                new Object[] {record(null, Map.of("run", Map.of("id", 17))), form + "a number"},
                new Object[] {record(null, Map.of("run", Map.of("id", List.of("a")))), form + "a list"},
                new Object[] {
                    record(null, Map.of("run", Map.of())), "field `run.id`: expected a field `id` in `run`, found none"
                },
                new Object[] {
                    record(RUN, new Struct(RUN).put("id", "a")), "field `run.id`: expected a field `run`, found none"
                },
                new Object[] {
                    record(null, Map.of("run", "a")), "field `run.id`: expected an object at `run`, found text"
                },
                new Object[] {
                    record(Schema.STRING_SCHEMA, "a"),
                    "field `run.id`: expected an object at the record's value, found text"
                },
                new Object[] {
                    record(null, null), "field `run.id`: expected an object at the record's value, found nothing"
                });
    }

    @Test
    void shouldRefuseARecordWithoutTheHeader() {
        SourceRecord record = record(OBSERVATION, observation("order-17"));
        record.headers().addString("executions", "order-17");

        assertThatThrownBy(() -> byHeader("execution").apply(record))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected a header `execution` with the execution id, found none");
    }

    @Test
    void shouldRefuseAHeaderThatIsNoText() {
        SourceRecord record = record(null, null);
        record.headers().addBytes("execution", new byte[] {'a'});

        assertThatThrownBy(() -> byHeader("execution").apply(record))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("header `execution`: expected an execution id as text, found bytes");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            partitions=4                             | expected either `field` or `header`, found neither
            partitions=4,field=id,header=id          | expected either `field` or `header`, found both
            field=id                                 | Missing required configuration "partitions"
            field=id,partitions=0                    | Value must be at least 1
            field=id,partitions=four                 | Not a number of type INT
            field=a..b,partitions=4                  | field: field path `a..b`: expected names separated by dots, a name with a dot between backticks; found an empty name
            """)
    void shouldRefuseABadConfiguration(String settings, String message) {
        var values = new HashMap<String, String>();
        for (String setting : settings.split(",", -1)) {
            String[] pair = setting.split("=", 2);
            values.put(pair[0], pair[1]);
        }

        try (var route = new RouteToExecution<SourceRecord>()) {
            assertThatThrownBy(() -> route.configure(values))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(message);
        }
    }

    @Test
    void shouldDocumentEveryKey() {
        assertThat(RouteToExecution.define().configKeys().values())
                .hasSize(3)
                .allSatisfy(key -> assertThat(key.documentation).isNotBlank());
    }

    private static RouteToExecution<SourceRecord> byField(String path) {
        return configured(RouteToExecution.FIELD, path);
    }

    private static RouteToExecution<SourceRecord> byHeader(String name) {
        return configured(RouteToExecution.HEADER, name);
    }

    private static RouteToExecution<SourceRecord> configured(String key, String value) {
        var route = new RouteToExecution<SourceRecord>();
        route.configure(Map.of(key, value, RouteToExecution.PARTITIONS, Integer.toString(PARTITIONS)));
        return route;
    }

    private static Struct observation(String id) {
        return new Struct(OBSERVATION).put("run", new Struct(RUN).put("id", id)).put("count", 1);
    }

    private static SourceRecord record(Schema schema, Object value) {
        return new SourceRecord(
                Map.of("file", "audit"),
                Map.of("line", 3),
                "observations",
                null,
                Schema.STRING_SCHEMA,
                "old key",
                schema,
                value,
                17L);
    }
}
