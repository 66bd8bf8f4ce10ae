package dev.holdfast.topology.scenario;

import dev.holdfast.record.Admission;
import dev.holdfast.record.ExecutionRequest;
import dev.holdfast.record.IssuedGrant;
import dev.holdfast.record.Role;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.Voucher;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.trust.admission.ExecutorVoucher;
import dev.holdfast.trust.authority.Subject;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SigningKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Those who ask in a scenario: an executor for which an authority vouches, under the rules of the documents' example. */
public final class Requests {
    private final EvaluatorScenario scenario;

    private Requests(EvaluatorScenario scenario) {
        this.scenario = scenario;
    }

    private static final class House {
        private static final CompiledRuleset RULES = compile();

        private static CompiledRuleset compile() {
            try {
                return CompiledRuleset.compile(Ruleset.baselineAnd(Path.of("..", "docs", "examples", "admission")));
            } catch (IOException | CompiledRuleset.Broken e) {
                throw new AssertionError("the example of the documents is none", e);
            }
        }
    }

    /** The baseline, and the example of the documents as it stands there. */
    public static CompiledRuleset houseRules() {
        return House.RULES;
    }

    /** A scenario under these rules, in which the evaluator may not issue grants yet. */
    public static EvaluatorScenario house() {
        return EvaluatorScenario.with().rules(houseRules()).start();
    }

    /** Those who ask in a scenario whose evaluator may issue grants, and whose executor authority is there. */
    public static Requests in(EvaluatorScenario scenario) {
        scenario.vouch(Acts.authority("admissions", Role.GRANT_ISSUER, Keys.EVALUATOR));
        scenario.vouch(Acts.authority("executor-ca", Role.EXECUTOR_CA, Keys.CA));
        return of(scenario);
    }

    /** Those who ask, whatever authorities there are. */
    public static Requests of(EvaluatorScenario scenario) {
        return new Requests(scenario);
    }

    /** A request that the house's rules foresee, for ten minutes, with a voucher for thirty days. */
    public ExecutionRequest.Builder request(String id) {
        ExecutionRequest.Builder request = ExecutionRequest.newBuilder()
                .setRequestId("request-of-" + id)
                .setExecutionId(id)
                .setAgent("batch-7")
                .setTenant("")
                .setRegion("")
                .setInitiator("alice")
                .setExecutorKey(ByteBuffer.wrap(Keys.EXECUTOR.verifyingKey().raw()))
                .setScope(List.of(new ScopeRule("http.get", "https://inside.example/*", null, null)))
                .setBudgets(Map.of("cpu.millis", 1_000L))
                .setDurationMillis(Duration.ofMinutes(10).toMillis())
                .setEvidence(Map.of("executable.sha256", "aa"))
                .setRequestedAt(scenario.now());
        return request.setVouchers(
                List.of(voucher(request, Keys.CA, scenario.now().plus(Duration.ofDays(30)))));
    }

    /** A voucher for just what a request says of its key and subject. */
    public Voucher voucher(ExecutionRequest.Builder request, SigningKey signer, Instant notAfter) {
        return voucher(
                request, new Subject(request.getAgent(), request.getTenant(), request.getRegion()), signer, notAfter);
    }

    /** A voucher for somebody else's subject. */
    public Voucher voucher(ExecutionRequest.Builder request, Subject subject, SigningKey signer, Instant notAfter) {
        RecordSignature signature = signer.sign(ExecutorVoucher.content(
                Signing.TRUST_DOMAIN, request.getExecutorKey(), subject, notAfter.toEpochMilli()));
        return new Voucher(notAfter, ByteBuffer.wrap(signature.header()));
    }

    /** The request, changed and signed by the executor, not sent. */
    public Input signed(String id, Consumer<ExecutionRequest.Builder> change) {
        ExecutionRequest.Builder request = request(id);
        change.accept(request);
        return scenario.signing().sign(Topic.REQUESTS, id, request.build(), Keys.EXECUTOR);
    }

    /** Sends a request, changed. */
    public EvaluatorScenario.Outcome ask(String id, Consumer<ExecutionRequest.Builder> change) {
        return scenario.send(signed(id, change));
    }

    /** Sends a request in good order. */
    public EvaluatorScenario.Outcome ask(String id) {
        return ask(id, request -> {});
    }

    /** The grant of an answer, as its executor publishes it: byte by byte as the evaluator signed it. Not sent. */
    public Input grantOf(String id, Admission admission) {
        IssuedGrant grant = admission.getGrant();
        byte[] body = bytes(grant.getBody());
        int schemaId = WireFormat.parse(
                        scenario.signedGrant(id, Keys.STRANGER, any -> {}).value())
                .schemaId();
        return new Input(
                Topic.GRANTS,
                id.getBytes(StandardCharsets.UTF_8),
                WireFormat.join(schemaId, body),
                new ArrayList<>(List.of(new RecordHeader(RecordSignature.HEADER, bytes(grant.getSignature())))));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
