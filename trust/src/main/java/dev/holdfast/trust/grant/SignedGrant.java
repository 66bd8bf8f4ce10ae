package dev.holdfast.trust.grant;

import dev.holdfast.record.Grant;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.schemas.SchemaHistory;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.intake.GrantCheck;
import dev.holdfast.trust.intake.Limits;
import dev.holdfast.trust.intake.Rejection;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.signature.VerifyingKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * A grant's Avro body with the signature over it. The body is what counts: {@link #grant()} is read off it.
 *
 * @param trustDomain the deployment it was signed for
 * @param writer schema by which the body was written
 * @param body the Avro body; not to be changed
 * @param grant what the body says
 * @param signature the issuer's
 */
public record SignedGrant(String trustDomain, Schema writer, byte[] body, Grant grant, RecordSignature signature) {
    // What is left of an input record beside the wire format's prefix.
    private static final int MAXIMUM_BODY_BYTES = Limits.VALUE_BYTES - 5;

    static {
        // Often the first thing that an executor reads, before any codec is made.
        GeneratedClasses.trust();
    }

    /** The grant is none, or is none that an evaluator would take. Its message says what was expected. */
    public static final class InvalidGrant extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidGrant(String message) {
            super(message);
        }
    }

    /**
     * Signs a grant.
     *
     * @throws InvalidGrant when an evaluator would not take it, because it grants nothing or exceeds a limit
     */
    public static SignedGrant issue(Grant grant, SigningKey issuer, String trustDomain) throws InvalidGrant {
        Optional<Rejection> rejection = GrantCheck.check(grant.getExecutionId(), grant);
        if (rejection.isPresent()) {
            throw new InvalidGrant(rejection.get().detail());
        }
        byte[] body = encode(grant);
        if (body.length > MAXIMUM_BODY_BYTES) {
            throw new InvalidGrant(
                    "expected a grant of at most " + MAXIMUM_BODY_BYTES + " bytes, found " + body.length);
        }
        RecordSignature signature =
                issuer.sign(content(trustDomain, grant.getExecutionId(), Topic.GRANTS.fingerprint(), body));
        return new SignedGrant(trustDomain, SchemaHistory.of(Topic.GRANTS).newest(), body, grant, signature);
    }

    /**
     * Reads a grant that was carried here. The signature is not checked: see {@link #verify}.
     *
     * @param fingerprint of the writer's schema
     * @throws InvalidGrant when the schema is not known or the body does not fit it
     */
    public static SignedGrant read(String trustDomain, long fingerprint, byte[] body, RecordSignature signature)
            throws InvalidGrant {
        Schema writer = SchemaHistory.of(Topic.GRANTS)
                .byFingerprint(fingerprint)
                .orElseThrow(() -> new InvalidGrant("the grant was written by a schema that this version does not know"
                        + " (fingerprint " + Long.toHexString(fingerprint) + "); use a newer version"));
        try {
            BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(body, null);
            Grant grant = new SpecificDatumReader<Grant>(writer, Grant.getClassSchema()).read(null, decoder);
            if (!decoder.isEnd()) {
                throw new InvalidGrant("the grant's body is longer than a grant");
            }
            return new SignedGrant(trustDomain, writer, body.clone(), grant, signature);
        } catch (IOException | RuntimeException e) {
            // Avro reports hostile bytes by whatever happens to go wrong first.
            throw new InvalidGrant("the grant's body is no grant: " + e.getMessage());
        }
    }

    /** Checks the signature against an issuer's key. */
    public RecordSignature.Verification verify(VerifyingKey issuer) {
        return signature.verify(issuer, content(trustDomain, grant.getExecutionId(), fingerprint(), body));
    }

    /** Fingerprint of the writer's schema. */
    public long fingerprint() {
        return SchemaNormalization.parsingFingerprint64(writer);
    }

    private static SignedContent content(String trustDomain, String key, long fingerprint, byte[] body) {
        return new SignedContent(trustDomain, Topic.GRANTS.logicalName(), key, fingerprint, ByteBuffer.wrap(body));
    }

    private static byte[] encode(Grant grant) {
        try {
            var out = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            new SpecificDatumWriter<>(Grant.class).write(grant, encoder);
            encoder.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot encode a grant", e);
        }
    }
}
