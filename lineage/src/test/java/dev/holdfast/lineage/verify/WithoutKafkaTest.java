package dev.holdfast.lineage.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.lineage.testing.Hostile;
import dev.holdfast.lineage.testing.SoundProof;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** An auditor needs neither Kafka nor the client of the schema registry: with both taken off the class path the verifier does its work. */
class WithoutKafkaTest {
    private static final Pattern KAFKA = Pattern.compile(".*(kafka|confluent|rocksdb|drools)[^/]*");

    private static URLClassLoader auditor() throws Exception {
        List<String> path = Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
        URL[] urls = path.stream()
                .filter(entry -> !KAFKA.matcher(entry).matches() && !entry.contains("confluent-client"))
                .map(entry -> {
                    try {
                        return new File(entry).toURI().toURL();
                    } catch (MalformedURLException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toArray(URL[]::new);
        return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    @Test
    void shouldVerifyWithoutKafkaOnTheClassPath() throws Exception {
        byte[] file = Hostile.bytes(SoundProof.sound());
        byte[] root = SoundProof.ROOT.verifyingKey().raw();
        try (URLClassLoader loader = auditor()) {
            assertThatThrownBy(() -> loader.loadClass("org.apache.kafka.clients.consumer.KafkaConsumer"))
                    .isInstanceOf(ClassNotFoundException.class);
            Object parsed = loader.loadClass("dev.holdfast.lineage.proof.ProofReader")
                    .getMethod("read", InputStream.class)
                    .invoke(null, new ByteArrayInputStream(file));
            Class<?> key = loader.loadClass("dev.holdfast.trust.signature.VerifyingKey");
            Class<?> anchors = loader.loadClass("dev.holdfast.lineage.verify.TrustAnchors");

            Object report = loader.loadClass("dev.holdfast.lineage.verify.ProofVerifier")
                    .getMethod("verify", loader.loadClass("dev.holdfast.lineage.proof.ProofReader$Parsed"), anchors)
                    .invoke(
                            null,
                            parsed,
                            anchors.getMethod("root", key)
                                    .invoke(
                                            null,
                                            key.getMethod("of", byte[].class).invoke(null, (Object) root)));

            assertThat(report.getClass().getClassLoader()).isSameAs(loader);
            assertThat(report.getClass().getMethod("exit").invoke(report)).isEqualTo(Report.TRUE);
        }
    }
}
