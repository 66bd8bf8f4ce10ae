package dev.holdfast.topology.simulation.corpus;

import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.Ruleset.RuleFile;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Output;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Worlds on record, with all that they came of: the schemas by the ids under which their records name them, and the rules that the evaluator was started with. So neither
 * a new schema nor a new rule changes what is recorded.
 */
public record InputsCorpus(List<RegisteredSchema> schemas, List<RuleFile> rules, List<RecordedWorld> worlds) {
    private static final String FORMAT = "holdfast-inputs-1";

    /** A schema where the registry had it. */
    public record RegisteredSchema(String subject, int version, int id, String text) {}

    /** What reads one element. */
    @FunctionalInterface
    private interface Element<T> {
        T read(DataInputStream in) throws IOException;
    }

    /** The rules that the evaluator was started with. */
    public Ruleset ruleset() {
        return Ruleset.of(rules);
    }

    /** Writes it, compressed. */
    public void write(OutputStream file) throws IOException {
        try (var out = new DataOutputStream(new GZIPOutputStream(file))) {
            out.writeUTF(FORMAT);
            out.writeInt(schemas.size());
            for (RegisteredSchema schema : schemas) {
                out.writeUTF(schema.subject());
                out.writeInt(schema.version());
                out.writeInt(schema.id());
                bytes(out, schema.text().getBytes(StandardCharsets.UTF_8));
            }
            out.writeInt(rules.size());
            for (RuleFile rule : rules) {
                out.writeUTF(rule.path());
                bytes(out, rule.text().getBytes(StandardCharsets.UTF_8));
            }
            out.writeInt(worlds.size());
            for (RecordedWorld world : worlds) {
                out.writeLong(world.seed());
                out.writeInt(world.inputs().size());
                for (RecordedWorld.Taken taken : world.inputs()) {
                    Input input = taken.input();
                    out.writeLong(taken.offset());
                    record(out, input.topic(), taken.appendedAt(), input.key(), input.value(), input.headers());
                }
                out.writeInt(world.outputs().size());
                for (Output output : world.outputs()) {
                    record(out, output.topic(), output.timestamp(), output.key(), output.value(), output.headers());
                }
            }
        }
    }

    /** Reads what {@link #write} has written. */
    public static InputsCorpus read(InputStream file) throws IOException {
        try (var in = new DataInputStream(new GZIPInputStream(file))) {
            String format = in.readUTF();
            if (!format.equals(FORMAT)) {
                throw new IOException("expected " + FORMAT + ", found " + format);
            }
            return new InputsCorpus(
                    many(in, each -> new RegisteredSchema(each.readUTF(), each.readInt(), each.readInt(), text(each))),
                    many(in, each -> new RuleFile(each.readUTF(), text(each))),
                    many(
                            in,
                            each -> new RecordedWorld(
                                    each.readLong(),
                                    many(each, InputsCorpus::taken),
                                    many(each, InputsCorpus::output))));
        }
    }

    private static RecordedWorld.Taken taken(DataInputStream in) throws IOException {
        long offset = in.readLong();
        Topic topic = topic(in);
        long appendedAt = in.readLong();
        return new RecordedWorld.Taken(offset, new Input(topic, bytes(in), bytes(in), headers(in)), appendedAt);
    }

    private static Output output(DataInputStream in) throws IOException {
        Topic topic = topic(in);
        long timestamp = in.readLong();
        return new Output(topic, bytes(in), bytes(in), headers(in), timestamp);
    }

    private static void record(
            DataOutputStream out,
            Topic topic,
            long timestamp,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<Header> headers)
            throws IOException {
        out.writeUTF(topic.logicalName());
        out.writeLong(timestamp);
        bytes(out, key);
        bytes(out, value);
        out.writeInt(headers.size());
        for (Header header : headers) {
            out.writeUTF(header.key());
            bytes(out, header.value());
        }
    }

    private static Topic topic(DataInputStream in) throws IOException {
        String name = in.readUTF();
        return Arrays.stream(Topic.values())
                .filter(topic -> topic.logicalName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IOException("no topic is called `" + name + "`"));
    }

    private static List<Header> headers(DataInputStream in) throws IOException {
        return many(in, each -> new RecordHeader(each.readUTF(), bytes(each)));
    }

    private static <T> List<T> many(DataInputStream in, Element<? extends T> element) throws IOException {
        int count = in.readInt();
        var all = new ArrayList<T>();
        for (int i = 0; i < count; i++) {
            all.add(element.read(in));
        }
        return all;
    }

    private static void bytes(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
        out.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    private static byte @Nullable [] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : in.readNBytes(length);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
