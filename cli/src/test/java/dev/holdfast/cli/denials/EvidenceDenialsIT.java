package dev.holdfast.cli.denials;

import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.evidence.PaperTpm;
import dev.holdfast.cli.evidence.SvidIssuer;
import dev.holdfast.cli.governance.GovernancePublisher;
import dev.holdfast.cli.system.Site;
import dev.holdfast.executor.attest.Attester;
import dev.holdfast.executor.attest.Attester.Occasion;
import dev.holdfast.executor.attest.JwtSvidFile;
import dev.holdfast.executor.attest.NotAttested;
import dev.holdfast.executor.attest.X509SvidFiles;
import dev.holdfast.record.Authority;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Role;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.trust.evidence.Challenge;
import dev.holdfast.trust.signature.Digest;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Attestations that do not hold, or not any more, or not for this one. */
@RealCluster
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(RowNames.class)
@SuppressWarnings("NullAway.Init")
class EvidenceDenialsIT {
    /** How old a quote may get here: it is renewed when half of that is over, which leaves a busy machine the other half. */
    private static final long MAXIMUM_AGE_MILLIS = 8_000;

    private static final byte[] OTHER_STATE = Digest.sha256(new byte[] {2});

    @TempDir
    static Path directory;

    private static Ground ground;
    private static SvidIssuer issuer;
    private static PaperTpm tpm;

    @TempDir
    Path files;

    @BeforeAll
    static void start(Cluster cluster) throws Exception {
        issuer = new SvidIssuer();
        tpm = new PaperTpm();
        ground = Ground.start(cluster, directory, Map.of(), EvidenceDenialsIT::authorities);
    }

    private static void authorities(Site site, GovernancePublisher publisher) throws Exception {
        Authority workloads = Site.authority("workloads", Role.EXECUTOR_CA, site.issuer);
        workloads.setKeys(List.of());
        workloads.setSpiffeTrustDomain(SvidIssuer.TRUST_DOMAIN);
        workloads.setBundle(ByteBuffer.wrap(Files.readAllBytes(issuer.bundle(directory.resolve("bundle.json")))));
        publisher.publish(workloads, site.root);
    }

    @AfterAll
    static void stop() throws Exception {
        ground.close();
    }

    @Test
    @Denied(Denial.STALE_EVIDENCE)
    void shouldPauseAndThenHaltWhatIsNotAttestedAnyMore() throws Exception {
        var lost = new AtomicBoolean();
        Victim victim = ground.victim(
                        ground.granted(grant -> {
                            Ground.shortGrace(grant);
                            quotedOften(grant);
                        }),
                        PaperTpm.attester(occasion -> {
                            if (lost.get()) {
                                throw new NotAttested("the TPM is gone");
                            }
                            return tpm.quote(PaperTpm.GOOD, occasion);
                        }))
                .running();

        lost.set(true);

        ground.assertDenied(Denial.STALE_EVIDENCE, victim);
    }

    @Test
    @GoodTwin(Denial.STALE_EVIDENCE)
    void shouldLetRunWhatIsAttestedAgainInTime() throws Exception {
        var quotes = new AtomicInteger();
        Victim twin = ground.victim(ground.granted(EvidenceDenialsIT::quotedOften), PaperTpm.attester(occasion -> {
                    quotes.incrementAndGet();
                    return tpm.quote(PaperTpm.GOOD, occasion);
                }))
                .running();

        int first = quotes.get();
        await().atMost(Duration.ofSeconds(30)).until(() -> quotes.get() >= first + 2);

        ground.assertPasses(twin);
    }

    @Test
    @Denied(Denial.FAILED_QUOTE)
    void shouldHaltBeforeItStartsWhatRunsOnAMachineInAnotherState() throws Exception {
        ground.assertDenied(Denial.FAILED_QUOTE, quoted(occasion -> tpm.quote(OTHER_STATE, occasion)));
    }

    @Test
    @GoodTwin(Denial.FAILED_QUOTE)
    void shouldLeaseOnAMachineInTheStateThatWasGranted() throws Exception {
        ground.assertPasses(quoted(occasion -> tpm.quote(PaperTpm.GOOD, occasion)));
    }

    @Test
    @Denied(Denial.REUSED_NONCE)
    void shouldNotLeaseForTheAnswerToAChallengeThatHasGoneBy() throws Exception {
        ground.assertDenied(
                Denial.REUSED_NONCE,
                quoted(occasion -> tpm.quote(PaperTpm.GOOD, challenged(occasion, Duration.ofMinutes(5)))));
    }

    @Test
    @GoodTwin(Denial.REUSED_NONCE)
    void shouldLeaseForTheAnswerToTheChallengeJustBefore() throws Exception {
        ground.assertPasses(quoted(occasion ->
                tpm.quote(PaperTpm.GOOD, challenged(occasion, Duration.ofMillis(Challenge.WINDOW_MILLIS)))));
    }

    @Test
    @Denied(Denial.BORROWED_QUOTE)
    void shouldHaltWhatShowsTheQuoteOfAnotherExecution() throws Exception {
        ground.assertDenied(
                Denial.BORROWED_QUOTE, quoted(occasion -> tpm.quote(PaperTpm.GOOD, of("another", occasion))));
    }

    @Test
    @GoodTwin(Denial.BORROWED_QUOTE)
    void shouldLeaseToTwoThatOneTpmQuotesFor() throws Exception {
        Victim one = quoted(occasion -> tpm.quote(PaperTpm.GOOD, occasion));
        Victim other = quoted(occasion -> tpm.quote(PaperTpm.GOOD, occasion));

        ground.assertPasses(one);
        ground.assertPasses(other);
    }

    @Test
    @Denied(Denial.MISSING_ATTESTATION)
    void shouldNotLeaseWhatDoesNotAttestWhatIsAskedFor() throws Exception {
        ground.assertDenied(Denial.MISSING_ATTESTATION, ground.victim(ground.granted(EvidenceDenialsIT::worker)));
    }

    @Test
    @GoodTwin(Denial.MISSING_ATTESTATION)
    void shouldLeaseOnceItIsAttested() throws Exception {
        var asked = new AtomicBoolean();

        ground.assertPasses(quoted(occasion -> {
            if (!asked.getAndSet(true)) {
                throw new NotAttested("the TPM is busy");
            }
            return tpm.quote(PaperTpm.GOOD, occasion);
        }));
    }

    @Test
    @Denied(Denial.WRONG_SVID_CHAIN)
    void shouldHaltWhatAnotherSpiffeAuthorityVouchesFor() throws Exception {
        ground.assertDenied(Denial.WRONG_SVID_CHAIN, withX509Of(new SvidIssuer()));
    }

    @Test
    @GoodTwin(Denial.WRONG_SVID_CHAIN)
    void shouldLeaseToWhatTheSpiffeAuthorityInForceVouchesFor() throws Exception {
        ground.assertPasses(withX509Of(issuer));
    }

    @Test
    @Denied(Denial.OTHER_AUDIENCE)
    void shouldHaltWhatShowsATokenForSomebodyElse() throws Exception {
        ground.assertDenied(Denial.OTHER_AUDIENCE, withTokenFor("somebody-else"));
    }

    @Test
    @GoodTwin(Denial.OTHER_AUDIENCE)
    void shouldLeaseToWhatShowsATokenForThisDeployment() throws Exception {
        ground.assertPasses(withTokenFor(Site.TRUST_DOMAIN));
    }

    private static Victim quoted(PaperTpm.Quoting quoting) throws Exception {
        return ground.victim(ground.granted(grant -> grant.setTpm(tpm.binding())), PaperTpm.attester(quoting));
    }

    private Victim withX509Of(SvidIssuer whose) throws Exception {
        whose.x509(files, SvidIssuer.ec("secp256r1"));
        return worker(new X509SvidFiles(files.resolve("svid.pem"), files.resolve("svid_key.pem")));
    }

    private Victim withTokenFor(String audience) throws Exception {
        return worker(new JwtSvidFile(issuer.jwt(files.resolve("token"), audience)));
    }

    private static Victim worker(Attester attester) throws Exception {
        return ground.victim(ground.granted(EvidenceDenialsIT::worker), attester);
    }

    private static void worker(Grant grant) {
        grant.setSpiffeId(SvidIssuer.ID);
    }

    private static void quotedOften(Grant grant) {
        grant.setTpm(tpm.binding());
        grant.setEvidenceMaxAgeMillis(Map.of("TPM_QUOTE", MAXIMUM_AGE_MILLIS));
    }

    /** The same occasion, with what the evaluator challenged with that long ago. */
    private static Occasion challenged(Occasion now, Duration ago) {
        byte[] nonce = Challenge.derivedFrom(ground.site().evaluatorKey, Site.TRUST_DOMAIN)
                .at(System.currentTimeMillis() - ago.toMillis());
        return new Occasion(now.trustDomain(), now.grant(), now.executorKey(), ByteBuffer.wrap(nonce));
    }

    /** The same occasion of another execution, even under the same key. */
    private static Occasion of(String executionId, Occasion own) {
        Grant other = Grant.newBuilder(own.grant()).setExecutionId(executionId).build();
        return new Occasion(own.trustDomain(), other, own.executorKey(), own.nonce());
    }
}
