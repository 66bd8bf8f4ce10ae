package dev.holdfast.executor.attest;

import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.trust.evidence.spiffe.X509SvidCheck;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Proves an X509-SVID: its key signs the executor's key and the challenge. The SVID comes from two files, as {@code spiffe-helper} and other agents
 * write them: certificates in PEM, the SVID first, and its key in PEM (PKCS#8), which nobody but its owner may
 * touch. Both are read anew each time.
 *
 * @param chain certificates
 * @param key private key: P-256, P-384, or RSA of 2048 to 4096 bits
 */
public record X509SvidFiles(Path chain, Path key) implements Attester {
    private static final int P256_BITS = 256;
    private static final int RSA_SALT_BYTES = 32;

    @Override
    public String name() {
        return AttestationKind.X509_SVID.name();
    }

    @Override
    public Proof attest(Occasion occasion) throws NotAttested {
        List<X509Certificate> certificates = certificates();
        X509Certificate svid = certificates.get(0);
        byte[] content = X509SvidCheck.content(
                        occasion.trustDomain(),
                        occasion.grant().getExecutionId(),
                        occasion.executorKey(),
                        occasion.nonce())
                .bytes();
        try {
            byte[] signature = sign(privateKey(), content);
            if (!verifies(svid.getPublicKey(), content, signature)) {
                throw new NotAttested("expected `" + key + "` to hold the key of the certificate in `" + chain
                        + "`, found another; are the files being replaced?");
            }
            List<ByteBuffer> encoded = new ArrayList<>();
            for (X509Certificate certificate : certificates) {
                encoded.add(ByteBuffer.wrap(certificate.getEncoded()));
            }
            Attestation attestation = Attestation.newBuilder()
                    .setKind(AttestationKind.X509_SVID)
                    .setChain(encoded)
                    .setNonce(occasion.nonce())
                    .setSignature(ByteBuffer.wrap(signature))
                    .build();
            return new Proof(
                    List.of(attestation),
                    SmallFile.inTime(chain, svid.getNotAfter().toInstant()));
        } catch (GeneralSecurityException e) {
            throw new NotAttested("the key in `" + key + "` cannot sign for the certificate in `" + chain + "`: "
                    + e.getMessage() + "; expected P-256, P-384 or RSA, alike in both");
        }
    }

    private List<X509Certificate> certificates() throws NotAttested {
        try {
            List<X509Certificate> found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(SmallFile.read(chain)))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!found.isEmpty()) {
                return found;
            }
        } catch (GeneralSecurityException e) {
            // Said below.
        }
        throw new NotAttested("expected certificates in PEM in `" + chain + "`, the SVID first; found none");
    }

    private PrivateKey privateKey() throws NotAttested {
        String text = new String(SmallFile.read(key), StandardCharsets.US_ASCII);
        try {
            KeyFiles.demandOwnerOnly("private key", key);
        } catch (KeyFileException e) {
            throw new NotAttested(String.valueOf(e.getMessage()));
        }
        int begin = text.indexOf("-----BEGIN PRIVATE KEY-----");
        int end = text.indexOf("-----END PRIVATE KEY-----");
        if (begin >= 0 && end > begin) {
            String body = text.substring(begin, end).replaceFirst("-----BEGIN PRIVATE KEY-----", "");
            byte[] der = Base64.getMimeDecoder().decode(body);
            for (String algorithm : List.of("EC", "RSA")) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
                } catch (GeneralSecurityException e) {
                    // Of the other algorithm, or of none.
                    continue;
                }
            }
        }
        throw new NotAttested("expected a private key of EC or RSA in PEM (PKCS#8) in `" + key + "`, found none");
    }

    private static byte[] sign(PrivateKey key, byte[] content) throws GeneralSecurityException {
        Signature signature = algorithm(key);
        signature.initSign(key);
        signature.update(content);
        return signature.sign();
    }

    private static boolean verifies(PublicKey key, byte[] content, byte[] signed) throws GeneralSecurityException {
        Signature signature = algorithm(key);
        signature.initVerify(key);
        signature.update(content);
        return signature.verify(signed);
    }

    private static Signature algorithm(java.security.Key key) throws GeneralSecurityException {
        if (key instanceof ECKey ec) {
            boolean p256 = ec.getParams().getOrder().bitLength() == P256_BITS;
            return Signature.getInstance(p256 ? "SHA256withECDSA" : "SHA384withECDSA");
        }
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(new PSSParameterSpec(
                "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, RSA_SALT_BYTES, PSSParameterSpec.TRAILER_FIELD_BC));
        return signature;
    }
}
