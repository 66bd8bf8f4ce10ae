package dev.holdfast.executor.process.containment;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

/**
 * What every process of an execution inherits in its environment, so that it can be found after its parents are gone.
 *
 * @param executionId the execution's id
 * @param nonce 32 hexadecimal digits, new for every start, so that nobody carries the marker by chance
 */
public record Marker(String executionId, String nonce) {
    /** Environment variable that names the execution a program runs in: {@code <execution id>:<nonce>}. */
    public static final String VARIABLE = "HOLDFAST_EXECUTION";

    /** Environment variable with the markers of the executions around this one, outermost first, separated by spaces. */
    public static final String OUTER_VARIABLE = "HOLDFAST_OUTER_EXECUTIONS";

    private static final int NONCE_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A marker that no process carries yet. */
    public static Marker fresh(String executionId) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        return new Marker(executionId, HexFormat.of().formatHex(nonce));
    }

    /** The variable's value. */
    public String text() {
        return executionId + ":" + nonce;
    }

    byte[] bytes() {
        return text().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Puts the marker into an environment. A marker that is there already, because the supervisor itself runs inside an
     * execution, is kept beside it: the outer execution must go on reaching these processes too.
     */
    public void into(Map<String, String> environment) {
        String around = environment.get(VARIABLE);
        if (around != null) {
            environment.merge(OUTER_VARIABLE, around, (outer, inner) -> outer + " " + inner);
        }
        environment.put(VARIABLE, text());
    }
}
