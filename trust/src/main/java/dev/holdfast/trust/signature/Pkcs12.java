package dev.holdfast.trust.signature;

import dev.holdfast.trust.signature.KeyPem.MalformedKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Private keys under a password in PKCS#12 (RFC 7292), as {@code keytool} and {@code openssl pkcs12} write them. The platform reads them,
 * and takes no more than 5,000,000 rounds of key derivation.
 */
public final class Pkcs12 {
    private Pkcs12() {}

    /**
     * Reads the private key of a store.
     *
     * @throws MalformedKey when the bytes are no such store, or it does not have exactly one private key, of Ed25519
     * @throws WrongPassword when the password does not open the store or the key
     */
    public static SigningKey read(byte[] store, char[] password) throws MalformedKey, WrongPassword {
        List<PrivateKey> keys = privateKeys(store, password);
        if (keys.size() != 1) {
            throw new MalformedKey("expected a PKCS#12 store with one private key, found " + keys.size());
        }
        byte[] pkcs8 = keys.get(0).getEncoded();
        if (pkcs8 == null) {
            throw new MalformedKey("expected a private key that can be exported, found one that cannot");
        }
        return KeyPem.signingKey(pkcs8);
    }

    private static List<PrivateKey> privateKeys(byte[] bytes, char[] password) throws MalformedKey, WrongPassword {
        var keys = new ArrayList<PrivateKey>();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), password);
            for (String alias : Collections.list(store.aliases())) {
                Key key = store.getKey(alias, password);
                if (key instanceof PrivateKey privateKey) {
                    keys.add(privateKey);
                }
            }
            return keys;
        } catch (UnrecoverableKeyException e) {
            throw new WrongPassword();
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw new WrongPassword();
            }
            throw new MalformedKey("expected a PKCS#12 store, found other bytes");
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new MalformedKey(
                    "expected a PKCS#12 store with an Ed25519 private key, found what this platform cannot read");
        }
    }
}
