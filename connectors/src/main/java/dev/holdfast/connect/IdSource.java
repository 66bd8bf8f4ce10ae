package dev.holdfast.connect;

import dev.holdfast.schemas.ExecutionId;
import java.util.Optional;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.header.Header;
import org.jspecify.annotations.Nullable;

/** Where a record's execution id stands. */
sealed interface IdSource {

    /** A legal execution id. */
    String idOf(ConnectRecord<?> record) throws NoExecutionId;

    /** In a field of the value. */
    record OfField(FieldPath path) implements IdSource {
        @Override
        public String idOf(ConnectRecord<?> record) throws NoExecutionId {
            return legal("field `" + path + "`", path.in(record.value()));
        }
    }

    /** In a header; the last one of the name. */
    record OfHeader(String name) implements IdSource {
        @Override
        public String idOf(ConnectRecord<?> record) throws NoExecutionId {
            Header header = record.headers().lastWithName(name);
            if (header == null) {
                throw new NoExecutionId("expected a header `" + name + "` with the execution id, found none");
            }
            return legal("header `" + name + "`", header.value());
        }
    }

    private static String legal(String place, @Nullable Object found) throws NoExecutionId {
        if (!(found instanceof String id)) {
            throw new NoExecutionId(place + ": expected an execution id as text, found " + Kind.of(found));
        }
        Optional<String> flaw = ExecutionId.flaw(id);
        if (flaw.isPresent()) {
            throw new NoExecutionId(place + ": " + flaw.get());
        }
        return id;
    }
}
