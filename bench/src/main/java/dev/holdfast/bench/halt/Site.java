package dev.holdfast.bench.halt;

import dev.holdfast.bench.Issuer;
import dev.holdfast.bench.TemporaryDirectory;
import dev.holdfast.cli.local.LocalDeployment;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.stack.StackConfig;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import dev.holdfast.trust.signature.AgreementKey;
import dev.holdfast.trust.signature.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A deployment of its own in a temporary directory, with every setting as it is by default, and the keys of those who act in it. One thread. */
final class Site implements AutoCloseable {
    private final Path directory;
    private final LocalDeployment deployment;

    private Site(Path directory, LocalDeployment deployment) {
        this.directory = directory;
        this.deployment = deployment;
    }

    static Site start() throws IOException, KeyFileException, InterruptedException {
        Path directory = TemporaryDirectory.make();
        try {
            return new Site(
                    directory,
                    LocalDeployment.start(
                            new LocalDeployment.Wanted(StackConfig.in(directory), Plan.PARTITIONS, null, Map.of())));
        } catch (IOException | KeyFileException | InterruptedException | RuntimeException e) {
            TemporaryDirectory.remove(directory);
            throw e;
        }
    }

    ExecutorConfig clients() {
        return deployment.clientConfig();
    }

    Issuer issuer() throws KeyFileException {
        return new Issuer(KeyFiles.readSigningKey(deployment.layout().issuerKey()), LocalDeployment.TRUST_DOMAIN);
    }

    SigningKey operator() throws KeyFileException {
        return KeyFiles.readSigningKey(deployment.layout().operatorKey());
    }

    /** What executors agree session keys with. */
    byte[] agreementKey() throws KeyFileException {
        return AgreementKey.derivedFrom(
                        KeyFiles.readSigningKey(deployment.layout().evaluatorKey()))
                .publicKey();
    }

    @Override
    public void close() throws IOException {
        deployment.close();
        TemporaryDirectory.remove(directory);
    }
}
