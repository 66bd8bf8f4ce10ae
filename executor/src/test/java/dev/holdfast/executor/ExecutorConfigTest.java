package dev.holdfast.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutorConfigTest {
    @TempDir
    Path directory;

    @Test
    void shouldBelieveEveryEvaluatorThatItNames() throws Exception {
        SigningKey one = SigningKey.generate(new SecureRandom());
        SigningKey two = SigningKey.generate(new SecureRandom());
        Path first = KeyFiles.writePair(directory.resolve("one.pem"), one);
        Path second = KeyFiles.writePair(directory.resolve("two.pem"), two);

        var config = config("evaluator.public.keys", first + ", " + second);

        assertThat(config.evaluatorKeys())
                .containsOnlyKeys(one.verifyingKey().id(), two.verifyingKey().id());
    }

    @Test
    void shouldBelieveNobodyByDefault() {
        var config = config("topic.prefix", "mine.");

        assertThatThrownBy(config::evaluatorKeys)
                .isInstanceOf(ConfigException.class)
                .hasMessage("evaluator.public.keys: expected at least one file, so that commands and leases of the"
                        + " evaluator can be told from others");
    }

    @Test
    void shouldNameAKeyFileThatIsNotThere() {
        Path missing = directory.resolve("missing.pub");
        var config = config("evaluator.public.keys", missing.toString());

        assertThatThrownBy(config::evaluatorKeys)
                .isInstanceOf(ConfigException.class)
                .hasMessage("evaluator.public.keys: public key `" + missing + "`: there is no such file");
    }

    @Test
    void shouldRefuseAPrivateKeyInThePlaceOfAPublicOne() throws Exception {
        Path secret = directory.resolve("one.pem");
        KeyFiles.writePair(secret, SigningKey.generate(new SecureRandom()));
        var config = config("evaluator.public.keys", secret.toString());

        assertThatThrownBy(config::evaluatorKeys)
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("evaluator.public.keys: public key `" + secret + "`: ")
                .hasMessageNotContaining(Files.readAllLines(secret).get(1));
    }

    @Test
    void shouldNameTheKeyThatWasMeant() {
        assertThatThrownBy(() -> config("evaluator.public.key", "x"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("unknown configuration key `evaluator.public.key`; did you mean `evaluator.public.keys`?");
    }

    private static ExecutorConfig config(String key, String value) {
        Map<String, String> values = new HashMap<>(Map.of(
                "bootstrap.servers", "one:9092", "schema.registry.url", "http://registry", "trust.domain", "test"));
        values.put(key, value);
        return new ExecutorConfig(values);
    }
}
