package dev.holdfast.executor;

import dev.holdfast.schemas.connection.ConnectionConfig;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;

/** The configuration of executors and of tools: how to find the deployment, and whose commands and leases to believe. */
public final class ExecutorConfig extends ConnectionConfig {
    /** Public keys of evaluators. */
    public static final String EVALUATOR_KEYS = "evaluator.public.keys";

    /** @throws ConfigException when a key is not known, required and missing, or has a value out of range; names the key */
    public ExecutorConfig(Map<String, String> values) {
        super(define(), values);
    }

    /** All keys, with their documentation. */
    public static ConfigDef define() {
        return ConnectionConfig.define()
                .define(
                        EVALUATOR_KEYS,
                        Type.LIST,
                        List.of(),
                        Importance.HIGH,
                        "PEM files of the public keys of evaluators whose commands and leases are believed, separated by commas. Executors need at least one.");
    }

    /**
     * Evaluators whose commands and leases are believed.
     *
     * @throws ConfigException when there is none, or a file is missing or no public key
     */
    Map<KeyId, VerifyingKey> evaluatorKeys() {
        var keys = new HashMap<KeyId, VerifyingKey>();
        for (String file : getList(EVALUATOR_KEYS)) {
            try {
                VerifyingKey key = KeyFiles.readVerifyingKey(Path.of(file));
                keys.put(key.id(), key);
            } catch (KeyFileException e) {
                throw new ConfigException(EVALUATOR_KEYS + ": " + e.getMessage());
            }
        }
        if (keys.isEmpty()) {
            throw new ConfigException(
                    EVALUATOR_KEYS
                            + ": expected at least one file, so that commands and leases of the evaluator can be told from others");
        }
        return keys;
    }
}
