package dev.holdfast.topology.scenario;

import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.TpmBinding;
import dev.holdfast.trust.evidence.tpm.TpmQuoteCheck;
import dev.holdfast.trust.signature.Digest;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.List;

/** A TPM as far as scenarios need one: it quotes register 16 of whatever state it is told. */
public final class Tpm {
    private static final int NONCE_BYTES = 32;

    private final KeyPair keys = Spiffe.keys();

    /** What a grant asks for that accepts this TPM in one state. */
    public TpmBinding binding(String state) {
        return new TpmBinding(
                ByteBuffer.wrap(keys.getPublic().getEncoded()), List.of(16), List.of(ByteBuffer.wrap(digest(state))));
    }

    /** A quote for the executor of an execution. */
    public Attestation quote(String executionId, ByteBuffer nonce, String state) {
        byte[] extraData =
                TpmQuoteCheck.extraData(Signing.TRUST_DOMAIN, executionId, Keys.EXECUTOR.verifyingKey(), nonce);
        byte[] attest = ByteBuffer.allocate(113)
                .putInt(0xff544347)
                .putShort((short) 0x8018)
                .putShort((short) 2)
                .putShort((short) 0x000b)
                .putShort((short) NONCE_BYTES)
                .put(extraData)
                .putLong(500)
                .putInt(1)
                .putInt(0)
                .put((byte) 1)
                .putLong(7)
                .putInt(1)
                .putShort((short) 0x000b)
                .put((byte) 3)
                .put(new byte[] {0, 0, 1})
                .putShort((short) 32)
                .put(digest(state))
                .array();
        return Attestation.newBuilder()
                .setKind(AttestationKind.TPM_QUOTE)
                .setPayload(ByteBuffer.wrap(attest))
                .setSignature(signature(attest))
                .setNonce(nonce)
                .build();
    }

    private ByteBuffer signature(byte[] message) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(keys.getPrivate());
            signature.update(message);
            byte[] both = signature.sign();
            return ByteBuffer.allocate(72)
                    .putShort((short) 0x0018)
                    .putShort((short) 0x000b)
                    .putShort((short) 32)
                    .put(both, 0, 32)
                    .putShort((short) 32)
                    .put(both, 32, 32)
                    .flip();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] digest(String state) {
        return Digest.sha256(state.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
