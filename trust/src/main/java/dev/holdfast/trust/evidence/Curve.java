package dev.holdfast.trust.evidence;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;

/** A curve that is known here (FIPS 186). */
public enum Curve {
    /** P-256. */
    P256("secp256r1"),
    /** P-384. */
    P384("secp384r1");

    private final ECParameterSpec parameters;

    Curve(String name) {
        try {
            AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
            named.init(new ECGenParameterSpec(name));
            parameters = named.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform lacks the curve " + name, e);
        }
    }

    /** Whether the key is of this curve in all its parameters. */
    public boolean has(ECPublicKey key) {
        ECParameterSpec found = key.getParams();
        return found.getCurve().equals(parameters.getCurve())
                && found.getGenerator().equals(parameters.getGenerator())
                && found.getOrder().equals(parameters.getOrder())
                && found.getCofactor() == parameters.getCofactor();
    }
}
