package dev.holdfast.trust.signature;

import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/** An Ed25519 private key (RFC 8032), whose signatures are deterministic. Immutable; any thread. */
public final class SigningKey {
    /** Size of its seed in bytes. */
    public static final int SEED_BYTES = Ed25519.SECRET_KEY_SIZE;

    /** How many records one signature may cover. */
    public static final int MAXIMUM_BATCH = BatchPlace.MAXIMUM_SIZE;

    private final Ed25519PrivateKeyParameters parameters;
    private final VerifyingKey verifyingKey;
    private final @Nullable PrivateKey nativeKey;

    private SigningKey(Ed25519PrivateKeyParameters parameters) {
        this.parameters = parameters;
        this.verifyingKey = VerifyingKey.of(parameters.generatePublicKey().getEncoded());
        this.nativeKey = NativeEd25519.found()
                .map(found -> found.privateKey(parameters.getEncoded()))
                .orElse(null);
    }

    /** Who signs and verifies in this process: name and version. */
    public static String implementation() {
        return NativeEd25519.found().map(NativeEd25519::name).orElse("Bouncy Castle");
    }

    /** A new key. */
    public static SigningKey generate(SecureRandom random) {
        return new SigningKey(new Ed25519PrivateKeyParameters(random));
    }

    /** @throws IllegalArgumentException when there are not exactly {@value #SEED_BYTES} bytes */
    public static SigningKey ofSeed(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("expected a seed of " + SEED_BYTES + " bytes, found " + seed.length);
        }
        return new SigningKey(new Ed25519PrivateKeyParameters(seed));
    }

    /** The public half. */
    public VerifyingKey verifyingKey() {
        return verifyingKey;
    }

    /** Signs the content. */
    public RecordSignature sign(SignedContent content) {
        return sign(content.bytes());
    }

    /** Signs the content. */
    public RecordSignature sign(EvidenceContent content) {
        return sign(content.bytes());
    }

    /** Signs the content: 64 bytes. */
    public byte[] sign(NoteContent content) {
        return signature(content.bytes());
    }

    /**
     * Signs several contents with one signature, each with the proof that it is among them.
     *
     * @param contents 1 to {@value #MAXIMUM_BATCH}; a single one is signed as by {@link #sign(SignedContent)}
     * @return in the same order
     */
    public List<RecordSignature> signAll(List<SignedContent> contents) {
        if (contents.isEmpty() || contents.size() > MAXIMUM_BATCH) {
            throw new IllegalArgumentException(
                    "expected 1 to " + MAXIMUM_BATCH + " contents for one signature, found " + contents.size());
        }
        if (contents.size() == 1) {
            return List.of(sign(contents.get(0)));
        }
        int size = contents.size();
        var tree = new MerkleTree(contents.stream().map(SignedContent::bytes).toList());
        byte[] signature = signature(BatchPlace.signed(size, tree.root()));
        return IntStream.range(0, size)
                .mapToObj(index -> new RecordSignature(
                        verifyingKey.id(), signature, new BatchPlace(index, size, tree.path(index))))
                .toList();
    }

    private RecordSignature sign(byte[] message) {
        return new RecordSignature(verifyingKey.id(), signature(message), null);
    }

    private byte[] signature(byte[] message) {
        return NativeEd25519.found()
                .flatMap(found -> nativeKey == null ? Optional.empty() : found.sign(nativeKey, message))
                .orElseGet(() -> byBouncyCastle(message));
    }

    /** By Bouncy Castle. */
    byte[] byBouncyCastle(byte[] message) {
        byte[] signature = new byte[RecordSignature.SIGNATURE_BYTES];
        parameters.sign(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, signature, 0);
        return signature;
    }

    /** A copy of the 32-byte seed, for {@link KeyPem} and {@link KeyDerivation}. */
    byte[] seed() {
        return parameters.getEncoded();
    }

    /** The id of the public half; never the key. */
    @Override
    public String toString() {
        return "signing " + verifyingKey;
    }
}
