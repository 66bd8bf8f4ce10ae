package dev.holdfast.trust.admission;

import dev.holdfast.trust.authority.Subject;
import dev.holdfast.trust.signature.EvidenceContent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What an authority of role EXECUTOR_CA signs to say whose an executor's key is. */
public final class ExecutorVoucher {
    private static final String PURPOSE = "executor-key";

    /** A voucher is for all executions of the key's owner. */
    private static final String NO_EXECUTION = "";

    private ExecutorVoucher() {}

    /**
     * What is signed, with {@link dev.holdfast.trust.signature.SigningKey#sign(EvidenceContent)}. The parts: the key, agent, tenant, region, the end
     * in epoch milliseconds (8 bytes, big-endian). It is for just this agent, tenant and region: an empty text stands for none, not for any.
     *
     * @param executorKey raw Ed25519 public key, 32 bytes; read, not changed
     * @param notAfterMillis epoch milliseconds of the broker's clock
     */
    public static EvidenceContent content(
            String trustDomain, ByteBuffer executorKey, Subject subject, long notAfterMillis) {
        ByteBuffer end = ByteBuffer.allocate(Long.BYTES).putLong(notAfterMillis).flip();
        return new EvidenceContent(
                PURPOSE,
                trustDomain,
                NO_EXECUTION,
                List.of(
                        executorKey,
                        StandardCharsets.UTF_8.encode(subject.agent()),
                        StandardCharsets.UTF_8.encode(subject.tenant()),
                        StandardCharsets.UTF_8.encode(subject.region()),
                        end));
    }
}
