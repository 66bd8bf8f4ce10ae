package dev.holdfast.topology.process;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.schemas.ExecutionId;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.schemas.WriterSchemas.Writer;
import dev.holdfast.trust.intake.Limits;
import dev.holdfast.trust.intake.Rejection;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.intake.SignatureCheck;
import dev.holdfast.trust.session.Authentication;
import dev.holdfast.trust.session.SessionHeader;
import dev.holdfast.trust.session.SessionVerifier;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.VerifyingKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** The first steps of a record: size, key, partition, wire format, schema, signature over the bytes, and only then decoding. */
final class Inbound {
    private final RecordCodec codec;
    private final String trustDomain;
    private final int partitions;

    Inbound(RecordCodec codec, String trustDomain, int partitions) {
        this.codec = codec;
        this.trustDomain = trustDomain;
        this.partitions = partitions;
    }

    /** Thrown to leave the way of a record; carries what the dead letter says. */
    static final class Rejected extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Rejection rejection;

        Rejected(Rejection rejection) {
            super(rejection.detail(), null, false, false);
            this.rejection = rejection;
        }

        Rejected(Reason reason, String detail) {
            this(new Rejection(reason, detail));
        }

        Rejection rejection() {
            return rejection;
        }
    }

    /** The execution id in a key, on its right partition. */
    String executionId(byte @Nullable [] key, int partition) throws Rejected {
        if (key == null) {
            throw new Rejected(Reason.KEY_INVALID, "expected the execution id as the key, found no key");
        }
        String id = ExecutionId.decode(key)
                .orElseThrow(
                        () -> new Rejected(Reason.KEY_INVALID, "expected an execution id in UTF-8, found other bytes"));
        Optional<String> flaw = ExecutionId.flaw(id);
        if (flaw.isPresent()) {
            throw new Rejected(Reason.KEY_INVALID, flaw.get());
        }
        int right = RootSegmentPartitioner.partitionOf(key, partitions);
        if (right != partition) {
            throw new Rejected(
                    Reason.MISPLACED,
                    "expected `" + id + "` on partition " + right + ", found it on " + partition
                            + "; partition by murmur2 of the bytes before the first `/`");
        }
        return id;
    }

    /** A key that is a text and no execution id. */
    String text(byte @Nullable [] key) throws Rejected {
        if (key == null || key.length > ExecutionId.MAXIMUM_BYTES) {
            throw new Rejected(
                    Reason.KEY_INVALID,
                    "expected a key of at most " + ExecutionId.MAXIMUM_BYTES + " bytes, found "
                            + (key == null ? "none" : key.length));
        }
        return ExecutionId.decode(key)
                .orElseThrow(() -> new Rejected(Reason.KEY_INVALID, "expected a key in UTF-8, found other bytes"));
    }

    /** The schema and body of a value. */
    Envelope open(Topic topic, byte @Nullable [] value) throws Rejected {
        if (value == null) {
            throw new Rejected(Reason.UNDECODABLE, "expected a value, found none");
        }
        int most = topic == Topic.GOVERNANCE ? Limits.GOVERNANCE_BYTES : Limits.VALUE_BYTES;
        if (value.length > most) {
            throw new Rejected(Reason.OVERSIZED, "expected at most " + most + " bytes, found " + value.length);
        }
        WireFormat wire = WireFormat.parse(value);
        if (wire == null) {
            throw new Rejected(
                    Reason.UNDECODABLE,
                    "expected Confluent's wire format (a byte 0, a schema id of 4 bytes, the Avro body), found other bytes");
        }
        Writer writer = codec.writerSchemas().byId(wire.schemaId());
        if (writer instanceof Writer.Unknown unknown) {
            throw new Rejected(
                    Reason.SCHEMA_UNKNOWN,
                    "schema " + wire.schemaId() + ": " + unknown.why() + "; register the topic's schema first");
        }
        var known = (Writer.Known) writer;
        String expected = topic.schema().getFullName();
        if (!known.fullName().equals(expected)) {
            throw new Rejected(
                    Reason.SCHEMA_UNEXPECTED,
                    "expected a record of `" + expected + "`, found one of `" + known.fullName() + "`");
        }
        return new Envelope(topic, value, wire, known.fingerprint());
    }

    /** A value whose schema is known, not yet verified or decoded. */
    record Envelope(Topic topic, byte[] value, WireFormat wire, long fingerprint) {
        byte[] body() {
            byte[] body = new byte[wire.body().remaining()];
            wire.body().duplicate().get(body);
            return body;
        }
    }

    /** Who signed it: one alone. */
    KeyId verify(
            Envelope envelope,
            String executionId,
            Headers headers,
            Function<KeyId, Optional<VerifyingKey>> signers,
            String expected)
            throws Rejected {
        SignatureCheck.Result result =
                SignatureCheck.check(signatures(headers), content(envelope, executionId), signers, expected);
        if (result instanceof SignatureCheck.Result.Refused refused) {
            throw new Rejected(refused.rejection());
        }
        return ((SignatureCheck.Result.Signed) result).signer();
    }

    /** Who signed it, together. */
    Set<KeyId> verifyAll(
            Envelope envelope,
            String key,
            Headers headers,
            Function<KeyId, Optional<VerifyingKey>> signers,
            String expected)
            throws Rejected {
        SignatureCheck.JointResult result =
                SignatureCheck.checkAll(signatures(headers), content(envelope, key), signers, expected);
        if (result instanceof SignatureCheck.Result.Refused refused) {
            throw new Rejected(refused.rejection());
        }
        return ((SignatureCheck.JointResult.Signed) result).signers();
    }

    /** Whose a heartbeat is by its bytes and headers: signed for itself, or within the execution's session. */
    Authentication.Authentic authenticate(
            SessionVerifier sessions,
            Envelope envelope,
            String executionId,
            Headers headers,
            ExecutionState state,
            Grant grant,
            Function<KeyId, Optional<VerifyingKey>> signers,
            String expected)
            throws Rejected {
        Authentication authentication = sessions.authenticate(
                state,
                grant,
                signatures(headers),
                values(headers, SessionHeader.HEADER),
                content(envelope, executionId),
                signers,
                expected);
        if (authentication instanceof Authentication.Refused refused) {
            throw new Rejected(refused.rejection());
        }
        return (Authentication.Authentic) authentication;
    }

    private static List<byte[]> signatures(Headers headers) {
        return values(headers, RecordSignature.HEADER);
    }

    private static List<byte[]> values(Headers headers, String name) {
        List<byte[]> values = new ArrayList<>(1);
        for (Header header : headers.headers(name)) {
            values.add(header.value() == null ? new byte[0] : header.value());
        }
        return values;
    }

    private SignedContent content(Envelope envelope, String key) {
        return new SignedContent(
                trustDomain,
                envelope.topic().logicalName(),
                key,
                envelope.fingerprint(),
                envelope.wire().body());
    }

    /** The record in it. */
    <T extends SpecificRecord> T decode(Envelope envelope, Class<T> type) throws Rejected {
        codec.writerSchemas()
                .makeReadable(
                        codec.names().subjectOf(envelope.topic()),
                        envelope.wire().schemaId());
        try {
            return codec.decode(envelope.topic(), envelope.value(), type);
        } catch (SerializationException e) {
            throw new Rejected(Reason.UNDECODABLE, String.valueOf(e.getMessage()));
        }
    }
}
