package dev.holdfast.trust.evidence.spiffe;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import dev.holdfast.trust.signature.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;

/** By what an authority of a SPIFFE trust domain is known again in another bundle: SHA-256 of its name and its key, 32 bytes. */
final class AuthorityDigest {
    private AuthorityDigest() {}

    /** The name is the subject: a certificate that was renewed for the same key is that of the same authority. */
    static ByteBuffer of(X509Certificate certificate) {
        return digest(
                certificate.getSubjectX500Principal().getEncoded(),
                certificate.getPublicKey().getEncoded());
    }

    /** The name is the key's id; of the key, its thumbprint (RFC 7638). */
    static ByteBuffer of(JWK key) throws JOSEException {
        return digest(
                key.getKeyID().getBytes(StandardCharsets.UTF_8),
                key.computeThumbprint().decode());
    }

    private static ByteBuffer digest(byte[] name, byte[] key) {
        MessageDigest digest = Digest.newSha256();
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(name.length).flip());
        digest.update(name);
        digest.update(key);
        return ByteBuffer.wrap(digest.digest());
    }
}
