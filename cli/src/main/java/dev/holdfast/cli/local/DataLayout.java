package dev.holdfast.cli.local;

import java.nio.file.Path;

/**
 * Where things stand in the directory of a local deployment.
 *
 * @param directory the directory
 */
public record DataLayout(Path directory) {
    /** {@code .holdfast} in the working directory. */
    public static DataLayout standard() {
        return new DataLayout(Path.of(".holdfast"));
    }

    /** How clients reach the deployment. */
    public Path clientConfig() {
        return directory.resolve("client.properties");
    }

    /** The evaluator's configuration, as {@code holdfast serve} would take it. */
    public Path evaluatorConfig() {
        return directory.resolve("evaluator.properties");
    }

    /** Private key of the evaluator. */
    public Path evaluatorKey() {
        return directory.resolve("keys").resolve("evaluator.pem");
    }

    /** Private key of the root, which vouches for all authorities. */
    public Path rootKey() {
        return directory.resolve("keys").resolve("root.pem");
    }

    /** Private key of the operator. */
    public Path operatorKey() {
        return directory.resolve("keys").resolve("operator.pem");
    }

    /** Private key of the policy author. */
    public Path policyAuthorKey() {
        return directory.resolve("keys").resolve("policy-author.pem");
    }

    /** Private key of the source of signals. */
    public Path signalSourceKey() {
        return directory.resolve("keys").resolve("signal-source.pem");
    }

    /** Private key of the grant issuer. */
    public Path issuerKey() {
        return directory.resolve("keys").resolve("issuer.pem");
    }

    /** Private key of the authority that vouches for executors' keys. */
    public Path executorAuthorityKey() {
        return directory.resolve("keys").resolve("executor-ca.pem");
    }

    /** State of the evaluator. */
    public Path state() {
        return directory.resolve("state");
    }

    /** Log of this process. */
    public Path log() {
        return directory.resolve("holdfast.log");
    }
}
