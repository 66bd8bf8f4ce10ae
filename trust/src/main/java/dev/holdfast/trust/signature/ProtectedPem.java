package dev.holdfast.trust.signature;

import dev.holdfast.trust.signature.KeyPem.MalformedKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * Private keys under a password, as PEM text: encrypted PKCS#8 (RFC 5958, section 3) by PBES2 (RFC 8018, section 6.2) with PBKDF2 and
 * AES in CBC mode. What {@code openssl pkcs8 -topk8} writes is read, and the other way round.
 */
public final class ProtectedPem {
    /** Rounds of PBKDF2 in what is written. Measured: 0.6 s on a 2-core machine, which each guess of a password costs as well. */
    public static final int ITERATIONS = 600_000;

    /** Most rounds in what is read: by the same measure, 10 s. */
    static final int ITERATIONS_MAXIMUM = 10_000_000;

    private static final String LABEL = "ENCRYPTED PRIVATE KEY";
    private static final int BLOCK_BYTES = 16;
    private static final int SALT_BYTES = 16;
    private static final int KEY_BITS = 256;
    private static final Map<ASN1ObjectIdentifier, Integer> KEY_BITS_OF = Map.of(
            NISTObjectIdentifiers.id_aes128_CBC, 128,
            NISTObjectIdentifiers.id_aes192_CBC, 192,
            NISTObjectIdentifiers.id_aes256_CBC, KEY_BITS);

    private ProtectedPem() {}

    /** Whether the text has a private key under a password. */
    public static boolean isProtected(String pem) {
        return pem.contains(KeyPem.begin(LABEL));
    }

    /**
     * The private key as text, under a password: AES-256, PBKDF2 with HMAC-SHA256 and {@value #ITERATIONS} rounds.
     *
     * @param random for salt and initialization vector
     * @throws IllegalArgumentException when the password is empty
     */
    public static String write(SigningKey key, char[] password, SecureRandom random) {
        if (password.length == 0) {
            throw new IllegalArgumentException("expected a password, found an empty one");
        }
        byte[] salt = new byte[SALT_BYTES];
        byte[] iv = new byte[BLOCK_BYTES];
        random.nextBytes(salt);
        random.nextBytes(iv);
        var prf = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);
        var derivation = new PBKDF2Params(salt, ITERATIONS, KEY_BITS / Byte.SIZE, prf);
        var scheme = new PBES2Parameters(
                new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, derivation),
                new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv)));
        CipherParameters derived = derived(password, new SHA256Digest(), salt, ITERATIONS, KEY_BITS, iv);
        try {
            byte[] encrypted = crypt(true, derived, KeyPem.pkcs8(key));
            var algorithm = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, scheme);
            return KeyPem.armor(LABEL, new EncryptedPrivateKeyInfo(algorithm, encrypted).getEncoded());
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("cannot encrypt a private key", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot encode a private key", e);
        }
    }

    /**
     * Reads a private key.
     *
     * @throws MalformedKey when the text is not an Ed25519 private key under a password, or is protected in another way
     * @throws WrongPassword when the password does not open it
     */
    public static SigningKey read(String pem, char[] password) throws MalformedKey, WrongPassword {
        byte[] der = KeyPem.dearmor(LABEL, pem);
        byte[] opened;
        try {
            EncryptedPrivateKeyInfo info = EncryptedPrivateKeyInfo.getInstance(der);
            opened = crypt(false, derived(password, info.getEncryptionAlgorithm()), info.getEncryptedData());
        } catch (InvalidCipherTextException e) {
            throw new WrongPassword();
        } catch (RuntimeException e) {
            throw new MalformedKey("expected an encrypted private key in PKCS#8, found other bytes");
        }
        // One wrong password in 256 leaves a padding that looks right, and noise.
        if (!isPrivateKey(opened)) {
            throw new WrongPassword();
        }
        return KeyPem.signingKey(opened);
    }

    private static CipherParameters derived(char[] password, AlgorithmIdentifier algorithm) throws MalformedKey {
        demand(PKCSObjectIdentifiers.id_PBES2, algorithm.getAlgorithm(), "PBES2");
        PBES2Parameters scheme = PBES2Parameters.getInstance(algorithm.getParameters());
        demand(PKCSObjectIdentifiers.id_PBKDF2, scheme.getKeyDerivationFunc().getAlgorithm(), "PBKDF2");
        PBKDF2Params derivation =
                PBKDF2Params.getInstance(scheme.getKeyDerivationFunc().getParameters());
        EncryptionScheme encryption = scheme.getEncryptionScheme();
        Integer keyBits = KEY_BITS_OF.get(encryption.getAlgorithm());
        if (keyBits == null) {
            throw unknown("AES in CBC mode", encryption.getAlgorithm());
        }
        BigInteger iterations = derivation.getIterationCount();
        if (iterations.signum() < 1 || iterations.compareTo(BigInteger.valueOf(ITERATIONS_MAXIMUM)) > 0) {
            throw new MalformedKey(
                    "expected 1 to " + ITERATIONS_MAXIMUM + " rounds of PBKDF2, found another number of them");
        }
        byte[] iv = ASN1OctetString.getInstance(encryption.getParameters()).getOctets();
        Digest digest = digestOf(derivation.getPrf().getAlgorithm());
        return derived(password, digest, derivation.getSalt(), iterations.intValueExact(), keyBits, iv);
    }

    private static CipherParameters derived(
            char[] password, Digest digest, byte[] salt, int iterations, int keyBits, byte[] iv) {
        byte[] bytes = PBEParametersGenerator.PKCS5PasswordToUTF8Bytes(password);
        try {
            var generator = new PKCS5S2ParametersGenerator(digest);
            generator.init(bytes, salt, iterations);
            return new ParametersWithIV(generator.generateDerivedParameters(keyBits), iv);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static byte[] crypt(boolean encrypting, CipherParameters parameters, byte[] bytes)
            throws InvalidCipherTextException {
        var cipher = new PaddedBufferedBlockCipher(CBCBlockCipher.newInstance(AESEngine.newInstance()));
        cipher.init(encrypting, parameters);
        byte[] out = new byte[cipher.getOutputSize(bytes.length)];
        int length = cipher.processBytes(bytes, 0, bytes.length, out, 0);
        length += cipher.doFinal(out, length);
        return Arrays.copyOf(out, length);
    }

    private static boolean isPrivateKey(byte[] der) {
        try {
            return PrivateKeyInfo.getInstance(der) != null;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static Digest digestOf(ASN1ObjectIdentifier prf) throws MalformedKey {
        if (prf.equals(PKCSObjectIdentifiers.id_hmacWithSHA256)) {
            return new SHA256Digest();
        }
        if (prf.equals(PKCSObjectIdentifiers.id_hmacWithSHA512)) {
            return new SHA512Digest();
        }
        if (prf.equals(PKCSObjectIdentifiers.id_hmacWithSHA1)) {
            return new SHA1Digest();
        }
        throw unknown("HMAC with SHA-1, SHA-256 or SHA-512", prf);
    }

    private static void demand(ASN1ObjectIdentifier expected, ASN1ObjectIdentifier found, String name)
            throws MalformedKey {
        if (!expected.equals(found)) {
            throw unknown(name, found);
        }
    }

    private static MalformedKey unknown(String expected, ASN1ObjectIdentifier found) {
        return new MalformedKey("expected a key protected by PBES2 with PBKDF2 and AES: " + expected
                + ", found algorithm " + found + "; convert it with `openssl pkcs8 -topk8 -v2 aes-256-cbc`");
    }
}
