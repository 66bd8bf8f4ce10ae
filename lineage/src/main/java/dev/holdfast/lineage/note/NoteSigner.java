package dev.holdfast.lineage.note;

import dev.holdfast.trust.signature.MlDsaSigningKey;
import dev.holdfast.trust.signature.NoteContent;
import dev.holdfast.trust.signature.SigningKey;

/** Who signs checkpoints, under a name. Same checkpoint, same instant: same signature. Immutable; any thread. */
public sealed interface NoteSigner {
    /** By which its signatures are verified. */
    VerifierKey verifierKey();

    /**
     * Its signature on a checkpoint.
     *
     * @param posixSeconds the instant; 0 says none. Not looked at where signatures of this kind do not say
     */
    NoteSignature sign(Checkpoint checkpoint, long posixSeconds);

    /** A log, by Ed25519: type 0x01. Without an instant. */
    record Ed25519(String name, SigningKey key) implements NoteSigner {
        @Override
        public VerifierKey verifierKey() {
            return new VerifierKey.Ed25519(name, key.verifyingKey());
        }

        @Override
        public NoteSignature sign(Checkpoint checkpoint, long posixSeconds) {
            return signature(verifierKey(), key.sign(new NoteContent(checkpoint.text())));
        }
    }

    /** A witness, by Ed25519: type 0x04. Its key must not be used for another name. */
    record Cosigner(String name, SigningKey key) implements NoteSigner {
        @Override
        public VerifierKey verifierKey() {
            return new VerifierKey.Cosigner(name, key.verifyingKey());
        }

        @Override
        public NoteSignature sign(Checkpoint checkpoint, long posixSeconds) {
            demandInstant(posixSeconds);
            return signature(
                    verifierKey(),
                    Cosigned.joined(posixSeconds, key.sign(Cosigned.text(checkpoint.text(), posixSeconds))));
        }
    }

    /** A log or a witness, by ML-DSA-44: type 0x06. */
    record MlDsa(String name, MlDsaSigningKey key) implements NoteSigner {
        @Override
        public VerifierKey verifierKey() {
            return new VerifierKey.MlDsa(name, key.verifyingKey());
        }

        @Override
        public NoteSignature sign(Checkpoint checkpoint, long posixSeconds) {
            demandInstant(posixSeconds);
            return signature(
                    verifierKey(),
                    Cosigned.joined(posixSeconds, key.sign(Cosigned.message(name, checkpoint, posixSeconds))));
        }
    }

    private static NoteSignature signature(VerifierKey key, byte[] bytes) {
        return new NoteSignature(key.name(), key.id(), bytes);
    }

    private static void demandInstant(long posixSeconds) {
        if (posixSeconds < 0) {
            throw new IllegalArgumentException("expected an instant from 0, found " + posixSeconds);
        }
    }
}
