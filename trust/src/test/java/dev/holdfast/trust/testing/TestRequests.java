package dev.holdfast.trust.testing;

import dev.holdfast.record.ExecutionRequest;
import dev.holdfast.record.Voucher;
import dev.holdfast.trust.admission.AdmissionFactReader;
import dev.holdfast.trust.admission.AdmissionFacts;
import dev.holdfast.trust.admission.ExecutorVoucher;
import dev.holdfast.trust.admission.Identity;
import dev.holdfast.trust.admission.Issuance;
import dev.holdfast.trust.authority.Subject;
import dev.holdfast.trust.facts.IssuerStanding;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.verdict.Check;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A sound request of {@link TestGrants#START}, to be spoiled one part at a time. */
public final class TestRequests {
    public static final String TRUST_DOMAIN = "test";

    /** Vouches for executors. */
    public static final SigningKey CA = TestGrants.key(21);

    private static final long THIRTY_DAYS = 2_592_000_000L;

    static {
        Records.vouch();
    }

    private TestRequests() {}

    /** For ten minutes, without a voucher, changed. */
    public static ExecutionRequest with(Consumer<ExecutionRequest> change) {
        ExecutionRequest request = ExecutionRequest.newBuilder()
                .setRequestId("request-1")
                .setExecutionId(TestGrants.EXECUTION)
                .setAgent("fetcher")
                .setInitiator("alice")
                .setTenant("acme")
                .setRegion("eu-1")
                .setExecutorKey(
                        ByteBuffer.wrap(TestGrants.EXECUTOR.verifyingKey().raw()))
                .setScope(List.of(TestGrants.rule("http.get", "https://example.org/*", null)))
                .setDurationMillis(600_000)
                .setEvidence(Map.of("executable.sha256", "aa"))
                .setRequestedAt(Instant.ofEpochMilli(TestGrants.START))
                .build();
        change.accept(request);
        return request;
    }

    /** A voucher for just what the request says, in the test's trust domain. */
    public static Voucher voucher(ExecutionRequest request, SigningKey signer, long notAfter) {
        return voucher(
                request,
                TRUST_DOMAIN,
                new Subject(request.getAgent(), request.getTenant(), request.getRegion()),
                signer,
                notAfter);
    }

    public static Voucher voucher(
            ExecutionRequest request, String trustDomain, Subject subject, SigningKey signer, long notAfter) {
        byte[] signature = signer.sign(
                        ExecutorVoucher.content(trustDomain, request.getExecutorKey(), subject, notAfter))
                .header();
        return new Voucher(Instant.ofEpochMilli(notAfter), ByteBuffer.wrap(signature));
    }

    /** The facts of a request by somebody whose identity is verified, where the evaluator may issue. */
    public static AdmissionFacts facts(ExecutionRequest request) {
        return facts(
                request,
                new AdmissionFactReader.Circumstances(
                        new Identity(Check.VERIFIED, "vouched for", THIRTY_DAYS), IssuerStanding.VALID, "", ""));
    }

    public static AdmissionFacts facts(ExecutionRequest request, AdmissionFactReader.Circumstances circumstances) {
        return AdmissionFactReader.read(
                request,
                Issuance.terms(request, new byte[32], TestGrants.START, "digest"),
                circumstances,
                TestGrants.START);
    }
}
