package dev.holdfast.connect;

import dev.holdfast.schemas.RootSegmentPartitioner;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.jspecify.annotations.Nullable;

/**
 * Makes a record one about an execution: its key becomes the execution id, taken from a field of its value or from a header, and its
 * partition the one on which that execution and all its descendants are decided ({@link RootSegmentPartitioner}). Topic, value,
 * headers and timestamp stay as they are.
 *
 * <p>The key is text; a worker needs {@code key.converter=org.apache.kafka.connect.storage.StringConverter} so that its bytes are the
 * id's and nothing else. Stateless once configured; Connect calls it from one thread.
 */
public final class RouteToExecution<R extends ConnectRecord<R>> implements Transformation<R>, Versioned {
    /** Where in the value the id stands. */
    public static final String FIELD = "field";

    /** The header that holds the id. */
    public static final String HEADER = "header";

    /** How many partitions the deployment has. */
    public static final String PARTITIONS = "partitions";

    private static final String UNDEFINED_VERSION = "undefined";

    private @Nullable Route route;

    private record Route(IdSource source, int partitions) {}

    /** A new definition of the keys, with their documentation. */
    public static ConfigDef define() {
        return new ConfigDef()
                .define(
                        FIELD,
                        Type.STRING,
                        "",
                        LambdaValidator.with(
                                RouteToExecution::checkPath,
                                () -> "names separated by dots; a name that has a dot, between backticks"),
                        Importance.HIGH,
                        "Where in the value the execution id stands: names separated by dots, a name that itself has a dot between"
                                + " backticks, such as output_fields.`container.id`. Either this or `header`.")
                .define(
                        HEADER,
                        Type.STRING,
                        "",
                        Importance.HIGH,
                        "The header that holds the execution id as text; the last one of that name counts. Either this or `field`.")
                .define(
                        PARTITIONS,
                        Type.INT,
                        ConfigDef.NO_DEFAULT_VALUE,
                        Range.atLeast(1),
                        Importance.HIGH,
                        "How many partitions every topic of the deployment has, and the topic that the connector writes: the number that"
                                + " `holdfast topics create --partitions` was given.");
    }

    @Override
    public ConfigDef config() {
        return define();
    }

    /** @throws ConfigException when a value is out of range, or not exactly one of {@code field} and {@code header} is given */
    @Override
    public void configure(Map<String, ?> values) {
        var config = new AbstractConfig(define(), values, false);
        String field = config.getString(FIELD);
        String header = config.getString(HEADER);
        if (field.isEmpty() == header.isEmpty()) {
            throw new ConfigException("expected either `" + FIELD + "` or `" + HEADER + "`, found "
                    + (field.isEmpty() ? "neither" : "both") + "; name the one place where the execution id stands");
        }
        IdSource source =
                header.isEmpty() ? new IdSource.OfField(FieldPath.parse(field)) : new IdSource.OfHeader(header);
        route = new Route(source, config.getInt(PARTITIONS));
    }

    /** @throws DataException when the record has no legal execution id; {@code errors.tolerance} decides what then happens */
    @Override
    public R apply(R record) {
        Route known = Objects.requireNonNull(route, "expected configure() before apply()");
        String id;
        try {
            id = known.source().idOf(record);
        } catch (NoExecutionId e) {
            throw new DataException(
                    coordinates(record) + ": " + e.getMessage()
                            + "; correct its sender or this transform's configuration (`errors.tolerance` decides whether the task goes on without it)");
        }
        return record.newRecord(
                record.topic(),
                RootSegmentPartitioner.partitionOf(id, known.partitions()),
                Schema.STRING_SCHEMA,
                id,
                record.valueSchema(),
                record.value(),
                record.timestamp(),
                record.headers());
    }

    @Override
    public String version() {
        String version = RouteToExecution.class.getPackage().getImplementationVersion();
        return version == null ? UNDEFINED_VERSION : version;
    }

    @Override
    public void close() {}

    private static void checkPath(String name, Object value) {
        String path = (String) value;
        if (!path.isEmpty()) {
            try {
                FieldPath.parse(path);
            } catch (ConfigException e) {
                throw new ConfigException(name + ": " + e.getMessage());
            }
        }
    }

    private static String coordinates(ConnectRecord<?> record) {
        String topic = "record for topic `" + record.topic() + "`";
        return record instanceof SourceRecord source
                ? topic + " from " + source.sourcePartition() + " at " + source.sourceOffset()
                : topic;
    }
}
