package dev.holdfast.lineage.testing;

import dev.holdfast.lineage.EntryHash;
import dev.holdfast.lineage.proof.SignedRecord;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.SigningKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Records as they are encoded and signed. */
public final class Records {
    private Records() {}

    /** The Avro body. */
    public static byte[] body(SpecificRecord value) {
        try {
            var out = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            new SpecificDatumWriter<SpecificRecord>(value.getSchema()).write(value, encoder);
            encoder.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An entry in single-object encoding. */
    public static byte[] encoded(LineageEntry entry) {
        return EntryHash.encoded(LineageEntry.getClassSchema(), ByteBuffer.wrap(body(entry)));
    }

    /** A record of a topic, signed by some keys. */
    public static SignedRecord signed(
            String trustDomain, Topic topic, String key, SpecificRecord value, SigningKey... signers) {
        byte[] body = body(value);
        var content =
                new SignedContent(trustDomain, topic.logicalName(), key, topic.fingerprint(), ByteBuffer.wrap(body));
        return new SignedRecord(
                topic.fingerprint(),
                body,
                Arrays.stream(signers)
                        .map(signer -> signer.sign(content).header())
                        .toList());
    }
}
