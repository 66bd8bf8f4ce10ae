package dev.holdfast.executor;

import dev.holdfast.executor.guard.Inbox;
import dev.holdfast.executor.guard.Links;
import dev.holdfast.executor.guard.Outbox;
import dev.holdfast.executor.guard.Resources;
import dev.holdfast.record.Admission;
import dev.holdfast.record.AdmissionOutcome;
import dev.holdfast.record.ExecutionRequest;
import dev.holdfast.record.Grant;
import dev.holdfast.record.IssuedGrant;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.trust.admission.Issuance;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.signature.Digest;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;

/**
 * Asks the evaluator for an execution, and waits for its committed answer. Nothing runs by that: with the grant of what was admitted an {@link
 * ExecutionGuard} is opened, which publishes it and waits for the first lease.
 */
public final class Admissions {
    private Admissions() {}

    /**
     * How patiently it is asked.
     *
     * @param reachWithin how long to wait for Kafka and the registry
     * @param answerWithin how long to wait for an answer after that
     * @param events learns what is waited for, and which records were ignored
     */
    public record Patience(Duration reachWithin, Duration answerWithin, Consumer<GuardEvent> events) {}

    /**
     * Asks once.
     *
     * @param key the private key whose public half the request names
     * @throws GuardUnavailable when the key is not the request's, Kafka or the registry cannot be reached or refuse, or an evaluator's
     *     answer is not what it may be; nothing was started
     * @throws org.apache.kafka.common.config.ConfigException when the configuration names no evaluator's key
     */
    public static Answer ask(ExecutorConfig config, SigningKey key, ExecutionRequest request, Patience patience)
            throws GuardUnavailable, InterruptedException {
        if (!request.getExecutorKey().equals(ByteBuffer.wrap(key.verifyingKey().raw()))) {
            throw new GuardUnavailable(
                    "the key is not the one that the request names: expected the private half of it, found "
                            + key.verifyingKey());
        }
        Map<KeyId, VerifyingKey> evaluators = config.evaluatorKeys();
        try (var resources = new Resources()) {
            Heard heard = answerTo(config, evaluators, key, request, patience, resources);
            return read(config.trustDomain(), evaluators, request, heard.requestDigest(), heard.admission());
        } catch (TimeoutException e) {
            return new Answer.None(patience.answerWithin());
        } catch (KafkaException e) {
            throw new GuardUnavailable("Kafka or the schema registry refused: " + e.getMessage());
        }
    }

    /** The answer, and the SHA-256 of the Avro body of the request as it was sent. */
    private record Heard(Admission admission, ByteBuffer requestDigest) {}

    private static Heard answerTo(
            ExecutorConfig config,
            Map<KeyId, VerifyingKey> evaluators,
            SigningKey key,
            ExecutionRequest request,
            Patience patience,
            Resources resources)
            throws GuardUnavailable, InterruptedException, TimeoutException {
        String id = request.getExecutionId();
        var answer = new CompletableFuture<Admission>();
        var registry = resources.add(config.newRegistryClient());
        var links = new Links(config, registry);
        int partition = links.await(id, patience.reachWithin(), patience.events());
        String answers = config.topicNames().of(Topic.ADMISSIONS);
        Consumer<String> ignored = cause -> patience.events().accept(new GuardEvent.RecordIgnored(answers, cause));
        RecordCodec codec = links.codec(Topic.REQUESTS);
        ByteBuffer digest = digest(codec, request);
        var inbox = resources.add(new Inbox<>(
                links.consumer("read_committed"),
                Topic.ADMISSIONS,
                new Inbox.Address(partition, id, config.trustDomain()),
                Admission.class,
                links.codec(Topic.ADMISSIONS),
                evaluators,
                heard -> hear(digest, heard, answer, ignored),
                ignored,
                cause -> answer.completeExceptionally(new KafkaException("cannot hear `" + answers + "`: " + cause))));
        var outbox = resources.add(new Outbox(
                links.producer(patience.reachWithin(), Topic.REQUESTS),
                codec,
                key,
                config.trustDomain(),
                id,
                partition));
        inbox.start();
        outbox.send(Topic.REQUESTS, request, (metadata, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(
                        new KafkaException("Kafka did not take the request: " + failure.getMessage()));
            }
        });
        try {
            return new Heard(answer.get(patience.answerWithin().toMillis(), TimeUnit.MILLISECONDS), digest);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new GuardUnavailable(cause == null ? e.toString() : String.valueOf(cause.getMessage()));
        }
    }

    /** The same maps are written in the same order again, so this is the body that the outbox sends. */
    private static ByteBuffer digest(RecordCodec codec, ExecutionRequest request) {
        WireFormat wire = Objects.requireNonNull(
                WireFormat.parse(codec.encode(Topic.REQUESTS, request)), "the serializer writes the wire format");
        return ByteBuffer.wrap(Digest.sha256(bytes(wire.body())));
    }

    /** Takes the answer to just this request. Others may ask for the same execution, also under the same request id: theirs says nothing here. */
    static void hear(
            ByteBuffer requestDigest, Admission heard, CompletableFuture<Admission> answer, Consumer<String> ignored) {
        if (heard.getRequestDigest().equals(requestDigest)) {
            answer.complete(heard);
        } else {
            ignored.accept("it answers another request for this execution, `" + heard.getRequestId() + "`");
        }
    }

    /** An answer is believed only as far as it can be checked: an admission is worth no more than its grant. */
    static Answer read(
            String trustDomain,
            Map<KeyId, VerifyingKey> evaluators,
            ExecutionRequest request,
            ByteBuffer requestDigest,
            Admission admission)
            throws GuardUnavailable {
        if (!admission.getRequestDigest().equals(requestDigest)) {
            throw new GuardUnavailable("the answer is to another request than the one that was sent; ask again");
        }
        if (admission.getOutcome() != AdmissionOutcome.ADMITTED) {
            return new Answer.Denied(List.copyOf(admission.getFindings()));
        }
        IssuedGrant issued = admission.getGrant();
        if (issued == null) {
            throw new GuardUnavailable("the answer says that the request was admitted, and brings no grant");
        }
        SignedGrant signed = signedGrant(trustDomain, issued);
        VerifyingKey evaluator = evaluators.get(signed.signature().keyId());
        if (evaluator == null || signed.verify(evaluator) instanceof RecordSignature.Verification.Invalid) {
            throw new GuardUnavailable("the grant of the answer is not signed by a believed evaluator: found key "
                    + signed.signature().keyId());
        }
        Grant grant = signed.grant();
        String policy = grant.getPolicyDigest();
        Grant asked = Issuance.terms(
                request, bytes(requestDigest), grant.getNotBefore().toEpochMilli(), policy == null ? "" : policy);
        if (!asked.equals(grant)) {
            throw new GuardUnavailable(
                    "the grant of the answer is not what was asked for: expected " + asked + ", found " + grant);
        }
        return new Answer.Admitted(signed);
    }

    private static SignedGrant signedGrant(String trustDomain, IssuedGrant issued) throws GuardUnavailable {
        if (!(RecordSignature.parse(bytes(issued.getSignature()))
                instanceof RecordSignature.Parsed.Signature signature)) {
            throw new GuardUnavailable("the grant of the answer bears no signature that this version knows");
        }
        try {
            return SignedGrant.read(trustDomain, issued.getFingerprint(), bytes(issued.getBody()), signature.value());
        } catch (SignedGrant.InvalidGrant e) {
            throw new GuardUnavailable("the answer's grant: " + e.getMessage());
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
