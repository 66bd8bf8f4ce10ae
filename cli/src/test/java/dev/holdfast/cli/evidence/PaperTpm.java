package dev.holdfast.cli.evidence;

import dev.holdfast.executor.attest.Attester;
import dev.holdfast.executor.attest.Attester.Occasion;
import dev.holdfast.executor.attest.NotAttested;
import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.TpmBinding;
import dev.holdfast.trust.evidence.tpm.TpmQuoteCheck;
import dev.holdfast.trust.signature.Digest;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What a TPM would write when it quotes register 16, made without one: TPM 2.0 Library, part 2, sections 10.12 and 11.3. */
public final class PaperTpm {
    private static final int MAGIC = 0xff544347;
    private static final int QUOTE = 0x8018;
    private static final int SHA256 = 0x000b;
    private static final int ECDSA = 0x0018;
    private static final int SCALAR_BYTES = 32;

    /** The state that the binding accepts. */
    public static final byte[] GOOD = Digest.sha256(new byte[] {1});

    private final KeyPair keys;
    private final AtomicLong clock = new AtomicLong();

    public PaperTpm() throws Exception {
        this.keys = SvidIssuer.ec("secp256r1");
    }

    /** Makes a quote for an occasion. */
    @FunctionalInterface
    public interface Quoting {
        Attestation on(Occasion occasion) throws NotAttested;
    }

    /** For a grant. */
    public TpmBinding binding() {
        return new TpmBinding(
                ByteBuffer.wrap(keys.getPublic().getEncoded()), List.of(16), List.of(ByteBuffer.wrap(GOOD)));
    }

    /** One that quotes so. */
    public static Attester attester(Quoting quoting) {
        return new Attester() {
            @Override
            public String name() {
                return AttestationKind.TPM_QUOTE.name();
            }

            @Override
            public Proof attest(Occasion occasion) throws NotAttested {
                return Proof.of(quoting.on(occasion));
            }
        };
    }

    /**
     * Another quote each time, as the clock in it goes on.
     *
     * @param state digest of the register's value
     */
    public Attestation quote(byte[] state, Occasion occasion) {
        try {
            byte[] attest = attest(state, occasion);
            return Attestation.newBuilder()
                    .setKind(AttestationKind.TPM_QUOTE)
                    .setPayload(ByteBuffer.wrap(attest))
                    .setSignature(ByteBuffer.wrap(signature(attest)))
                    .setNonce(occasion.nonce())
                    .build();
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] attest(byte[] state, Occasion occasion) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        out.writeShort(QUOTE);
        // The signer's name: the algorithm, and a digest that nothing here looks at.
        out.writeShort(Short.BYTES + SCALAR_BYTES);
        out.writeShort(SHA256);
        out.write(new byte[SCALAR_BYTES]);
        sized(
                out,
                TpmQuoteCheck.extraData(
                        occasion.trustDomain(),
                        occasion.grant().getExecutionId(),
                        occasion.executorKey(),
                        occasion.nonce()));
        out.writeLong(clock.incrementAndGet());
        out.writeInt(1);
        out.writeInt(1);
        out.writeByte(1);
        out.writeLong(1);
        // One selection, of one bank: three bytes of a bit for each register.
        out.writeInt(1);
        out.writeShort(SHA256);
        out.write(new byte[] {3, 0, 0, 1});
        sized(out, state);
        return bytes.toByteArray();
    }

    private byte[] signature(byte[] attest) throws IOException, GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(keys.getPrivate());
        signature.update(attest);
        byte[] both = signature.sign();
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeShort(ECDSA);
        out.writeShort(SHA256);
        sized(out, scalar(both, 0));
        sized(out, scalar(both, SCALAR_BYTES));
        return bytes.toByteArray();
    }

    /** Without leading zeros, as TPMs write it. */
    private static byte[] scalar(byte[] both, int from) {
        byte[] scalar = new BigInteger(1, Arrays.copyOfRange(both, from, from + SCALAR_BYTES)).toByteArray();
        return scalar[0] == 0 ? Arrays.copyOfRange(scalar, 1, scalar.length) : scalar;
    }

    private static void sized(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeShort(bytes.length);
        out.write(bytes);
    }
}
