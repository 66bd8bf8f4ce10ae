package dev.holdfast.bench.verify;

import dev.holdfast.bench.Workload;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.Standing;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.signature.VerifyingKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A heartbeat as it arrives: Avro body and the executor's signature over it. */
@State(Scope.Thread)
public class SignedHeartbeat {
    final VerifyingKey key;
    final SignedContent content;
    final RecordSignature signature;

    /** Signs one. */
    public SignedHeartbeat() {
        GeneratedClasses.trust();
        SigningKey executor = SigningKey.ofSeed(Workload.seed(1));
        Heartbeat heartbeat =
                Workload.heartbeat(17, "process-a", Instant.ofEpochMilli(1_800_000_000_000L), Standing.RUNNING);
        key = executor.verifyingKey();
        content = new SignedContent(
                "bench",
                Topic.HEARTBEATS.logicalName(),
                "order-17",
                Topic.HEARTBEATS.fingerprint(),
                ByteBuffer.wrap(body(heartbeat)));
        signature = executor.sign(content);
        if (!(signature.verify(key, content) instanceof RecordSignature.Verification.Valid)) {
            throw new IllegalStateException("expected a valid signature, found another");
        }
    }

    static byte[] body(Heartbeat heartbeat) {
        var out = new ByteArrayOutputStream();
        try {
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            new SpecificDatumWriter<>(Heartbeat.class).write(heartbeat, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new IllegalStateException("a heartbeat in memory cannot be encoded", e);
        }
        return out.toByteArray();
    }
}
