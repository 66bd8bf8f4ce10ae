package dev.holdfast.executor.attest;

import dev.holdfast.record.Grant;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/** A process that asks a command for a statement, to be told to end meanwhile. Argument: the command. */
final class AttestingProcess {
    private AttestingProcess() {}

    public static void main(String[] args) throws Exception {
        GeneratedClasses.trust();
        SigningKey key = SigningKey.ofSeed(new byte[SigningKey.SEED_BYTES]);
        Grant grant = Grant.newBuilder()
                .setExecutionId("job-1")
                .setGrantId("g-1")
                .setAgent("worker")
                .setInitiator("alice")
                .setExecutorKey(ByteBuffer.wrap(key.verifyingKey().raw()))
                .setIssuedAt(Instant.EPOCH)
                .setNotBefore(Instant.EPOCH)
                .setNotAfter(Instant.EPOCH.plusSeconds(60))
                .setScope(List.of(new ScopeRule("*", "*", null, null)))
                .build();
        new StatementCommand("image", args[0])
                .attest(new Attester.Occasion("tests", grant, key.verifyingKey(), ByteBuffer.allocate(32)));
    }
}
