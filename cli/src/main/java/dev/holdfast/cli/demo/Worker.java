package dev.holdfast.cli.demo;

import dev.holdfast.executor.process.ExecutableDigest;
import dev.holdfast.executor.supervise.Supervisor;
import dev.holdfast.record.Grant;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.grant.SignedGrant.InvalidGrant;
import dev.holdfast.trust.signature.SigningKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The program of one case, and its grant.
 *
 * @param executable the program, a script that {@code /bin/sh} runs
 */
record Worker(Path executable) {
    /** Rhythm of heartbeats in the demonstration; three missed ones are a pause. */
    static final int HEARTBEAT_MILLIS = 500;

    /** Length of a lease in the demonstration. */
    static final int LEASE_MILLIS = 3_000;

    /** How long the demonstration lets an execution stay paused. */
    static final int GRACE_MILLIS = 3_000;

    static Worker write(Path directory, DemoCase demoCase) throws IOException {
        Path file = directory.resolve(demoCase.label() + ".sh");
        Files.writeString(file, "#!/bin/sh\n" + demoCase.script(), StandardOpenOption.CREATE_NEW);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return new Worker(file.toRealPath());
    }

    /** Changes the program after it was granted. */
    void tamper() throws IOException {
        Files.writeString(executable, "echo 'not what was granted'\n", StandardOpenOption.APPEND);
    }

    SignedGrant grant(
            DemoCase demoCase,
            String executionId,
            SigningKey executor,
            SigningKey issuer,
            Instant now,
            Duration valid,
            String trustDomain)
            throws IOException, InvalidGrant {
        Grant grant = Grant.newBuilder()
                .setExecutionId(executionId)
                .setGrantId(UUID.randomUUID().toString())
                .setAgent(demoCase.label())
                .setInitiator("holdfast demo")
                .setExecutorKey(ByteBuffer.wrap(executor.verifyingKey().raw()))
                .setIssuedAt(now)
                .setNotBefore(now.minusSeconds(1))
                .setNotAfter(now.plus(valid))
                .setScope(List.of(
                        new ScopeRule(Supervisor.START_ACTION, executable.toString(), null, null),
                        new ScopeRule("work.step", "*", null, null)))
                .setBudgets(demoCase.budgets())
                .setReferenceValues(
                        Map.of(Supervisor.EXECUTABLE_SHA256, List.of(new ExecutableDigest(executable).sha256())))
                .setHeartbeatIntervalMillis(HEARTBEAT_MILLIS)
                .setLeaseMillis(LEASE_MILLIS)
                .setGraceMillis(GRACE_MILLIS)
                .build();
        return SignedGrant.issue(grant, issuer, trustDomain);
    }
}
