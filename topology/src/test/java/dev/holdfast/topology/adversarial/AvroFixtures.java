package dev.holdfast.topology.adversarial;

import static dev.holdfast.topology.adversarial.Fixture.rejected;
import static dev.holdfast.topology.adversarial.Fixture.taken;
import static dev.holdfast.topology.adversarial.Scene.VICTIM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.schemas.WireFormat;
import dev.holdfast.trust.intake.Rejection.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Bodies that claim to be larger, deeper or other than they are, all of them validly signed by an executor that turned bad; and foreign schemas. */
final class AvroFixtures {
    private AvroFixtures() {}

    /** Writes a part of a body. */
    @FunctionalInterface
    private interface Part {
        void write(BinaryEncoder encoder) throws IOException;
    }

    static Stream<Fixture> all() {
        return Stream.of(blocks(), lengths(), indexes(), ends(), schemas()).flatMap(fixtures -> fixtures);
    }

    private static Stream<Fixture> blocks() {
        return LongStream.of(
                        1L << 62, 1L << 40, Integer.MAX_VALUE, Integer.MAX_VALUE - 8L, 100_000_000, -5, Long.MIN_VALUE)
                .boxed()
                .flatMap(count -> Stream.of(
                        bomb("a map of " + count + " entries", body(AvroFixtures::head, block(count))),
                        bomb("an array of " + count + " actions", body(AvroFixtures::head, nothing(2), block(count))),
                        bomb(
                                "an array of " + count + " capabilities",
                                body(AvroFixtures::head, nothing(3), block(count))),
                        bomb(
                                "an array of " + count + " attestations",
                                body(AvroFixtures::head, nothing(5), block(count)))));
    }

    private static Stream<Fixture> lengths() {
        return LongStream.of(Integer.MAX_VALUE, Integer.MAX_VALUE - 8L, 1L << 31, 1L << 62, -1, Long.MIN_VALUE)
                .boxed()
                .flatMap(length -> Stream.of(
                        bomb(
                                "a text of " + length + " bytes",
                                body(out -> out.writeLong(9), out -> out.writeLong(length))),
                        bomb("a key of " + length + " bytes", body(AvroFixtures::head, nothing(4), out -> {
                            out.writeIndex(1);
                            out.writeLong(length);
                        }))));
    }

    private static Stream<Fixture> indexes() {
        return Stream.of(
                bomb("a phase that there is not", body(AvroFixtures::beginning, out -> out.writeEnum(99))),
                bomb("a phase below the first", body(AvroFixtures::beginning, out -> out.writeEnum(-1))),
                bomb("a branch that there is not", body(AvroFixtures::beginning, out -> {
                    out.writeEnum(0);
                    out.writeIndex(7);
                })),
                bomb("a branch below the first", body(AvroFixtures::beginning, out -> {
                    out.writeEnum(0);
                    out.writeIndex(Integer.MIN_VALUE);
                })),
                bomb("a number that never ends", filled(12, 0xFF)),
                bomb("a body of ones", filled(16_000, 0xFF)));
    }

    private static Stream<Fixture> ends() {
        return Stream.of(
                bomb("no body", new byte[0]),
                taken(
                        "bytes behind the heartbeat, which its executor signed with it and nobody reads",
                        s -> {
                            byte[] value = s.beat().value();
                            byte[] body = Arrays.copyOfRange(value, 5, value.length);
                            return s.beatOf(Arrays.copyOf(body, body.length + 100));
                        },
                        s -> assertThat(s.state(VICTIM).getSequence()).isGreaterThan(1)),
                rejected(
                        "a value without its schema's id",
                        Reason.UNDECODABLE,
                        s -> s.beat().withValue(new byte[4])),
                rejected(
                        "a schema's id of -1",
                        Reason.SCHEMA_UNKNOWN,
                        s -> s.beat().withValue(WireFormat.join(-1, new byte[9]))),
                rejected("64 MiB of zeros", Reason.OVERSIZED, s -> s.beat().withValue(new byte[64 << 20])));
    }

    private static Stream<Fixture> schemas() {
        byte[] rest = body(AvroFixtures::beginning);
        return Stream.of(
                unknown("Protobuf", HostileRegistry.Entry.PROTOBUF, rest),
                unknown("a JSON Schema", HostileRegistry.Entry.JSON_SCHEMA, rest),
                unknown("a schema that is none", HostileRegistry.Entry.UNREADABLE, rest),
                unknown("a schema 5,000 arrays deep", HostileRegistry.Entry.DEEP, filled(16_000, 2)),
                unknown("a record that holds itself", HostileRegistry.Entry.ENDLESS, rest),
                unknown("a list 16,000 records deep", HostileRegistry.Entry.LIST, filled(16_000, 2)),
                unknown("2^40 records in no byte", HostileRegistry.Entry.DOUBLING, rest),
                nulls("2^31 nulls", HostileRegistry.Entry.NULLS, Integer.MAX_VALUE),
                nulls("2^62 nulls", HostileRegistry.Entry.NULLS, 1L << 62),
                nulls("2^31 empty records", HostileRegistry.Entry.EMPTY_RECORDS, Integer.MAX_VALUE),
                nulls("2^62 empty records", HostileRegistry.Entry.EMPTY_RECORDS, 1L << 62));
    }

    private static Fixture unknown(String name, HostileRegistry.Entry schema, byte[] body) {
        return rejected(name, Reason.SCHEMA_UNKNOWN, s -> s.beatOf(schema, body));
    }

    private static Fixture nulls(String name, HostileRegistry.Entry schema, long count) {
        return rejected(
                name,
                Reason.UNDECODABLE,
                s -> s.beatOf(schema, body(block(count), nothing(1), AvroFixtures::beginning)));
    }

    private static Fixture bomb(String name, byte[] body) {
        return rejected(name, Reason.UNDECODABLE, s -> s.beatOf(body));
    }

    /** Sequence, executor process and clock of a heartbeat. */
    private static void beginning(BinaryEncoder out) throws IOException {
        out.writeLong(9);
        out.writeString("instance-1");
        out.writeLong(1_772_359_200_000L);
    }

    /** A heartbeat up to its evidence. */
    private static void head(BinaryEncoder out) throws IOException {
        beginning(out);
        out.writeEnum(0);
        out.writeIndex(0);
        out.writeEnum(0);
        out.writeLong(0);
    }

    /** So many empty blocks. */
    private static Part nothing(int blocks) {
        return out -> {
            for (int i = 0; i < blocks; i++) {
                out.writeLong(0);
            }
        };
    }

    /** A block that says how many items it has; a negative one says in how many bytes as well. It has none. */
    private static Part block(long count) {
        return out -> {
            out.writeLong(count);
            if (count < 0) {
                out.writeLong(Integer.MAX_VALUE);
            }
        };
    }

    private static byte[] filled(int bytes, int with) {
        byte[] body = new byte[bytes];
        Arrays.fill(body, (byte) with);
        return body;
    }

    private static byte[] body(Part... parts) {
        var bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            for (Part part : parts) {
                part.write(encoder);
            }
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
